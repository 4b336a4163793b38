/** Whether two names hold the same digits: `conv1` and `conv2` are meant apart, however near. */
export function sameDigits(a: string, b: string): boolean {
  return digitsOf(a) === digitsOf(b);
}

function digitsOf(name: string): string {
  return name.replace(/\D/g, "");
}
