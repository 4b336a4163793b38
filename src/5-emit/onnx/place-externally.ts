/**
 * Lays tensors' data out in the file that stands beside an ONNX model too large for protobuf. Small tensors stay in
 * the model, as do those that are shapes and axes: runtimes want their values early. Writes nothing.
 */
import type { ExternalPlace, OnnxTensor } from "./onnx-messages.ts";

/** Offsets that Windows can map into memory; other systems need less. */
const alignment = 65_536;
const smallestOutside = 1024;

export interface ExternalData {
  /** The file's name, without a folder. */
  readonly file: string;
  /** To be written one after the other. */
  readonly chunks: readonly Uint8Array[];
}

export function placeExternally(tensors: readonly OnnxTensor[], file: string): { data: ExternalData; places: ReadonlyMap<OnnxTensor, ExternalPlace> } {
  const places = new Map<OnnxTensor, ExternalPlace>();
  const chunks: Uint8Array[] = [];
  const zeros = new Uint8Array(alignment);
  let byteOffset = 0;
  for (const tensor of tensors) {
    if (tensor.element === "int64" || tensor.data.byteLength < smallestOutside) continue;
    const padding = (alignment - (byteOffset % alignment)) % alignment;
    if (padding > 0) chunks.push(zeros.subarray(0, padding));
    byteOffset += padding;
    places.set(tensor, { file, byteOffset });
    chunks.push(tensor.data);
    byteOffset += tensor.data.byteLength;
  }
  return { data: { file, chunks }, places };
}
