import { runDimension } from "./run-dimension.mjs";

/** A session of an onnxruntime over one ONNX file, as something that runs. */
export async function runSession(ort, onnx, batch, inputOf, options) {
  const session = await ort.InferenceSession.create(onnx, options);
  const feeds = Object.fromEntries(session.inputMetadata.map(({ name, type, shape }) => {
    const sizes = shape.map((size) => (typeof size === "number" ? size : runDimension(size, batch)));
    return [name, new ort.Tensor(type, inputOf(sizes, type), sizes)];
  }));
  const [output] = session.outputNames;
  return { run: async () => (await session.run(feeds))[output].data };
}
