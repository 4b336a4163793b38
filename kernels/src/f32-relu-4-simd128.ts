/** y[i] = max(x[i], 0), NaN staying NaN. Both tensors have room for whole vectors of four; y may be x. */
import { shareBegin } from "./share";

@unmanaged
export class Relu {
  kind: i32;
  x: usize;
  y: usize;
  vectors: i32;
}

export function relu(step: Relu, thread: i32, threads: i32): void {
  const begin = <usize>shareBegin(step.vectors, thread, threads) * 16;
  const end = <usize>shareBegin(step.vectors, thread + 1, threads) * 16;
  const x = step.x, y = step.y, zero = f32x4.splat(0);
  for (let at = begin; at < end; at += 16) v128.store(y + at, f32x4.max(v128.load(x + at), zero));
}
