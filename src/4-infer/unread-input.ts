/** Whether a window that slides over an image leaves its last rows or columns unread. Says so where the sizes are known. */
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Dimension } from "../ir/dimension.ts";
import { pair } from "../ops/attributes.ts";
import type { Attributes, Operation, TensorType } from "../ops/operation.ts";
import { comesFrom, type Asker } from "./apply-operation.ts";
import type { Scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

/** `result` is what the operation gives. A stride past the window is meant to leave rows out, and padding is no loss. */
export function noteUnread(operation: Operation, input: Tensor, result: TensorType<Dimension>, attributes: Attributes<Dimension>, asker: Asker, scope: Scope): void {
  if (!("kernel" in operation.attributes)) return;
  const { algebra } = scope.solver;
  const [kernels, strides] = [pair(algebra, attributes, "kernel", 1), pair(algebra, attributes, "stride", 1)];
  const [paddings, dilations] = [pair(algebra, attributes, "padding", 0), pair(algebra, attributes, "dilation", 1)];
  const unread = ([0, 1] as const).flatMap((i) => {
    const axis = input.shape.length - 2 + i;
    const sizes = [input.shape[axis]!, result.shape[axis]!, kernels[i], strides[i], paddings[i], dilations[i]].map((size) => algebra.value(size) ?? NaN);
    const [of, windows, kernel, stride, padding, dilation] = sizes as [number, number, number, number, number, number];
    const count = of - ((windows - 1) * stride - padding + dilation * (kernel - 1) + 1);
    return kernel >= stride && count > 0 ? [{ isRows: i === 0, count, of }] : [];
  });
  if (unread.length === 0) return;
  const span = asker.written.get("stride")?.span ?? asker.span;
  scope.tell(reportInfer("unread-input", span, { layer: asker.name, unread }, { related: [comesFrom(input, scope)] }));
}
