/**
 * reshape: the elements in their order, under another shape
 * Layout: any, C order. Shape: the attribute's, with what is left at `-1`; the number of elements stays. A dimension
 * bound at run that stands first is the input's own first axis: it is never merged with another.
 * Source: torch.reshape.
 */
import { dimensions } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Algebra, Attributes, Failure, Operation } from "./operation.ts";
import { productOf } from "./shapes.ts";

export const reshape = {
  name: "reshape",
  arity: 1,
  attributes: { shape: { kind: "shape" } },
  shape(algebra, inputs, attributes) {
    const { element, shape } = inputs[0]!;
    const target = dimensions(algebra, attributes, "shape");
    const shared = sharedAxes(algebra, shape, target, attributes);
    const left = resolved(algebra, productOf(algebra, shape.slice(shared)), target.slice(shared), shared);
    return "failure" in left ? left : { type: { element, shape: [...shape.slice(0, shared), ...left.sizes] } };
  },
} satisfies Operation;

/** How many axes, none or the first one, are the batch in both shapes. */
function sharedAxes<D>(algebra: Algebra<D>, shape: readonly D[], target: readonly D[], attributes: Attributes<D>): 0 | 1 {
  const [first] = attributes["shape"] as readonly (D | string)[];
  const batch = shape[0];
  return typeof first === "string" && batch !== undefined && algebra.equal(batch, target[0]!) !== false ? 1 : 0;
}

type Resolved<D> = { readonly sizes: readonly D[] } | { readonly failure: Failure<D> };

/** The target with `-1` replaced by what is left of the elements; `skipped` axes stand before it. */
function resolved<D>(algebra: Algebra<D>, found: D, target: readonly D[], skipped: number): Resolved<D> {
  const isOpen = (size: D) => algebra.value(size) === -1;
  const open = target.findIndex(isOpen);
  const second = target.findLastIndex(isOpen);
  if (open !== second) return { failure: { kind: "open", attribute: "shape", axis: skipped + second } };
  const stated = productOf(algebra, target.filter((_, axis) => axis !== open));
  if (open < 0) {
    if (algebra.equal(found, stated) === false) return { failure: { kind: "elements", found, wanted: stated } };
    return { sizes: target };
  }
  const [elements, divisor] = [algebra.value(found), algebra.value(stated)];
  if (elements !== undefined && divisor !== undefined && elements % divisor !== 0) {
    return { failure: { kind: "division", attribute: "shape", size: found, divisor: stated, of: "elements" } };
  }
  return { sizes: target.with(open, algebra.floorDivide(found, stated)) };
}

export const reshapeLabel: LabelForm = {
  words: ["reshape", "view", "重塑", "变形", "改变形状"],
  keys: { Shape: { attribute: "shape", kind: "shape" } },
  positional: [["Shape"]],
  axes: "plain",
  role: "view",
};

/** Named axes that lead in both shapes are copied (0); of the others, one size at most may be left to ONNX (-1). */
export const reshapeOnnx: OnnxForm = ({ inputs, output, inputTypes, outputType, attributes, int64 }) => {
  const entries = attributes["shape"] as readonly (number | string)[];
  const before = inputTypes[0]!.shape;
  const unlike = entries.findIndex((entry, axis) => typeof entry !== "string" || !Number.isNaN(before[axis]));
  const copied = unlike < 0 ? entries.length : unlike;
  const sizes = outputType.shape.map((size, axis) => (axis < copied ? 0 : Number.isNaN(size) ? -1 : size));
  return [{ opType: "Reshape", inputs: [...inputs, int64(sizes)], output }];
};
