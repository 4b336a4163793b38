/**
 * parameter: a tensor that is learned and that the diagram itself holds; no input
 * Layout: any. Shape: the attribute's, every size given. Starts uniform within ±1/sqrt(its last size).
 * Source: the notation of diagrams; torch.nn.Parameter.
 */
import { dimensions } from "./attributes.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";

export const parameter = {
  name: "parameter",
  arity: 0,
  attributes: { shape: { kind: "shape" } },
  shape(algebra, _inputs, attributes) {
    const entries = attributes["shape"] as readonly unknown[];
    const shape = dimensions(algebra, attributes, "shape");
    const axis = shape.findIndex((size, i) => typeof entries[i] === "string" || algebra.value(size) === -1);
    return axis < 0 ? { type: { element: "float32", shape } } : { failure: { kind: "open", attribute: "shape", axis } };
  },
  /** Without a name of its own: the node's path is the parameter's whole name. */
  parameters(attributes) {
    const shape = attributes["shape"] as readonly number[];
    return [{ name: "", shape, initialization: { kind: "uniform", bound: 1 / Math.sqrt(shape.at(-1) ?? 1) } }];
  },
} satisfies Operation;

export const parameterOnnx: OnnxForm = ({ output, parameter }) => [{ opType: "Identity", inputs: [parameter("")], output }];
