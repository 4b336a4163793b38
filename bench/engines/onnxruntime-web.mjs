/** onnxruntime-web on its WASM backend. */
import { importPeer } from "../peers.mjs";
import { runSession } from "../run-session.mjs";

export async function prepare({ onnx, batch, threads }, inputOf) {
  const ort = await importPeer("onnxruntime-web");
  ort.env.wasm.numThreads = threads;
  return () => runSession(ort, onnx, batch, inputOf, {});
}
