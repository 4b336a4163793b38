/**
 * flatten: the axes from `startDim` on become one, in C order: (N, C, H, W) gives (N, C*H*W)
 * Layout: any rank from 1. Shape: the last size is the product. Source: torch.nn.Flatten.
 */
import { axis, axisOf, writtenAxis } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { productOf } from "./shapes.ts";

export const flatten = {
  name: "flatten",
  arity: 1,
  attributes: { startDim: { kind: "axis", default: 1 } },
  shape(algebra, inputs, attributes) {
    const { element, shape } = inputs[0]!;
    const start = axis(algebra, attributes, "startDim", shape.length, 1);
    if (start === undefined) {
      return { failure: { kind: "axis", axis: writtenAxis(algebra, attributes, "startDim", 1), rank: shape.length } };
    }
    return { type: { element, shape: [...shape.slice(0, start), productOf(algebra, shape.slice(start))] } };
  },
} satisfies Operation;

export const flattenLabel: LabelForm = {
  words: ["Flatten", "展平", "展平层", "压平", "扁平化"],
  keys: { Axis: { attribute: "startDim", kind: "axis", elsewhere: ["dim", "start_dim"], arriving: "firstAxis" } },
  positional: [["Axis"]],
  axes: "plain",
  role: "view",
};

/** ONNX's own Flatten always gives a matrix; Reshape keeps every axis before the start by copying it (0). */
export const flattenOnnx: OnnxForm = ({ inputs, output, inputTypes, attributes, int64 }) => {
  const start = axisOf(attributes, "startDim", inputTypes[0]!.shape.length, 1);
  const sizes = [...Array<number>(start).fill(0), -1];
  return [{ opType: "Reshape", inputs: [...inputs, int64(sizes)], output }];
};
