/** conv2d: which algorithms can compute a convolution, the best one first. */
import type { Implementation, Lowering } from "../lowering.ts";
import { conv2dDirect } from "./conv2d-direct.ts";
import { conv2dGemm } from "./conv2d-gemm.ts";
import { conv2dSizes } from "./conv2d-sizes.ts";

export const conv2d: Lowering = (node) => {
  const sizes = conv2dSizes(node);
  const ways: (Implementation | undefined)[] = [conv2dGemm(node, sizes), conv2dDirect(node, sizes)];
  return ways.filter((way) => way !== undefined);
};
