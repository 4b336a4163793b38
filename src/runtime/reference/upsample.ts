/** ops/upsample. */
import { extents } from "../../ops/attributes.ts";
import type { Kernel } from "./kernel.ts";

export const upsample: Kernel = ({ inputs, output, attributes }) => {
  const { data: x, shape } = inputs[0]!;
  const [scaleHeight, scaleWidth] = extents(attributes, "scale");
  const width = shape.at(-1)!;
  const outWidth = width * scaleWidth;
  for (let at = 0; at < output.data.length; at++) {
    const line = Math.floor(at / (outWidth * scaleHeight));
    output.data[at] = x[line * width + Math.floor((at % outWidth) / scaleWidth)]!;
  }
};
