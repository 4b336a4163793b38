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
