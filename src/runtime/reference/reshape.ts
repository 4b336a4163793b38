/** ops/reshape as a view: the elements stay. */
export { view as reshape } from "./view.ts";
