/** ops/cat: for each index before the joined axis, a stretch of every input in turn. */
import { axisOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Kernel } from "./kernel.ts";

export const cat: Kernel = ({ inputs, output, attributes }) => {
  const dim = axisOf(attributes, "dim", output.shape.length);
  const stride = elementCount(output.shape.slice(dim));
  let offset = 0;
  for (const { data, shape } of inputs) {
    const length = elementCount(shape.slice(dim));
    for (let i = 0; i * length < data.length; i++) {
      output.data.set(data.subarray(i * length, (i + 1) * length), i * stride + offset);
    }
    offset += length;
  }
};
