/** y[n, c, h, w] = x[n, c, h / scaleHeight, w / scaleWidth], blocked. A unit of work is an output row of a plane. */
import { ImageStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Upsample extends ImageStep {
  images: i32;
  planes: i32;
  outHeight: i32;
  /** Of x. */
  width: i32;
  scaleHeight: i32;
  scaleWidth: i32;
}

export function upsample(step: Upsample, thread: i32, threads: i32): void {
  const height = step.outHeight, planes = step.planes, lines = step.images * planes * height, repeats = step.scaleWidth;
  const end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) {
    const row = line % height, plane = <usize>(line / height % planes), image = <usize>(line / height / planes);
    let x = step.x + image * step.xImage + plane * step.xPlane + <usize>(row / step.scaleHeight) * step.xRow;
    let y = step.y + image * step.yImage + plane * step.yPlane + <usize>row * step.yRow;
    for (const rowEnd = x + <usize>step.width * 16; x < rowEnd; x += 16) {
      const pixel = v128.load(x);
      for (let repeat = 0; repeat < repeats; repeat++) {
        v128.store(y, pixel);
        y += 16;
      }
    }
  }
}
