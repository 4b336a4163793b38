/** y = act(x * scale[c] + shift[c]) over blocked images; scale and shift are [plane][4]. A unit of work is a row of a plane. */
import { ImageStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class BatchNorm extends ImageStep {
  scale: usize;
  shift: usize;
  images: i32;
  planes: i32;
  height: i32;
  width: i32;
  relu: i32;
}

export function batchNorm(step: BatchNorm, thread: i32, threads: i32): void {
  const height = step.height, planes = step.planes, lines = step.images * planes * height;
  const end = shareBegin(lines, thread + 1, threads);
  const bytes = <usize>step.width * 16, floor = f32x4.splat(step.relu ? 0 : -Infinity);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) {
    const row = <usize>(line % height), plane = <usize>(line / height % planes), image = <usize>(line / height / planes);
    const x = step.x + image * step.xImage + plane * step.xPlane + row * step.xRow;
    const y = step.y + image * step.yImage + plane * step.yPlane + row * step.yRow;
    const scale = v128.load(step.scale + plane * 16), shift = v128.load(step.shift + plane * 16);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, f32x4.pmax(f32x4.add(f32x4.mul(v128.load(x + at), scale), shift), floor));
  }
}
