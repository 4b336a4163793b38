/** Every operation that has kernels here, by its name. */
import { avgPool2d, maxPool2d } from "./lower/pool2d.ts";
import { batchNorm } from "./lower/batch-norm.ts";
import { cat } from "./lower/cat.ts";
import { conv2d } from "./lower/conv2d.ts";
import { add, mul, relu, sub } from "./lower/elementwise.ts";
import { linear } from "./lower/linear.ts";
import { view } from "./lower/view.ts";
import type { Lowering } from "./lowering.ts";

export const lowerings: ReadonlyMap<string, Lowering> = /* @__PURE__ */ new Map<string, Lowering>([
  ["add", add],
  ["avgPool2d", avgPool2d],
  ["batchNorm", batchNorm],
  ["cat", cat],
  ["conv2d", conv2d],
  ["flatten", view],
  ["linear", linear],
  ["maxPool2d", maxPool2d],
  ["mul", mul],
  ["relu", relu],
  ["reshape", view],
  ["sub", sub],
]);
