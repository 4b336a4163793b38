/** ONNX's image operators take (N, C, H, W) alone: a tensor without a batch gets one of size 1 around them. */
import type { OnnxCall, OnnxNode } from "./onnx-form.ts";

/** The nodes for an image operator; `make` gives it from the names of its first input and its output. */
export function overImages(call: OnnxCall, make: (x: string, output: string) => OnnxNode): readonly OnnxNode[] {
  const [x, output] = [call.inputs[0]!, call.output];
  if (call.inputTypes[0]!.shape.length === 4) return [make(x, output)];
  const [batch, result, axes] = [call.fresh("batch"), call.fresh("result"), call.int64([0])];
  return [
    { opType: "Unsqueeze", inputs: [x, axes], output: batch },
    make(batch, result),
    { opType: "Squeeze", inputs: [result, axes], output },
  ];
}
