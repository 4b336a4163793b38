/** Every operation that has kernels here, by its name. */
import { avgPool2d, maxPool2d } from "./lower/pool2d.ts";
import { batchNorm } from "./lower/batch-norm.ts";
import { cat } from "./lower/cat.ts";
import { conv2d } from "./lower/conv2d.ts";
import { add, div, mul, relu, sub } from "./lower/elementwise.ts";
import { embedding } from "./lower/embedding.ts";
import { layerNorm } from "./lower/layer-norm.ts";
import { linear } from "./lower/linear.ts";
import { map } from "./lower/map.ts";
import { matmul } from "./lower/matmul.ts";
import { mean, sum } from "./lower/reduction.ts";
import { softmax } from "./lower/softmax.ts";
import { constant, parameter } from "./lower/stored.ts";
import { transpose } from "./lower/transpose.ts";
import { upsample } from "./lower/upsample.ts";
import { view } from "./lower/view.ts";
import type { Lowering } from "./lowering.ts";

export const lowerings: ReadonlyMap<string, Lowering> = /* @__PURE__ */ new Map<string, Lowering>([
  ["add", add],
  ["avgPool2d", avgPool2d],
  ["batchNorm", batchNorm],
  ["cat", cat],
  ["constant", constant],
  ["conv2d", conv2d],
  ["div", div],
  ["embedding", embedding],
  ["exp", map("exp")],
  ["flatten", view],
  ["gelu", map("gelu")],
  ["layerNorm", layerNorm],
  ["linear", linear],
  ["log", map("log")],
  ["matmul", matmul],
  ["maxPool2d", maxPool2d],
  ["mean", mean],
  ["mul", mul],
  ["neg", map("neg")],
  ["parameter", parameter],
  ["relu", relu],
  ["reshape", view],
  ["sigmoid", map("sigmoid")],
  ["softmax", softmax],
  ["sqrt", map("sqrt")],
  ["sub", sub],
  ["sum", sum],
  ["tanh", map("tanh")],
  ["transpose", transpose],
  ["upsample", upsample],
]);
