/** Our own runtime with the weights of linear layers stored as 8 bits. */
import { prepare as prepareModel } from "./dot2model.mjs";

export function prepare(settings, inputOf) {
  return prepareModel({ ...settings, precision: "int8" }, inputOf);
}
