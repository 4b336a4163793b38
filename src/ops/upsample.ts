/**
 * upsample: y[n,c,h,w] = x[n, c, floor(h / Sh), floor(w / Sw)]: each element repeated, the nearest one
 * Layout: (N, C, H, W), or (C, H, W) without a batch. Shape: (N, C, H*Sh, W*Sw).
 * Source: torch.nn.Upsample with mode "nearest" and a whole scale.
 */
import { extents, pair } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { refuseIntegers, refuseRank } from "./refusals.ts";

export const upsample = {
  name: "upsample",
  arity: 1,
  attributes: { scale: { kind: "sizePair" } },
  shape(algebra, inputs, attributes) {
    const { shape } = inputs[0]!;
    const [scaleHeight, scaleWidth] = pair(algebra, attributes, "scale", 1);
    return refuseIntegers(inputs) ?? refuseRank(inputs, 0, [4, 3]) ?? {
      type: {
        element: "float32",
        shape: [...shape.slice(0, -2), algebra.multiply(shape.at(-2)!, scaleHeight), algebra.multiply(shape.at(-1)!, scaleWidth)],
      },
    };
  },
} satisfies Operation;

export const upsampleLabel: LabelForm = {
  words: ["UpSample", "UpSampling", "UpSampling2D", "UpSample2D", "上采样", "上采样层"],
  keys: { Scale: { attribute: "scale", kind: "sizePair", elsewhere: ["k", "s", "factor"] } },
  positional: [["Scale"]],
  count: "Scale",
  axes: "spatial",
  role: "resampling",
};

export const upsampleOnnx: OnnxForm = ({ inputs, output, inputTypes, attributes, float32 }) => {
  const before = inputTypes[0]!.shape.slice(0, -2).map(() => 1);
  const noRegion = "";
  return [{
    opType: "Resize",
    inputs: [inputs[0]!, noRegion, float32([...before, ...extents(attributes, "scale")])],
    output,
    attributes: { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
  }];
};
