/** Whether the machine stores numbers as a safetensors file does; nearly all do. */
export function isLittleEndian(): boolean {
  return new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
}
