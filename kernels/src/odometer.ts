/**
 * Offsets into tensors that are repeated along some axes: where the `index`-th place of a shape stands. `sizes` and `steps` are
 * addresses of as many i32 as there are axes; an axis along which a tensor is repeated has step 0.
 */
export function offsetOf(index: i32, axes: i32, sizes: usize, steps: usize): usize {
  let offset = 0;
  for (let axis = axes - 1; axis >= 0; axis--) {
    const size = load<i32>(sizes + (<usize>axis << 2));
    offset += (index % size) * load<i32>(steps + (<usize>axis << 2));
    index /= size;
  }
  return <usize>offset;
}
