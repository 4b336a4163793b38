/** The only list of operations: one line each. What else lists them is generated from this. */
import { conv2d, conv2dLabel, conv2dOnnx } from "./conv2d.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";

export interface OperationEntry {
  readonly operation: Operation;
  /** How labels write it; an operation that no word names (an operator's, a feature map's) has none. */
  readonly label?: LabelForm;
  readonly onnx: OnnxForm;
}

export const operations: readonly OperationEntry[] = [
  { operation: conv2d, label: conv2dLabel, onnx: conv2dOnnx },
];
