/**
 * Convolution as products of tiles: the windows of some output pixels become rows, and are multiplied by the weights of 8
 * output channels. Any kernel, stride, dilation and padding; groups whose channels fill whole planes. Residual and relu fused.
 * The input may be taken as act(x * scale[c] + shift[c]), of one group, where no window reaches beyond the image.
 *   y[n, g, o, p] = act(sum over k of patch[p][k] * weight[g, o, k] + bias[g, o] + residual[n, g, o, p])
 * Legend: n image, g group, o output channel of the group, p output pixel, k a place in the window with an input channel
 * of the group, channels varying fastest.
 * x, y and residual are blocked: planes of 4 channels, one vector for each pixel; x points at the first window's first
 * pixel, which may lie in the border. Weight [g][panel][k][8] and bias [g][panel][8] are packed, zero where a panel has no
 * channel or a plane no input channel.
 * Two ways to share the work: `conv2dGemm` takes blocks of pixels, with patches of each thread's own; `conv2dPatches` writes
 * all patches, and `conv2dPanels` takes panels of output channels, so that large weights are read once by one thread.
 */
import { PANEL_BYTES, PRODUCT_BYTES, ROW_BYTES, ROW_VECTORS, blockBytes, multiplyTile, productBytes, rowsOfTile, tileBegin, tileBytes, tileCount, tileRows } from "./f32-multiply-8-simd128";
import { ResidualStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Conv2dGemm extends ResidualStep {
  weight: usize;
  bias: usize;
  /** Each thread's own: a product, the pixels' places in y and residual, and patches. */
  scratch: usize;
  scratchBytes: usize;
  /** The patches that all threads share, [image][group][tile]. */
  patches: usize;
  /** Of the input, [plane][4]; 0 where it is taken as it is. */
  scale: usize;
  shift: usize;
  images: i32;
  groups: i32;
  /** Of one group, as all that follow. */
  inPlanes: i32;
  outPlanes: i32;
  panels: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  /** Bytes in x from a window to the next, and from a tap to the next. */
  strideRow: usize;
  strideColumn: usize;
  dilationRow: usize;
  dilationColumn: usize;
  /** Tiles that are packed before they are multiplied. */
  blockTiles: i32;
  relu: i32;
  /** Whether of the input too. */
  inputRelu: i32;
}

/** Of a pixel's places. */
const PLACE_BYTES: usize = 12;

function pixelCount(step: Conv2dGemm): i32 {
  return step.outHeight * step.outWidth;
}

function termCount(step: Conv2dGemm): i32 {
  return step.kernelHeight * step.kernelWidth * step.inPlanes * 4;
}

export function conv2dGemm(step: Conv2dGemm, thread: i32, threads: i32): void {
  const tiles = tileCount(pixelCount(step));
  const total = step.images * step.groups * tiles;
  const end = shareBegin(total, thread + 1, threads);
  const scratch = step.scratch + <usize>thread * step.scratchBytes;
  const places = scratch + productBytes(), patches = places + <usize>(step.blockTiles * tileRows) * 16;
  for (let tile = shareBegin(total, thread, threads); tile < end;) {
    const image = tile / tiles, first = tile % tiles;
    const count = min(min(step.blockTiles, tiles - first), end - tile);
    placePixels(step, first, count, places);
    packPatches(step, image, first, count, places, patches);
    for (let panel = 0; panel < step.panels; panel++) multiplyPanel(step, image, first, count, patches, panel, scratch);
    tile += count;
  }
}

/** A unit of work is a tile. */
export function conv2dPatches(step: Conv2dGemm, thread: i32, threads: i32): void {
  const tiles = tileCount(pixelCount(step));
  const total = step.images * step.groups * tiles;
  const end = shareBegin(total, thread + 1, threads);
  const bytes = tileBytes(termCount(step)), places = step.scratch + <usize>thread * step.scratchBytes + productBytes();
  for (let tile = shareBegin(total, thread, threads); tile < end;) {
    const first = tile % tiles;
    const count = min(tiles - first, end - tile);
    placePixels(step, first, count, places);
    packPatches(step, tile / tiles, first, count, places, step.patches + <usize>tile * bytes);
    tile += count;
  }
}

/** A unit of work is a panel, for all images while its weights are near. */
export function conv2dPanels(step: Conv2dGemm, thread: i32, threads: i32): void {
  const tiles = tileCount(pixelCount(step));
  const total = step.groups * step.panels;
  const end = shareBegin(total, thread + 1, threads);
  const scratch = step.scratch + <usize>thread * step.scratchBytes;
  const bytes = tileBytes(termCount(step));
  placePixels(step, 0, tiles, scratch + productBytes());
  for (let unit = shareBegin(total, thread, threads); unit < end; unit++) {
    const group = unit / step.panels;
    for (let n = 0; n < step.images; n++) {
      const image = n * step.groups + group;
      multiplyPanel(step, image, 0, tiles, step.patches + <usize>(image * tiles) * bytes, unit % step.panels, scratch);
    }
  }
}

/** The windows of the pixels in `places`, which are those of `count` tiles. `image` counts images and groups. */
function packPatches(step: Conv2dGemm, image: i32, first: i32, count: i32, places: usize, to: usize): void {
  const pixels = pixelCount(step), tiles = tileCount(pixels);
  const x = step.x + <usize>(image / step.groups) * step.xImage + <usize>((image % step.groups) * step.inPlanes) * step.xPlane;
  const bytes = tileBytes(termCount(step));
  if (step.inPlanes & 3) {
    for (let tile = first; tile < first + count; tile++) {
      const rows = rowsOfTile(pixels, tile, tiles);
      for (let row = 0; row < rows; row++) {
        packWindow(step, x + load<usize>(places, 8), to + <usize>row * ROW_BYTES);
        places += PLACE_BYTES;
      }
      to += bytes;
    }
    return;
  }
  let vector = 0;
  for (let i = 0; i < step.kernelHeight; i++) {
    for (let j = 0; j < step.kernelWidth; j++) {
      let from = x + <usize>i * step.dilationRow + <usize>j * step.dilationColumn;
      for (let plane = 0; plane < step.inPlanes; plane += 4) {
        packFourPlanes(step, from, plane, first, count, places, to + <usize>(vector / ROW_VECTORS) * blockBytes + <usize>(vector % ROW_VECTORS) * 16, bytes);
        from += 4 * step.xPlane;
        vector += 4;
      }
    }
  }
}

/** One tap of 16 channels of all pixels: whole cache lines are written, and few planes are read at a time. */
function packFourPlanes(step: Conv2dGemm, from: usize, plane: i32, first: i32, count: i32, places: usize, to: usize, bytes: usize): void {
  const pixels = pixelCount(step), tiles = tileCount(pixels);
  const p1 = step.xPlane, p2 = p1 + p1, p3 = p2 + p1;
  const scale = step.scale + <usize>plane * 16, shift = step.shift + <usize>plane * 16, floor = inputFloor(step);
  for (let tile = first; tile < first + count; tile++) {
    const rows = rowsOfTile(pixels, tile, tiles);
    let row = to;
    for (let i = 0; i < rows; i++) {
      const at = from + load<usize>(places, 8);
      let v0 = v128.load(at), v1 = v128.load(at + p1), v2 = v128.load(at + p2), v3 = v128.load(at + p3);
      if (step.scale) {
        v0 = normalized(v0, scale, shift, floor); v1 = normalized(v1, scale + 16, shift + 16, floor);
        v2 = normalized(v2, scale + 32, shift + 32, floor); v3 = normalized(v3, scale + 48, shift + 48, floor);
      }
      v128.store(row, v0); v128.store(row, v1, 16); v128.store(row, v2, 32); v128.store(row, v3, 48);
      row += ROW_BYTES;
      places += PLACE_BYTES;
    }
    to += bytes;
  }
}

function inputFloor(step: Conv2dGemm): v128 {
  return f32x4.splat(step.inputRelu ? 0 : -Infinity);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function normalized(x: v128, scale: usize, shift: usize, floor: v128): v128 {
  return f32x4.pmax(f32x4.add(f32x4.mul(x, v128.load(scale)), v128.load(shift)), floor);
}

/** For any number of planes. */
function packWindow(step: Conv2dGemm, x: usize, to: usize): void {
  const planes = step.inPlanes, planeBytes = step.xPlane, floor = inputFloor(step);
  let left = ROW_VECTORS;
  for (let i = 0; i < step.kernelHeight; i++) {
    let tap = x + <usize>i * step.dilationRow;
    for (let j = 0; j < step.kernelWidth; j++) {
      let from = tap;
      for (let plane = 0; plane < planes; plane++) {
        const value = v128.load(from), vector = <usize>plane * 16;
        v128.store(to, step.scale ? normalized(value, step.scale + vector, step.shift + vector, floor) : value);
        from += planeBytes;
        to += 16;
        if (--left == 0) {
          left = ROW_VECTORS;
          to += blockBytes - ROW_BYTES;
        }
      }
      tap += step.dilationColumn;
    }
  }
}

/** Writes for each pixel of the tiles its bytes from the first pixel of a plane in y and in the residual, and to its window in x. */
function placePixels(step: Conv2dGemm, first: i32, count: i32, to: usize): void {
  const width = step.outWidth, pixels = pixelCount(step), tiles = tileCount(pixels), end = tileBegin(pixels, first + count, tiles);
  for (let pixel = tileBegin(pixels, first, tiles); pixel < end; pixel++) {
    const row = <usize>(pixel / width), column = <usize>(pixel % width);
    store<usize>(to, row * step.yRow + column * 16);
    store<usize>(to, row * step.residualRow + column * 16, 4);
    store<usize>(to, row * step.strideRow + column * step.strideColumn, 8);
    to += PLACE_BYTES;
  }
}

function multiplyPanel(step: Conv2dGemm, image: i32, first: i32, count: i32, patches: usize, panel: i32, scratch: usize): void {
  const terms = termCount(step), bytes = tileBytes(terms);
  const n = <usize>(image / step.groups), group = image % step.groups;
  const packed = <usize>(group * step.panels + panel), plane = <usize>(group * step.outPlanes + 2 * panel);
  const weight = step.weight + packed * <usize>terms * PANEL_BYTES, bias = step.bias + packed * 32;
  const y = step.y + n * step.yImage + plane * step.yPlane;
  const residual = step.residual == 0 ? <usize>0 : step.residual + n * step.residualImage + plane * step.residualPlane;
  const second = 2 * panel + 1 < step.outPlanes;
  const pixels = pixelCount(step), tiles = tileCount(pixels);
  let places = scratch + productBytes();
  for (let tile = first; tile < first + count; tile++) {
    const rows = rowsOfTile(pixels, tile, tiles);
    multiplyTile(rows, patches, weight, terms, scratch);
    storePlane(step, scratch, bias, places, rows, y, residual);
    if (second) storePlane(step, scratch + 16, bias + 16, places, rows, y + step.yPlane, residual == 0 ? <usize>0 : residual + step.residualPlane);
    patches += bytes;
    places += <usize>rows * PLACE_BYTES;
  }
}

function storePlane(step: Conv2dGemm, product: usize, bias: usize, places: usize, rows: i32, y: usize, residual: usize): void {
  const b = v128.load(bias), floor = f32x4.splat(step.relu ? 0 : -Infinity);
  for (let row = 0; row < rows; row++) {
    let value = f32x4.add(v128.load(product), b);
    if (residual) value = f32x4.add(value, v128.load(residual + load<usize>(places, 4)));
    v128.store(y + load<usize>(places), f32x4.pmax(value, floor));
    product += PRODUCT_BYTES;
    places += PLACE_BYTES;
  }
}
