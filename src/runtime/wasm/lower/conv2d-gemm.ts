/** conv2d as products of tiles, blocked: see kernels/src/f32-conv2d-gemm-8-simd128.ts. Not for groups that share a plane of channels. */
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type AddressOf, noBorder, type PlacedTensor, tensorWords } from "../placed-tensor.ts";
import { panelRows } from "../region.ts";
import { type Conv2dSizes, paddingBorder, windowWords } from "./conv2d-sizes.ts";
import { normVectors } from "./channel-norm.ts";
import { layerParameters, packedPanels } from "./packed-weights.ts";
import { productBytes, tileBytes } from "./tiles.ts";

/** Patches that stay in a core's own cache while all weights pass by. */
const blockBytes = 128 * 1024;
const mostBlockTiles = 16;
/** Patches of a whole convolution that do. */
const sharedBytes = 1024 * 1024;
const placeBytes = 16;

export function conv2dGemm(node: NodeToLower, sizes: Conv2dSizes): Implementation | undefined {
  const { tileRows } = node;
  const { groups, images, outHeight, outWidth, outChannels, kernel } = sizes;
  const channels = sizes.inChannels / groups;
  const rows = outChannels / groups;
  if (groups > 1 && (channels % 4 !== 0 || rows % 4 !== 0)) return undefined;
  const inPlanes = Math.ceil(channels / 4);
  const panels = Math.ceil(rows / panelRows);
  const taps = kernel[0] * kernel[1];
  const bytes = tileBytes(taps * inPlanes * 4, tileRows);
  const tiles = Math.ceil(outHeight * outWidth / tileRows);
  const allPatches = images * groups * tiles * bytes;
  const parameters = layerParameters(node, { groups, rows: outChannels });
  const weight = packedPanels(parameters, { groups, rows: outChannels, channels, packedChannels: inPlanes * 4, taps });
  const isShared = allPatches <= sharedBytes && weight.byteLength > allPatches;
  const blockTiles = isShared ? tiles : Math.max(1, Math.min(tiles, mostBlockTiles, Math.floor(blockBytes / bytes)));
  const scratchBytes = productBytes(tileRows) + blockTiles * tileRows * placeBytes + (isShared ? 0 : blockTiles * bytes);
  const scratch = { byteLength: node.threads * scratchBytes };
  const patches = { byteLength: allPatches };
  const border = paddingBorder(sizes);
  const { before } = node.node;
  const norm = before && normVectors(node, before);
  const words = (at: AddressOf, [x, residual]: readonly PlacedTensor[], y: PlacedTensor) => [
    ...windowWords(at, x!, sizes), ...tensorWords(at, y), ...residual === undefined ? [0, 0, 0, 0] : tensorWords(at, residual),
    at(weight), at(parameters.bias), at(scratch), scratchBytes, isShared ? at(patches) : 0, norm ? at(norm.scale) : 0, norm ? at(norm.shift) : 0,
    images, groups, inPlanes, Math.ceil(rows / 4), panels, outHeight, outWidth, kernel[0], kernel[1],
    sizes.stride[0] * x!.rowBytes, sizes.stride[1] * 16, sizes.dilation[0] * x!.rowBytes, sizes.dilation[1] * 16, blockTiles, node.node.relu ? 1 : 0, before?.relu ? 1 : 0,
  ];
  return {
    algorithm: "gemm",
    operands: node.operands.map((_, index) => (index === 0 ? border : noBorder)),
    output: "blocked",
    emit({ operands, output, step }) {
      if (!isShared) return step("conv2dGemm", (at) => words(at, operands, output));
      step("conv2dPatches", (at) => words(at, operands, output));
      step("conv2dPanels", (at) => words(at, operands, output));
    },
  };
}
