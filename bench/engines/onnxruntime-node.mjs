/** onnxruntime's native code, by its package for Node. */
import { importPeer } from "../peers.mjs";
import { runSession } from "../run-session.mjs";

export async function prepare({ onnx, batch, threads }, inputOf) {
  const ort = await importPeer("onnxruntime-node");
  return () => runSession(ort, onnx, batch, inputOf, { intraOpNumThreads: threads, interOpNumThreads: 1 });
}
