/** ops/feature-map as a view: the elements stay. */
export { view as featureMap } from "./view.ts";
