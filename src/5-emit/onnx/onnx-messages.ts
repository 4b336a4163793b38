/**
 * ONNX's messages with the fields that dot2model writes: plain data goes in, protobuf messages come out. Field
 * numbers are those of onnx.proto. Decides nothing. Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import type { OnnxAttribute } from "../../ops/onnx-form.ts";
import type { ElementType } from "../../ops/operation.ts";
import type { NamedSize } from "../../runtime/name-dimensions.ts";
import { MessageWriter } from "./message-writer.ts";

/** TensorProto.DataType */
const dataType = { float32: 1, int32: 6, int64: 7 } as const;
/** AttributeProto.AttributeType */
const attributeType = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;
const externalLocation = 1;

interface OnnxValueInfo {
  readonly name: string;
  readonly element: ElementType;
  readonly shape: readonly NamedSize[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly element: keyof typeof dataType;
  readonly shape: readonly number[];
  /** Little-endian, row-major. */
  readonly data: Uint8Array;
}

/** Where a tensor's data lies in the file beside the model. */
export interface ExternalPlace {
  readonly file: string;
  readonly byteOffset: number;
}

/** A node of a graph. Some operators have several outputs, and some a graph among their attributes, which has no initializers. */
export interface OnnxOperator {
  readonly name: string;
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute | { readonly graph: OnnxGraph }>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxOperator[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly producerVersion: string;
  readonly graph: OnnxGraph;
}

export function modelProto(model: OnnxModel, external: ReadonlyMap<OnnxTensor, ExternalPlace>): MessageWriter {
  return new MessageWriter()
    .integer(1, model.irVersion)
    .text(2, model.producer)
    .text(3, model.producerVersion)
    .message(7, graphProto(model.graph, external))
    .message(8, new MessageWriter().text(1, "").integer(2, model.opset));
}

function graphProto(graph: OnnxGraph, external: ReadonlyMap<OnnxTensor, ExternalPlace>): MessageWriter {
  const message = new MessageWriter();
  for (const node of graph.nodes) message.message(1, nodeProto(node));
  message.text(2, graph.name);
  for (const tensor of graph.initializers) message.message(5, tensorProto(tensor, external.get(tensor)));
  for (const input of graph.inputs) message.message(11, valueInfoProto(input));
  for (const output of graph.outputs) message.message(12, valueInfoProto(output));
  return message;
}

function nodeProto(node: OnnxOperator): MessageWriter {
  const message = new MessageWriter();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(3, node.name).text(4, node.opType);
  for (const [name, value] of Object.entries(node.attributes ?? {})) message.message(5, attributeProto(name, value));
  return message;
}

function attributeProto(name: string, value: OnnxAttribute | { readonly graph: OnnxGraph }): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, attributeType.int);
  if (typeof value === "string") return message.text(4, value).integer(20, attributeType.string);
  if ("graph" in value) return message.message(6, graphProto(value.graph, new Map())).integer(20, attributeType.graph);
  if ("float" in value) return message.float(2, value.float).integer(20, attributeType.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, attributeType.ints);
}

function tensorProto(tensor: OnnxTensor, external: ExternalPlace | undefined): MessageWriter {
  const message = new MessageWriter();
  for (const size of tensor.shape) message.integer(1, size);
  message.integer(2, dataType[tensor.element]).text(8, tensor.name);
  if (external === undefined) return message.bytes(9, tensor.data);
  return message
    .message(13, stringEntry("location", external.file))
    .message(13, stringEntry("offset", String(external.byteOffset)))
    .message(13, stringEntry("length", String(tensor.data.byteLength)))
    .integer(14, externalLocation);
}

function stringEntry(key: string, value: string): MessageWriter {
  return new MessageWriter().text(1, key).text(2, value);
}

function valueInfoProto(value: OnnxValueInfo): MessageWriter {
  const shape = new MessageWriter();
  for (const size of value.shape) shape.message(1, dimension(size));
  const tensorType = new MessageWriter().integer(1, dataType[value.element]).message(2, shape);
  return new MessageWriter().text(1, value.name).message(2, new MessageWriter().message(1, tensorType));
}

function dimension(size: NamedSize): MessageWriter {
  const message = new MessageWriter();
  if (typeof size === "number") return message.integer(1, size);
  return size === undefined ? message : message.text(2, size);
}
