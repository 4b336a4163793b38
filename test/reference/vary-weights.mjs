/**
 * Moves the weights of a safetensors file away from their initial values, in place, so that every parameter counts in
 * the output: initial batch norms are the identity, and under PyTorch's default initialization a deep network's output
 * hardly depends on its input.
 *
 * Each float32 tensor of two or more axes is multiplied by `gain`. Of those of one axis (biases, batch norm's weights
 * and running averages), sorted by name, element i of number k grows by ((7 i + 5 k) mod 16 - 7.5) / 32: variances stay
 * positive, neighbours differ. Tensors of other types are left alone. Gains with few binary digits make the result
 * exact to the bit wherever it is computed.
 */
export function varyWeights(bytes, gain) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  let vectors = 0;
  for (const name of Object.keys(header).sort()) {
    const { dtype, shape, data_offsets: offsets } = header[name];
    if (dtype !== "F32") continue;
    const [begin, end] = offsets.map((offset) => 8 + headerBytes + offset);
    const k = shape.length === 1 ? vectors++ : undefined;
    for (let at = begin, i = 0; at < end; at += 4, i++) {
      const value = view.getFloat32(at, true);
      view.setFloat32(at, k === undefined ? value * gain : value + (((7 * i + 5 * k) % 16) - 7.5) / 32, true);
    }
  }
}
