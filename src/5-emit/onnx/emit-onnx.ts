/**
 * A graph, as a generated module describes it, and its weights go in; the bytes of an ONNX model come out, in chunks
 * to be written in order, and those of the file beside it where the model would pass protobuf's limit of 2 GB.
 * Weights of more than a few KiB are not copied: the chunks show the arrays that `parameters` gave. Writes no files.
 */
import type { Graph } from "../../runtime/graph.ts";
import { lowerGraph } from "./lower-graph.ts";
import { modelProto, type OnnxModel } from "./onnx-messages.ts";
import { placeExternally, type ExternalData } from "./place-externally.ts";

/** The newest IR version that goes with opset 17; the forms in ops/ are written for that opset. */
const irVersion = 8;
const opset = 17;
/** Protobuf's lengths are signed 32-bit numbers. */
const largestMessage = 2 ** 31 - 1;

export interface OnnxOptions {
  readonly producerVersion: string;
  /** Name of the file for what the model cannot hold, without a folder: `vgg16.onnx.data`. */
  readonly externalDataFile?: string;
  /** Bytes that the model may have before data goes to that file; protobuf's limit unless given. */
  readonly externalDataThreshold?: number;
}

export interface OnnxFile {
  readonly model: readonly Uint8Array[];
  readonly externalData?: ExternalData;
}

/** @throws where the model needs a second file and `externalDataFile` doesn't name it. */
export function emitOnnx(graph: Graph, parameters: (name: string) => Float32Array, options: OnnxOptions): OnnxFile {
  const model: OnnxModel = {
    irVersion, opset, producer: "dot2model", producerVersion: options.producerVersion, graph: lowerGraph(graph, parameters),
  };
  const whole = modelProto(model, new Map());
  if (whole.byteLength <= (options.externalDataThreshold ?? largestMessage)) return { model: whole.finish() };
  if (options.externalDataFile === undefined) {
    throw new Error(`${graph.name} takes ${whole.byteLength} bytes as ONNX, more than one file may hold: name a file for the weights (externalDataFile)`);
  }
  const { data, places } = placeExternally(model.graph.initializers, options.externalDataFile);
  return { model: modelProto(model, places).finish(), externalData: data };
}
