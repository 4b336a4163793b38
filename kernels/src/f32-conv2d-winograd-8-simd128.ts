/**
 * Winograd convolution, groups of one, dilation 1: tiles of m x m output pixels from n x n input pixels, n = m + r - 1, by n * n
 * products of tiles with channels, one for each frequency. Residual, relu and a max pool of 2 x 2 pixels fused.
 * A stride of 2 is the sum over four phases, each a convolution of stride 1 over every second pixel; their channels are taken as
 * one row of phases * planes.
 * x, y and residual are blocked; x points at the first tile's first pixel, which lies in the border. The border and what lies
 * beyond the last tile's end must be zero.
 * Inputs are [frequency][tile of the product][K/64][tileRows][64], weights [frequency][panel][K][8], products [frequency][panel][tile][8]; the
 * rows of a product's tile are tiles of the image.
 * Two ways to share the work: `winogradTiles` takes blocks of tiles, with inputs and products of each thread's own;
 * `winogradInputs` transforms all tiles, and `winogradPanels` takes panels of output channels, so that large weights are read once.
 */
import { blockBytes, PANEL_BYTES, PRODUCT_BYTES, ROW_BYTES, ROW_VECTORS, multiplyTile, rowsOfTile, tileBegin, tileBytes, tileCount } from "./f32-multiply-8-simd128";
import { inputTransform, outputTransform, panelTransform, storeCoefficients } from "./f32-winograd-transforms-simd128";
import { phaseAt } from "./phase-order";
import { ResidualStep } from "./record";
import { poolPairs } from "./pool-pairs";
import { shareBegin } from "./share";

@unmanaged
export class Winograd extends ResidualStep {
  /** Transformed, [frequency][panel][K][8]; or, where they are transformed in a run, [panel][K][tap][8]. */
  weight: usize;
  bias: usize;
  /** Each thread's own: room for a transform, and for inputs and products where they are not shared. */
  scratch: usize;
  scratchBytes: usize;
  /** Where all threads share them. */
  inputs: usize;
  products: usize;
  /** Each thread's own: two rows of frequencies of a panel of transformed weights, [frequency][K][8]. 0 where all are transformed beforehand. */
  panel: usize;
  /** Bytes from a frequency to the next. */
  panelBytes: usize;
  /** Where a run leaves transformed weights for later ones, behind a line whose first word says so: see KEEPS. 0 where each run transforms them anew. */
  kept: usize;
  /** From a frequency there to the next. */
  keptBytes: usize;
  inputBytes: usize;
  productBytes: usize;
  /** Of the transforms. */
  variant: i32;
  m: i32;
  n: i32;
  /** 1, or 2 for a stride of 2. */
  stride: i32;
  images: i32;
  inPlanes: i32;
  outPlanes: i32;
  panels: i32;
  outHeight: i32;
  outWidth: i32;
  tileRows: i32;
  tileColumns: i32;
  /** The most tiles that are transformed before they are multiplied. */
  blockTiles: i32;
  relu: i32;
  /** Whether phases that are zero at a frequency are left out: of a kernel of odd size, at the last row or column. */
  skips: i32;
  /** 1 where y holds the largest of each 2 x 2 pixels; m is even then. */
  pool: i32;
}

/** What the first word of `kept` says: this run keeps what it transforms, or finds it there. The first one does neither, and so takes no room for it. */
const KEEPS: i32 = 1;
const FINDS: i32 = 2;
const KEPT_HEAD: usize = 64;

/** For the transforms' passes over 8 x 8 vectors, their coefficients, and the pixels of a tile that is pooled or does not lie in the image as a whole. */
const TRANSFORM_BYTES: usize = 2048;
const PIXELS_OFFSET: usize = 1280;

function imageTiles(step: Winograd): i32 {
  return step.images * step.tileRows * step.tileColumns;
}

function planeCount(step: Winograd): i32 {
  return step.stride * step.stride * step.inPlanes;
}

/** A thread's own, ready for transforms. */
function ownScratch(step: Winograd, thread: i32): usize {
  const scratch = step.scratch + <usize>thread * step.scratchBytes;
  storeCoefficients(step.variant, scratch);
  return scratch;
}

export function winogradTiles(step: Winograd, thread: i32, threads: i32): void {
  const total = imageTiles(step);
  const begin = shareBegin(total, thread, threads), tiles = shareBegin(total, thread + 1, threads) - begin;
  const blocks = (tiles + step.blockTiles - 1) / step.blockTiles;
  const scratch = ownScratch(step, thread);
  const inputs = scratch + TRANSFORM_BYTES, products = inputs + <usize>(step.n * step.n) * step.inputBytes;
  for (let block = 0; block < blocks; block++) {
    const first = begin + shareBegin(tiles, block, blocks), count = begin + shareBegin(tiles, block + 1, blocks) - first;
    transformInputs(step, first, count, 0, planeCount(step), inputs, scratch);
    multiplyPanels(step, count, 0, step.panels, inputs, products, step.weight, transformedBytes(step));
    transformOutputs(step, first, count, 0, step.panels, products, scratch);
  }
}

/** A unit of work is four planes, or what is left of them. */
export function winogradInputs(step: Winograd, thread: i32, threads: i32): void {
  const planes = planeCount(step), units = (planes + 3) >> 2;
  const begin = 4 * shareBegin(units, thread, threads), end = min(planes, 4 * shareBegin(units, thread + 1, threads));
  transformInputs(step, 0, imageTiles(step), begin, end, step.inputs, ownScratch(step, thread));
}

/** A unit of work is a panel. */
export function winogradPanels(step: Winograd, thread: i32, threads: i32): void {
  const tiles = imageTiles(step);
  const begin = shareBegin(step.panels, thread, threads), end = shareBegin(step.panels, thread + 1, threads);
  const scratch = ownScratch(step, thread);
  const state = step.kept ? load<i32>(step.kept) : 0, kept = step.kept + KEPT_HEAD;
  if (step.panel == 0) {
    multiplyPanels(step, tiles, begin, end, step.inputs, step.products, step.weight, transformedBytes(step));
  } else if (state == FINDS) {
    multiplyPanels(step, tiles, begin, end, step.inputs, step.products, kept, step.keptBytes);
  } else {
    const own = step.panel + <usize>(thread * 2 * step.n) * step.panelBytes, panelBytes = <usize>(4 * planeCount(step)) * PANEL_BYTES;
    for (let panel = begin; panel < end; panel++) {
      if (state == KEEPS) multiplyStored(step, tiles, panel, kept + <usize>panel * panelBytes, step.keptBytes, true);
      else multiplyStored(step, tiles, panel, own, step.panelBytes, false);
    }
  }
  transformOutputs(step, 0, tiles, begin, end, step.products, scratch);
}

/**
 * With a panel's weights as they are stored: some rows of frequencies are transformed and multiplied before the next ones, in a core's own cache, all at `to`
 * unless they are kept; one frequency's after the other's by so many bytes.
 */
function multiplyStored(step: Winograd, tiles: i32, panel: i32, to: usize, frequencyBytes: usize, keeps: bool): void {
  const n = step.n, r = n - step.m + 1, terms = 4 * planeCount(step);
  const from = step.weight + <usize>(panel * terms * r * r) * PANEL_BYTES;
  for (let row = 0; row < n;) {
    const rows = panelTransform(step.variant, row, from, terms, to, frequencyBytes);
    multiplyFrequencies(step, tiles, row * n, rows * n, panel, panel + 1, step.inputs, step.products, to, frequencyBytes);
    row += rows;
    if (keeps) to += <usize>(rows * n) * frequencyBytes;
  }
}

/** Four planes of a tile after one another, so that whole cache lines of the inputs are written. */
function transformInputs(step: Winograd, first: i32, count: i32, planeBegin: i32, planeEnd: i32, to: usize, scratch: usize): void {
  const rowBytes = step.xRow * <usize>step.stride, columnBytes = 16 * <usize>step.stride;
  const bytes = tileBytes(4 * planeCount(step)), blocks = tileCount(count);
  for (let group = planeBegin; group < planeEnd; group += 4) {
    for (let block = 0; block < blocks; block++) {
      const begin = tileBegin(count, block, blocks), end = begin + rowsOfTile(count, block, blocks);
      for (let tile = begin; tile < end; tile++) {
        const target = to + <usize>block * bytes + <usize>(tile - begin) * ROW_BYTES;
        const x = tilePixel(step, first + tile, step.x, step.xImage, rowBytes, columnBytes);
        for (let plane = group; plane < min(group + 4, planeEnd); plane++) {
          inputTransform(step.variant, x + planeOffset(step, plane), rowBytes, columnBytes,
            target + <usize>(plane / ROW_VECTORS) * blockBytes + <usize>(plane % ROW_VECTORS) * 16, step.inputBytes, scratch);
        }
      }
    }
  }
}

/** From a tile's first pixel to the plane, and to the pixel of its phase. */
function planeOffset(step: Winograd, plane: i32): usize {
  const index = plane / step.inPlanes, phase = phaseAt(index, step.stride);
  return <usize>(plane - index * step.inPlanes) * step.xPlane + <usize>(phase >> 1) * step.xRow + <usize>(phase & 1) * 16;
}

/** The address of a tile's first pixel in the first plane. */
function tilePixel(step: Winograd, tile: i32, tensor: usize, imageBytes: usize, rowBytes: usize, columnBytes: usize): usize {
  const columns = step.tileColumns, rows = step.tileRows;
  const column = tile % columns, row = tile / columns % rows, image = tile / columns / rows;
  return tensor + <usize>image * imageBytes + <usize>(row * step.m) * rowBytes + <usize>(column * step.m) * columnBytes;
}

/** With weights that are transformed, one frequency's after the other's by so many bytes. */
function multiplyPanels(step: Winograd, tiles: i32, panelBegin: i32, panelEnd: i32, inputs: usize, products: usize, weights: usize, frequencyBytes: usize): void {
  const panelBytes = <usize>(4 * planeCount(step)) * PANEL_BYTES;
  multiplyFrequencies(step, tiles, 0, step.n * step.n, panelBegin, panelEnd, inputs, products, weights + <usize>panelBegin * panelBytes, frequencyBytes);
}

/** All panels of a frequency, of weights that were transformed beforehand. */
function transformedBytes(step: Winograd): usize {
  return <usize>(step.panels * 4 * planeCount(step)) * PANEL_BYTES;
}

/** `weights` are the first panel's of the first frequency; the next frequency's follow after so many bytes. */
function multiplyFrequencies(step: Winograd, tiles: i32, first: i32, count: i32, panelBegin: i32, panelEnd: i32, inputs: usize, products: usize, weights: usize, weightBytes: usize): void {
  const terms = 4 * planeCount(step), bytes = tileBytes(terms), panelBytes = <usize>terms * PANEL_BYTES;
  const blocks = tileCount(tiles), tilesBytes = productTiles(step);
  inputs += <usize>first * step.inputBytes;
  products += <usize>first * step.productBytes;
  const phaseTerms = 4 * step.inPlanes;
  for (let frequency = first; frequency < first + count; frequency++) {
    const isLastRow = step.skips != 0 && frequency / step.n == step.n - 1, isLastColumn = step.skips != 0 && frequency % step.n == step.n - 1;
    const begin = isLastRow ? phaseTerms : 0, end = isLastColumn ? 2 * phaseTerms : isLastRow ? 3 * phaseTerms : terms;
    let weight = weights + <usize>begin * PANEL_BYTES;
    for (let panel = panelBegin; panel < panelEnd; panel++) {
      let a = inputs + termOffset(begin), c = products + <usize>panel * tilesBytes;
      for (let block = 0; block < blocks; block++) {
        const rows = rowsOfTile(tiles, block, blocks);
        multiplyTile(rows, a, weight, end - begin, c);
        a += bytes;
        c += <usize>rows * PRODUCT_BYTES;
      }
      weight += panelBytes;
    }
    inputs += step.inputBytes;
    products += step.productBytes;
    weights += weightBytes;
  }
}

/** From a tile's first number to another: whole blocks, or a place in the first. */
function termOffset(term: i32): usize {
  return <usize>(term >> 6) * blockBytes + <usize>(term & 63) * 4;
}

/** Bytes from a panel's products to the next panel's: of all tiles. */
function productTiles(step: Winograd): usize {
  return <usize>step.blockTiles * PRODUCT_BYTES;
}

function transformOutputs(step: Winograd, first: i32, count: i32, panelBegin: i32, panelEnd: i32, products: usize, scratch: usize): void {
  const tilesBytes = productTiles(step);
  for (let panel = panelBegin; panel < panelEnd; panel++) {
    for (let tile = 0; tile < count; tile++) {
      const from = products + <usize>panel * tilesBytes + <usize>tile * PRODUCT_BYTES;
      storeTile(step, first + tile, 2 * panel, from, scratch);
      if (2 * panel + 1 < step.outPlanes) storeTile(step, first + tile, 2 * panel + 1, from + 16, scratch);
    }
  }
}

/** The pixels of a tile that lie in the image, or what is pooled of them. */
function storeTile(step: Winograd, tile: i32, plane: i32, from: usize, scratch: usize): void {
  const m = step.m, columns = step.tileColumns;
  const height = min(m, step.outHeight - tile / columns % step.tileRows * m), width = min(m, step.outWidth - tile % columns * m);
  const y = tilePixel(step, tile, step.y, step.yImage, step.yRow >> step.pool, <usize>16 >> step.pool) + <usize>plane * step.yPlane;
  const residual = step.residual == 0 ? <usize>0 : tilePixel(step, tile, step.residual, step.residualImage, step.residualRow, 16) + <usize>plane * step.residualPlane;
  const bias = v128.load(step.bias + <usize>plane * 16), floor = f32x4.splat(step.relu ? 0 : -Infinity);
  const pixels = scratch + PIXELS_OFFSET, pixelsRow = <usize>m * 16;
  const to = step.pool ? pixels : y, toRow = step.pool ? pixelsRow : step.yRow;
  if (min(height, width) == m) {
    outputTransform(step.variant, from, step.productBytes, scratch, to, toRow, residual, step.residualRow, bias, floor);
  } else {
    outputTransform(step.variant, from, step.productBytes, scratch, pixels, pixelsRow, 0, 0, bias, f32x4.splat(-Infinity));
    storePart(pixels, pixelsRow, to, toRow, residual, step.residualRow, floor, height, width);
  }
  if (step.pool) poolPairs(pixels, pixelsRow, y, step.yRow, height >> 1, width >> 1);
}

function storePart(from: usize, fromRow: usize, y: usize, yRow: usize, residual: usize, residualRow: usize, floor: v128, height: i32, width: i32): void {
  for (let i = 0; i < height; i++) {
    for (let at: usize = 0; at < <usize>width * 16; at += 16) {
      let pixel = v128.load(from + at);
      if (residual) pixel = f32x4.add(pixel, v128.load(residual + at));
      v128.store(y + at, f32x4.pmax(pixel, floor));
    }
    from += fromRow;
    y += yRow;
    residual += residualRow;
  }
}
