/** sum + a * b, the one place where the products of all kernels are added up. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}
