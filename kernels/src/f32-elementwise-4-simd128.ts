/**
 * y = f(a, b) over planes of rows, the same number of whole vectors in each row of all three tensors: rows may lie among borders,
 * and planes in a larger tensor. A plain tensor is one row. Functions of one element leave b unread.
 */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Elementwise extends Step {
  a: usize;
  aRow: usize;
  aPlane: usize;
  aImage: usize;
  b: usize;
  bRow: usize;
  bPlane: usize;
  bImage: usize;
  y: usize;
  yRow: usize;
  yPlane: usize;
  yImage: usize;
  images: i32;
  planes: i32;
  height: i32;
  rowVectors: i32;
  /** Which function; the numbers stand in src/runtime/wasm/lower/elementwise.ts as well. */
  operation: i32;
  relu: i32;
}

/** A unit of work is a vector; a thread's share may begin and end within a row. */
export function elementwise(step: Elementwise, thread: i32, threads: i32): void {
  const rowVectors = step.rowVectors;
  const total = step.images * step.planes * step.height * rowVectors;
  const end = shareBegin(total, thread + 1, threads);
  for (let at = shareBegin(total, thread, threads); at < end;) {
    const line = at / rowVectors, vector = at % rowVectors;
    const count = min(rowVectors - vector, end - at);
    const row = <usize>(line % step.height), plane = <usize>(line / step.height % step.planes), image = <usize>(line / step.height / step.planes);
    const offset = <usize>vector * 16;
    combine(step,
      step.a + image * step.aImage + plane * step.aPlane + row * step.aRow + offset,
      step.b + image * step.bImage + plane * step.bPlane + row * step.bRow + offset,
      step.y + image * step.yImage + plane * step.yPlane + row * step.yRow + offset, <usize>count * 16);
    at += count;
  }
}

function combine(step: Elementwise, a: usize, b: usize, y: usize, bytes: usize): void {
  const floor = f32x4.splat(step.relu ? 0 : -Infinity);
  switch (step.operation) {
    case 0: {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.pmax(v128.load(a + i), floor));
      return;
    }
    case 1: {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.pmax(f32x4.add(v128.load(a + i), v128.load(b + i)), floor));
      return;
    }
    case 2: {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.pmax(f32x4.sub(v128.load(a + i), v128.load(b + i)), floor));
      return;
    }
    case 3: {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.pmax(f32x4.mul(v128.load(a + i), v128.load(b + i)), floor));
      return;
    }
    case 4: {
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.pmax(f32x4.div(v128.load(a + i), v128.load(b + i)), floor));
      return;
    }
    default: unreachable();
  }
}
