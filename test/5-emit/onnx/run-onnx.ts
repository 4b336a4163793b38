/** Runs an emitted model in onnxruntime-web, on one thread. */
import * as ort from "onnxruntime-web";
import type { OnnxFile } from "../../../src/5-emit/onnx/emit-onnx.ts";
import type { TensorData } from "../../../src/runtime/backend.ts";

ort.env.wasm.numThreads = 1;

export interface NamedTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

export function loadOnnx({ model, externalData }: OnnxFile): Promise<ort.InferenceSession> {
  const external = externalData === undefined ? [] : [{ path: externalData.file, data: Buffer.concat(externalData.chunks) }];
  return ort.InferenceSession.create(Buffer.concat(model), { externalData: external });
}

export async function runOnnx(session: ort.InferenceSession, inputs: Readonly<Record<string, NamedTensor>>): Promise<Record<string, NamedTensor>> {
  const feeds = Object.entries(inputs).map(([name, { data, shape }]) => {
    const element = data instanceof Int32Array ? "int32" : "float32";
    return [name, new ort.Tensor(element, data, shape)];
  });
  const results = await session.run(Object.fromEntries(feeds) as ort.InferenceSession.OnnxValueMapType);
  return Object.fromEntries(Object.entries(results).map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }]));
}
