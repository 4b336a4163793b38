/**
 * conv2d of plain images, whatever its shape: a copy with a zero border where there is padding, then the direct kernel. For
 * groups of few channels; see kernels/src/f32-conv2d-direct-4x8-simd128.ts.
 */
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, NodeToLower } from "../lowering.ts";
import { plainTensor, type PlacedTensor } from "../placed-tensor.ts";
import { type FilledRegion, vectorBytes } from "../region.ts";
import type { Conv2dSizes } from "./conv2d-sizes.ts";
import { elementwiseWords } from "./elementwise.ts";
import { layerParameters, packedPanels } from "./packed-weights.ts";
import { tileRows } from "./tiles.ts";

export function conv2dDirect(node: NodeToLower, sizes: Conv2dSizes): Implementation {
  const { images, groups, inChannels, outChannels, padding: [top, left], outHeight, outWidth, kernel } = sizes;
  const [height, width] = [sizes.height + 2 * top, sizes.width + 2 * left];
  const channels = inChannels / groups;
  const taps = channels * kernel[0] * kernel[1];
  const parameters = layerParameters(node, { groups, rows: outChannels });
  const weight = packedPanels(parameters, { groups, rows: outChannels, channels: taps, packedChannels: taps, taps: 1 });
  const windows = windowOffsets(sizes, width);
  const places = tapOffsets(sizes, height, width);
  const padded = plainTensor([images * inChannels, height, width]);
  const relu = node.node.relu ? 1 : 0;
  return {
    algorithm: "direct",
    operands: node.operands.map(() => "plain"),
    output: "plain",
    emit({ operands: [given, residual], output: y, step }) {
      const isPadded = top > 0 || left > 0;
      const x = isPadded ? padded : given!;
      const begin = ({ region, origin }: PlacedTensor) => (at: (region: PlacedTensor["region"]) => number) => at(region) + origin;
      if (isPadded) step("pad2d", (at) => [begin(given!)(at), at(padded.region), images * inChannels, sizes.height, sizes.width, top, left]);
      step("conv2dDirect", (at) => [
        begin(x)(at), begin(y)(at), at(weight), at(parameters.bias), at(windows), at(places), taps,
        images, groups, outChannels / groups, outHeight * outWidth, channels * height * width * 4, residual === undefined ? relu : 0,
      ]);
      if (residual !== undefined) step("elementwise", elementwiseWords("add", y, residual, y, node.node.relu));
    },
  };
}

/** [output pixel]: bytes from a group's first element to the pixel's window; whole tiles, the last pixel repeated. */
function windowOffsets({ outHeight, outWidth, stride }: Conv2dSizes, width: number): FilledRegion {
  return table(Math.ceil(outHeight * outWidth / tileRows) * tileRows, (offsets) => {
    let pixel = 0;
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) offsets[pixel++] = (row * stride[0] * width + column * stride[1]) * 4;
    }
    offsets.fill(offsets[pixel - 1]!, pixel);
  });
}

/** [tap]: bytes from a window's first element to each element that its sum takes. */
function tapOffsets({ inChannels, groups, kernel, dilation }: Conv2dSizes, height: number, width: number): FilledRegion {
  const channels = inChannels / groups;
  return table(elementCount([channels, ...kernel]), (offsets) => {
    let tap = 0;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) offsets[tap++] = ((channel * height + i * dilation[0]) * width + j * dilation[1]) * 4;
      }
    }
  });
}

function table(length: number, fill: (offsets: Uint32Array) => void): FilledRegion {
  return { byteLength: vectorBytes(length), sources: [], write: (buffer, address) => fill(new Uint32Array(buffer, address, length)) };
}
