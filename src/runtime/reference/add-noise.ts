/** ops/addNoise in evaluation: the elements stay. */
export { view as addNoise } from "./view.ts";
