/** The shape rule that convolution and pooling share: a window sliding over the last two axes, rounding down. */
import { pair } from "./attributes.ts";
import type { Algebra, Attributes, ShapeResult, TensorType } from "./operation.ts";

/** The type of (…, C, H, W) seen through the attributes' kernel, stride, padding and dilation, with `channels` for C. */
export function windowShape<D>(algebra: Algebra<D>, x: TensorType<D>, attributes: Attributes<D>, channels: D): ShapeResult<D> {
  const rank = x.shape.length;
  const kernel = pair(algebra, attributes, "kernel", 1);
  const stride = pair(algebra, attributes, "stride", 1);
  const padding = pair(algebra, attributes, "padding", 0);
  const dilation = pair(algebra, attributes, "dilation", 1);
  const one = algebra.constant(1);
  const spatial: D[] = [];
  for (const i of [0, 1] as const) {
    const axis = rank - 2 + i;
    const padded = algebra.add(x.shape[axis]!, algebra.add(padding[i], padding[i]));
    const reach = algebra.add(algebra.multiply(dilation[i], algebra.subtract(kernel[i], one)), one);
    const room = algebra.subtract(padded, reach);
    if ((algebra.value(room) ?? 0) < 0) return { failure: { kind: "kernel", axis, kernel: reach, available: padded } };
    spatial.push(algebra.add(algebra.floorDivide(room, stride[i]), one));
  }
  return { type: { element: x.element, shape: [...x.shape.slice(0, rank - 3), channels, ...spatial] } };
}
