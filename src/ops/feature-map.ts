/**
 * featureMap: y = x, a claim about the shape of what passes through
 * Layout: any. Shape: the attribute's, which must be the input's; `-1` claims nothing of its axis.
 * Source: the notation of diagrams; torch.nn.Identity.
 */
import { dimensions } from "./attributes.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { refuseRank } from "./refusals.ts";

export const featureMap = {
  name: "featureMap",
  arity: 1,
  attributes: { shape: { kind: "shape" } },
  shape(algebra, inputs, attributes) {
    const { element, shape } = inputs[0]!;
    const claim = dimensions(algebra, attributes, "shape");
    const refusal = refuseRank(inputs, 0, [claim.length]);
    if (refusal !== undefined) return refusal;
    const sizes = [...shape];
    for (const [axis, expected] of claim.entries()) {
      const [stated, found] = [algebra.value(expected), shape[axis]!];
      if (stated === -1) continue;
      if (algebra.equal(expected, found) === false) {
        return { failure: { kind: "size", attribute: "shape", input: 0, axis, expected, found } };
      }
      if (stated !== undefined) sizes[axis] = expected;
    }
    return { type: { element, shape: sizes } };
  },
  /** Nothing is claimed of the number of steps. */
  overSteps(_inputs, attributes) {
    const [batch, ...others] = attributes["shape"] as readonly (number | string)[];
    return batch === undefined ? undefined : { shape: [batch, -1, ...others] };
  },
} satisfies Operation;

export const featureMapOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Identity", inputs, output }];
