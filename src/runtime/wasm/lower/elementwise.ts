/** relu, and add, sub, mul and div: of tensors of one shape blocked where all operands are, plain otherwise. */
import { isSameShape } from "../../../ops/shapes.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { type AddressOf, noBorder, type PlacedTensor, tensorWords } from "../placed-tensor.ts";
import { broadcast, type BroadcastFunction } from "./broadcast.ts";
import { fillsPlanes } from "./map.ts";

/** The functions of kernels/src/f32-elementwise-4-simd128.ts. */
const functions = { copy: 0, add: 1, sub: 2, mul: 3, div: 4 } as const;

export const add: Lowering = (node) => binary(node, "add");
export const sub: Lowering = (node) => binary(node, "sub");
export const mul: Lowering = (node) => binary(node, "mul");
export const div: Lowering = (node) => binary(node, "div");
export const relu: Lowering = (node) => [elementwise(node, ([x], y) => elementwiseWords("copy", x!, x!, y, true))];

type Words = (at: AddressOf) => readonly number[];

/** What the kernel's record says: y = f(a, b), or f(a); all three have the same rows. */
export function elementwiseWords(name: keyof typeof functions, a: PlacedTensor, b: PlacedTensor, y: PlacedTensor, relu = false): Words {
  return (at) => [
    ...tensorWords(at, a), ...tensorWords(at, b), ...tensorWords(at, y), y.images, y.planes, y.height, y.width, functions[name], relu ? 1 : 0,
  ];
}

function binary(node: NodeToLower, name: BroadcastFunction): readonly Implementation[] {
  const [a, b] = node.operands;
  if (!isSameShape(a!.shape, b!.shape)) return broadcast(node, name);
  // In the lanes beyond the last channel, 0 / 0 would not stay 0.
  const keepsZeros = name !== "div" || fillsPlanes(node);
  return [elementwise(node, ([x, z], y) => elementwiseWords(name, x!, z!, y, node.node.relu), keepsZeros)];
}

function elementwise({ blocked }: NodeToLower, words: (operands: readonly PlacedTensor[], y: PlacedTensor) => Words, mayBlock = true): Implementation {
  const isBlocked = mayBlock && blocked.every(Boolean);
  return {
    algorithm: "elementwise",
    operands: blocked.map(() => (isBlocked ? noBorder : "plain")),
    output: isBlocked ? "blocked" : "plain",
    emit: ({ operands, output, step }) => step("elementwise", words(operands, output)),
  };
}
