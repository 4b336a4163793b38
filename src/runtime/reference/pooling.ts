/** Makes the kernel of a pooling: what `start` and `step` make of the elements under each window, then `end`. */
import { extents, pairOf } from "../../ops/attributes.ts";
import type { Kernel } from "./kernel.ts";

export interface Pooling {
  readonly start: number;
  readonly step: (before: number, x: number) => number;
  /** `area` counts the whole window, padding included. */
  readonly end: (result: number, area: number) => number;
}

export function pooling({ start, step, end }: Pooling): Kernel {
  return ({ inputs, output, attributes }) => {
    const x = inputs[0]!;
    const [height, width] = [x.shape.at(-2)!, x.shape.at(-1)!];
    const [outHeight, outWidth] = [output.shape.at(-2)!, output.shape.at(-1)!];
    const [kernelHeight, kernelWidth] = extents(attributes, "kernel");
    const [strideHeight, strideWidth] = extents(attributes, "stride");
    const [paddingHeight, paddingWidth] = pairOf(attributes, "padding", 0);
    for (let at = 0; at < output.data.length; at++) {
      const channel = Math.floor(at / (outHeight * outWidth));
      const top = (Math.floor(at / outWidth) % outHeight) * strideHeight - paddingHeight;
      const left = (at % outWidth) * strideWidth - paddingWidth;
      let result = start;
      for (let h = Math.max(top, 0); h < Math.min(top + kernelHeight, height); h++) {
        for (let w = Math.max(left, 0); w < Math.min(left + kernelWidth, width); w++) {
          result = step(result, x.data[(channel * height + h) * width + w]!);
        }
      }
      output.data[at] = end(result, kernelHeight * kernelWidth);
    }
  };
}
