/** Bytes of a record; unused ones are 0. */
export const STEP_BYTES: usize = 256;

/**
 * The first words of every record. `early` is 1 for a step that needs nothing of the one before it and writes nothing that
 * it reads: threads go on to such a step without waiting for each other.
 */
@unmanaged
export class Step {
  kind: i32;
  early: i32;
}

/** A step from one tensor in planes to another: the first pixel's address, and the bytes from row to row, plane to plane, image to image. */
@unmanaged
export class ImageStep extends Step {
  x: usize;
  xRow: usize;
  xPlane: usize;
  xImage: usize;
  y: usize;
  yRow: usize;
  yPlane: usize;
  yImage: usize;
}

/** One that adds a tensor to what it gives; its address is 0 where there is none. */
@unmanaged
export class ResidualStep extends ImageStep {
  residual: usize;
  residualRow: usize;
  residualPlane: usize;
  residualImage: usize;
}

/** A linear layer: rows of features to rows of features. The residual's address is 0 where there is none. */
@unmanaged
export class LinearStep extends Step {
  x: usize;
  y: usize;
  residual: usize;
  weight: usize;
  bias: usize;
}
