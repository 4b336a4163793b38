/**
 * constant: y = the value, a tensor of no axes; no input
 * Layout: a scalar, which broadcasts to any shape. Shape: (). Source: torch.tensor of one number.
 */
import { numberOf } from "./attributes.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";

export const constant = {
  name: "constant",
  arity: 0,
  attributes: { value: { kind: "number" } },
  shape: () => ({ type: { element: "float32", shape: [] } }),
} satisfies Operation;

export const constantOnnx: OnnxForm = ({ output, attributes }) =>
  [{ opType: "Constant", inputs: [], output, attributes: { value_float: { float: numberOf(attributes, "value") } } }];
