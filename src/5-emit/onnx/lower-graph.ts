/**
 * A recorded graph goes in, the same as ONNX's nodes, initializers, inputs and outputs comes out, each operation in
 * the form that its file in ops/ gives. Values are named after the nodes' paths, parameters as in PyTorch's
 * state_dict, inputs and outputs after the diagram's nodes. Knows nothing of protobuf.
 */
import { operations } from "../../ops/index.ts";
import type { OnnxCall, OnnxForm } from "../../ops/onnx-form.ts";
import type { TensorType } from "../../ops/operation.ts";
import type { Graph, GraphNode } from "../../runtime/graph.ts";
import { nameDimensions, type NamedType } from "../../runtime/name-dimensions.ts";
import { lowerScan, lowerZeros } from "./lower-scan.ts";
import type { OnnxGraph, OnnxOperator, OnnxTensor } from "./onnx-messages.ts";
import { UniqueNames } from "./unique-names.ts";

const forms: ReadonlyMap<string, OnnxForm> = new Map(operations.map(({ operation, onnx }) => [operation.name, onnx]));

export interface Lowering {
  readonly names: UniqueNames;
  /** By the index of the value. */
  readonly valueNames: Map<number, string>;
  readonly types: readonly NamedType[];
  /** From names in the state_dict. */
  readonly parameterNames: Map<string, string>;
  readonly initializers: OnnxTensor[];
  readonly nodes: OnnxOperator[];
}

export function lowerGraph(graph: Graph, parameters: (name: string) => Float32Array): OnnxGraph {
  const lowering: Lowering = {
    names: new UniqueNames(), valueNames: new Map(), types: nameDimensions(graph), parameterNames: new Map(), initializers: [], nodes: [],
  };
  const { names, valueNames, types } = lowering;
  // What the outside sees takes its names first.
  for (const { name, value, default: byDefault } of graph.inputs) {
    if (byDefault !== "zeros") valueNames.set(value, names.take(name));
  }
  const copies = nameOutputs(graph, lowering);
  const zeros = lowerZeros(graph, lowering);
  const inputs = graph.inputs.filter(({ value }) => !zeros.has(value));
  for (const { name, value } of inputs) {
    if (!valueNames.has(value)) valueNames.set(value, names.take(name));
  }
  for (const { name, spec } of graph.parameters) {
    const initializer = names.take(name);
    lowering.parameterNames.set(name, initializer);
    lowering.initializers.push({ name: initializer, element: "float32", shape: spec.shape, data: bytesOf(parameters(name)) });
  }
  for (const node of graph.nodes) lowerNode(node, lowering);
  for (const { name, value } of copies) {
    lowering.nodes.push({ name, opType: "Identity", inputs: [valueNames.get(value)!], outputs: [name] });
  }
  const copied = new Map(copies.map(({ output, name }) => [output, name]));
  return {
    name: graph.name,
    nodes: lowering.nodes,
    initializers: lowering.initializers,
    inputs: inputs.map(({ value }) => ({ name: valueNames.get(value)!, ...types[value]! })),
    outputs: graph.outputs.map(({ value }, output) => ({ name: copied.get(output) ?? valueNames.get(value)!, ...types[value]! })),
  };
}

/** A value takes the name of the output that it is; one that has a name already (an input, a second output) is copied. */
function nameOutputs(graph: Graph, { names, valueNames }: Lowering) {
  const copies: { readonly output: number; readonly name: string; readonly value: number }[] = [];
  for (const [output, { name, value }] of graph.outputs.entries()) {
    const unique = names.take(name);
    if (valueNames.has(value)) copies.push({ output, name: unique, value });
    else valueNames.set(value, unique);
  }
  return copies;
}

function lowerNode(node: GraphNode, lowering: Lowering): void {
  if (node.body !== undefined) return lowerScan(node, lowering, lowerNode);
  const form = forms.get(node.operation.name);
  if (form === undefined) throw new Error(`${node.path}: the operation ${node.operation.name} has no ONNX form`);
  const name = lowering.names.take(node.path);
  if (!lowering.valueNames.has(node.value)) lowering.valueNames.set(node.value, name);
  const call = onnxCall(node, lowering);
  for (const { output, ...lowered } of form(call)) {
    lowering.nodes.push({ ...lowered, name: output === call.output ? name : output, outputs: [output] });
  }
}

function onnxCall(node: GraphNode, { names, valueNames, types, parameterNames, initializers }: Lowering): OnnxCall {
  const constant = (element: "float32" | "int64", shape: readonly number[], data: Uint8Array): string => {
    const name = names.take(`${node.path}.constant`);
    initializers.push({ name, element, shape, data });
    return name;
  };
  return {
    inputs: node.inputs.map((value) => valueNames.get(value)!),
    output: valueNames.get(node.value)!,
    inputTypes: node.inputs.map((value) => numericType(types[value]!)),
    outputType: node.type,
    attributes: node.attributes,
    parameter(name) {
      const parameter = node.parameters.find(({ spec }) => spec.name === name);
      if (parameter === undefined) throw new Error(`${node.path}: ${node.operation.name} has no parameter ${name}`);
      return parameterNames.get(parameter.name)!;
    },
    int64: (values) => constant("int64", [values.length], bytesOf(BigInt64Array.from(values, BigInt))),
    float32: (values) => constant("float32", [values.length], bytesOf(Float32Array.from(values))),
    scalar: (value) => constant("float32", [], bytesOf(Float32Array.of(value))),
    fresh: (suffix) => names.take(`${node.path}.${suffix}`),
  };
}

function numericType({ element, shape }: NamedType): TensorType<number> {
  return { element, shape: shape.map((size) => (typeof size === "number" ? size : NaN)) };
}

/** A view, no copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
