/** ops/dropout in evaluation: the elements stay. */
export { view as dropout } from "./view.ts";
