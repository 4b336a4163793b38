/** Whether threads share the memory under an array: files and streams do not take such memory everywhere. */
export function isShared({ buffer }: Float32Array): boolean {
  return Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]";
}
