/** Our own runtime with the weights of linear layers stored as halves. */
import { prepare as prepareModel } from "./dot2model.mjs";

export function prepare(settings, inputOf) {
  return prepareModel({ ...settings, precision: "float16" }, inputOf);
}
