/**
 * conv2d in as many groups as there are input channels, each of which becomes one output channel or a few. Blocked: see
 * kernels/src/f32-conv2d-depthwise-4x4-simd128.ts.
 */
import type { Implementation, NodeToLower } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";
import { type Conv2dSizes, paddingBorder, windowWords } from "./conv2d-sizes.ts";
import { layerParameters, packedPanels } from "./packed-weights.ts";

export function conv2dDepthwise(node: NodeToLower, sizes: Conv2dSizes): Implementation | undefined {
  const { groups, inChannels, outChannels, kernel, stride, dilation } = sizes;
  if (groups !== inChannels) return undefined;
  const parameters = layerParameters(node, { groups: 1, rows: outChannels });
  const weight = packedPanels(parameters, { groups: 1, rows: outChannels, channels: 1, packedChannels: 1, taps: kernel[0] * kernel[1] });
  return {
    algorithm: "depthwise",
    operands: node.operands.map((_, index) => (index === 0 ? paddingBorder(sizes) : noBorder)),
    output: "blocked",
    emit: ({ operands: [x, residual], output: y, step }) => step("conv2dDepthwise", (at) => [
      ...windowWords(at, x!, sizes), ...tensorWords(at, y), ...residual === undefined ? [0, 0, 0, 0] : tensorWords(at, residual),
      at(weight), at(parameters.bias), y.images, y.planes, outChannels / groups, y.height, y.width, kernel[0], kernel[1],
      stride[0] * x!.rowBytes, stride[1] * 16, dilation[0] * x!.rowBytes, dilation[1] * 16, node.node.relu ? 1 : 0,
    ]),
  };
}
