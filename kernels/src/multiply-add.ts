/**
 * sum + a * b in four lanes, and sum - a * b: the one place where the products of all kernels are added up. Where the module is built for
 * relaxed SIMD, the product is not rounded before it is added, on machines that can do so.
 */
// @ts-ignore: a decorator of AssemblyScript's
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(f32x4.mul(a, b), sum);
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function multiplySubtract(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, sum) : f32x4.sub(sum, f32x4.mul(a, b));
}
