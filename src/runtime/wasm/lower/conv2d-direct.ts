/**
 * conv2d of plain or blocked images, whatever its shape, straight from where they lie: of few channels, which would leave lanes of
 * planes empty. Plain images with padding are copied with a zero border first. See kernels/src/f32-conv2d-direct-4x8-simd128.ts.
 */
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type Border, noBorder, plainTensor, type PlacedTensor } from "../placed-tensor.ts";
import { type FilledRegion, vectorBytes } from "../region.ts";
import { type Conv2dSizes, paddingBorder } from "./conv2d-sizes.ts";
import { elementwiseWords } from "./elementwise.ts";
import { layerParameters, packedPanels } from "./packed-weights.ts";

/** That are computed at once. */
const tilePixels = 4;

/** Bytes from a channel, a row and a pixel to the next; channels of blocked images lie in planes of 4. */
interface Pitches {
  readonly image: number;
  readonly channel: (channel: number) => number;
  readonly row: number;
  readonly pixel: number;
}

export function conv2dDirect(node: NodeToLower, sizes: Conv2dSizes): Implementation {
  const { images, groups, inChannels, outChannels, padding: [top, left], outHeight, outWidth, kernel } = sizes;
  const [channels, groupRows] = [inChannels / groups, outChannels / groups];
  const taps = channels * kernel[0] * kernel[1];
  const parameters = layerParameters(node, { groups, rows: outChannels });
  const weight = packedPanels(parameters, { groups, rows: outChannels, channels: taps, packedChannels: taps, taps: 1 });
  const readsBlocked = node.blocked[0] === true && (groups === 1 || channels % 4 === 0);
  const writesBlocked = groups === 1 || groupRows % 4 === 0;
  const isPadded = !readsBlocked && (top > 0 || left > 0);
  const [height, width] = [sizes.height + 2 * top, sizes.width + 2 * left];
  const padded = plainTensor([images * inChannels, height, width]);
  const relu = node.node.relu ? 1 : 0;
  const pools = node.node.pool !== undefined && writesBlocked && node.operands.length === 1;
  const given: Border | "plain" = readsBlocked ? paddingBorder(sizes) : "plain";
  const added: Border | "plain" = writesBlocked ? noBorder : "plain";
  return {
    algorithm: "direct",
    operands: node.operands.map((_, index) => (index === 0 ? given : added)),
    output: writesBlocked ? "blocked" : "plain",
    pools,
    emit({ operands: [image, residual], output: y, step }) {
      const x = isPadded ? padded : image!;
      const begin = ({ region, origin }: PlacedTensor) => (at: (region: PlacedTensor["region"]) => number) => at(region) + origin;
      if (isPadded) step("pad2d", (at) => [begin(image!)(at), at(padded.region), images * inChannels, sizes.height, sizes.width, top, left]);
      const [from, to] = [readsBlocked ? blockedPitches(x) : plainPitches(inChannels, height, width), writesBlocked ? blockedPitches(y) : plainPitches(outChannels, outHeight, outWidth)];
      const first = readsBlocked ? top * from.row + left * from.pixel : 0;
      // Pixels that are pooled follow each other.
      const side = pools ? 2 : 1;
      const [rows, columns] = [Math.floor(outHeight / side), Math.floor(outWidth / side)];
      const windows = pixelOffsets(rows, columns, side, sizes.stride[0] * from.row, sizes.stride[1] * from.pixel);
      const offsets = tapOffsets(sizes, from);
      const places = pixelOffsets(rows, columns, 1, to.row, to.pixel);
      step("conv2dDirect", (at) => [
        begin(x)(at) - first, begin(y)(at), at(weight), at(parameters.bias), at(windows), at(offsets), writesBlocked ? at(places) : 0, taps,
        images, groups, groupRows, rows * columns * side * side, from.image, from.channel(channels), to.image, to.channel(writesBlocked ? 4 : 1), residual === undefined ? relu : 0, side - 1,
      ]);
      if (residual !== undefined) step("elementwise", elementwiseWords("add", y, residual, y, node.node.relu));
    },
  };
}

function blockedPitches({ imageBytes, planeBytes, rowBytes }: PlacedTensor): Pitches {
  return { image: imageBytes, channel: (channel) => Math.floor(channel / 4) * planeBytes + channel % 4 * 4, row: rowBytes, pixel: 16 };
}

function plainPitches(channels: number, height: number, width: number): Pitches {
  return { image: channels * height * width * 4, channel: (channel) => channel * height * width * 4, row: width * 4, pixel: 4 };
}

/** [row][column], each with its `side` x `side` pixels: bytes from the first pixel; whole tiles, the last pixel repeated. */
function pixelOffsets(rows: number, columns: number, side: number, rowBytes: number, columnBytes: number): FilledRegion {
  return table(Math.ceil(rows * columns * side * side / tilePixels) * tilePixels, (offsets) => {
    let pixel = 0;
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) {
      for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) offsets[pixel++] = (row * side + i) * rowBytes + (column * side + j) * columnBytes;
    }
    offsets.fill(offsets[pixel - 1]!, pixel);
  });
}

/** [tap]: bytes from a window's first element to each element that its sum takes. */
function tapOffsets({ inChannels, groups, kernel, dilation }: Conv2dSizes, pitches: Pitches): FilledRegion {
  const channels = inChannels / groups;
  return table(elementCount([channels, ...kernel]), (offsets) => {
    let tap = 0;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) offsets[tap++] = pitches.channel(channel) + i * dilation[0] * pitches.row + j * dilation[1] * pitches.pixel;
      }
    }
  });
}

function table(length: number, fill: (offsets: Uint32Array) => void): FilledRegion {
  return { byteLength: vectorBytes(length), sources: [], write: (buffer, address) => fill(new Uint32Array(buffer, address, length)) };
}
