/** A session of an onnxruntime over one ONNX file, as something that runs. */
export async function runSession(ort, onnx, batch, inputOf, options) {
  const session = await ort.InferenceSession.create(onnx, options);
  const feeds = Object.fromEntries(session.inputMetadata.map(({ name, shape }) => {
    const sizes = shape.map((size) => (typeof size === "number" ? size : batch));
    return [name, new ort.Tensor("float32", inputOf(sizes), sizes)];
  }));
  const [output] = session.outputNames;
  return { run: async () => (await session.run(feeds))[output].data };
}
