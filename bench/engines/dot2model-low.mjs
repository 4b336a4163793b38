/** Our own runtime where it is to spare memory. */
import { prepare as prepareModel } from "./dot2model.mjs";

export function prepare(settings, inputOf) {
  return prepareModel({ ...settings, memory: "low" }, inputOf);
}
