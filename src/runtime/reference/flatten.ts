/** ops/flatten as a view: the elements stay. */
export { view as flatten } from "./view.ts";
