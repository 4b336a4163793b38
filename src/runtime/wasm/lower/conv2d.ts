/** conv2d: which algorithms can compute a convolution, the cheapest one first. The direct one can compute any, but a batch norm before it is for `gemm` alone. */
import type { Implementation, Lowering } from "../lowering.ts";
import { depthwiseCost, directCost, gemmCost, winogradCost } from "./conv2d-cost.ts";
import { conv2dDepthwise } from "./conv2d-depthwise.ts";
import { conv2dDirect } from "./conv2d-direct.ts";
import { conv2dGemm } from "./conv2d-gemm.ts";
import { conv2dSizes } from "./conv2d-sizes.ts";
import { conv2dWinograd, type WinogradName, winogradVariants } from "./conv2d-winograd.ts";

const winogradNames = Object.keys(winogradVariants) as WinogradName[];

export const conv2d: Lowering = (node) => {
  const sizes = conv2dSizes(node);
  if (node.node.before !== undefined) return [conv2dGemm(node, sizes)].flatMap((way) => way ?? []);
  const priced: readonly { readonly way: Implementation | undefined; readonly cost: number }[] = [
    { way: conv2dDirect(node, sizes), cost: directCost(sizes) },
    { way: conv2dDepthwise(node, sizes), cost: depthwiseCost(sizes) },
    { way: conv2dGemm(node, sizes), cost: gemmCost(sizes) },
    ...winogradNames.map((name) => ({ way: conv2dWinograd(node, sizes, name), cost: winogradCost(sizes, winogradVariants[name]) })),
  ];
  return priced.toSorted((a, b) => a.cost - b.cost).flatMap(({ way }) => way ?? []);
};
