/**
 * y = f(x), element by element, over planes of rows of whole vectors: blocked or plain, as in the elementwise kernel. The functions are
 * computed in float64 and rounded once. A unit of work is a row.
 */
import { exp64, gelu64, log64, sigmoid64, tanh64 } from "./float64-functions";
import { highPair, joinPairs, lowPair } from "./float64-pairs";
import { ImageStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Mapping extends ImageStep {
  images: i32;
  planes: i32;
  height: i32;
  rowVectors: i32;
  /** Which function; the numbers stand in src/runtime/wasm/lower/map.ts as well. */
  operation: i32;
}

/** A unit of work is a vector; a thread's share may begin and end within a row. */
export function map(step: Mapping, thread: i32, threads: i32): void {
  const rowVectors = step.rowVectors, height = step.height, planes = step.planes;
  const end = shareBegin(step.images * planes * height * rowVectors, thread + 1, threads);
  for (let at = shareBegin(step.images * planes * height * rowVectors, thread, threads); at < end;) {
    const line = at / rowVectors, vector = at % rowVectors, count = min(rowVectors - vector, end - at);
    const row = <usize>(line % height), plane = <usize>(line / height % planes), image = <usize>(line / height / planes);
    let x = step.x + image * step.xImage + plane * step.xPlane + row * step.xRow + <usize>vector * 16;
    let y = step.y + image * step.yImage + plane * step.yPlane + row * step.yRow + <usize>vector * 16;
    for (const rowEnd = x + <usize>count * 16; x < rowEnd; x += 16) {
      v128.store(y, apply(step.operation, v128.load(x)));
      y += 16;
    }
    at += count;
  }
}

function apply(operation: i32, x: v128): v128 {
  switch (operation) {
    case 0: return joinPairs(exp64(lowPair(x)), exp64(highPair(x)));
    case 1: return joinPairs(log64(lowPair(x)), log64(highPair(x)));
    case 2: return joinPairs(tanh64(lowPair(x)), tanh64(highPair(x)));
    case 3: return joinPairs(sigmoid64(lowPair(x)), sigmoid64(highPair(x)));
    case 4: return joinPairs(gelu64(lowPair(x)), gelu64(highPair(x)));
    case 5: return f32x4.sqrt(x);
    default: return f32x4.neg(x);
  }
}
