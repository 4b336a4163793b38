/** ops/constant. */
import { numberOf } from "../../ops/attributes.ts";
import type { Kernel } from "./kernel.ts";

export const constant: Kernel = ({ output, attributes }) => {
  output.data[0] = numberOf(attributes, "value");
};
