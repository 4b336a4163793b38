/** What the layers share that give one value for each window of a channel: their attributes, shape rule, keys, and the node in ONNX. */
import { extents, pair, pairOf } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import { overImages } from "./onnx-images.ts";
import type { Algebra, Attributes, ShapeResult, TensorType } from "./operation.ts";
import { refuseIntegers, refuseRank, type Refusal } from "./refusals.ts";
import { windowShape } from "./window.ts";

export const poolingAttributes = {
  kernel: { kind: "sizePair" },
  stride: { kind: "sizePair" },
  padding: { kind: "extentPair", default: [0, 0] },
} as const;

export const poolingLabel = {
  keys: {
    K: { attribute: "kernel", kind: "sizePair", elsewhere: ["pool_size"] },
    S: { attribute: "stride", kind: "sizePair", sameAs: "K" },
    P: { attribute: "padding", kind: "extentPair", default: 0 },
  },
  positional: [["K"]],
  torchOrder: ["K", "S", "P"],
  axes: "spatial",
  role: "resampling",
} as const satisfies Partial<LabelForm>;

/** The shape rule of pooling: a window of each channel by itself, padded by half of the kernel at most. */
export function poolingShape<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>): ShapeResult<D> {
  return refuseIntegers(inputs) ?? refuseRank(inputs, 0, [4, 3])
    ?? refusePadding(algebra, inputs[0]!.shape.length, attributes)
    ?? windowShape(algebra, inputs[0]!, attributes, inputs[0]!.shape.at(-3)!);
}

function refusePadding<D>(algebra: Algebra<D>, rank: number, attributes: Attributes<D>): Refusal<D> {
  const kernels = pair(algebra, attributes, "kernel", 1);
  const paddings = pair(algebra, attributes, "padding", 0);
  for (const i of [0, 1] as const) {
    const [kernel, padding] = [kernels[i], paddings[i]];
    const spare = algebra.value(algebra.subtract(kernel, algebra.add(padding, padding)));
    if (spare !== undefined && spare < 0) return { failure: { kind: "padding", axis: rank - 2 + i, padding, kernel } };
  }
  return undefined;
}

/** One node of `opType` over (N, C, H, W); `more` are attributes of its own. */
export function poolingOnnx(opType: string, more: Readonly<Record<string, number>> = {}): OnnxForm {
  return (call) => overImages(call, (x, output) => {
    const padding = pairOf(call.attributes, "padding", 0);
    const attributes = { kernel_shape: extents(call.attributes, "kernel"), strides: extents(call.attributes, "stride"), pads: [...padding, ...padding], ...more };
    return { opType, inputs: [x], output, attributes };
  });
}
