/** Cells that are made at random, as scans and as single steps under the same names. */
import fc from "fast-check";
import { add, featureMap, float32, input, linear, matmul, mul, parameter, relu, scan, softmax, sub, tanh, transpose, type ModelDefinition, type Net, type Value } from "../../src/runtime/index.ts";
import { defineWith } from "./tiny-models.ts";

export const width = 3;
const shape = ["BatchSize", width] as const;

/** What a step does, in order: each takes values made before, by their places, and adds one. All are [batch, 3]. */
const operations: readonly ((net: Net, id: string, a: Value, b: Value) => Value)[] = [
  (net, id, a) => tanh(net, id, a),
  (net, id, a) => relu(net, id, a),
  (net, id, a) => featureMap(net, id, a, { shape }),
  (net, id, a) => softmax(net, id, a, { dim: -1 }),
  (net, id, a) => softmax(net, id, a, { dim: 0 }),
  (net, id, a, b) => add(net, id, a, b),
  (net, id, a, b) => mul(net, id, a, b),
  (net, id, a) => sub(net, id, 1, a),
  (net, id, a) => linear(net, id, a, { inFeatures: width, outFeatures: width }),
  (net, id, a) => matmul(net, id, a, tanh(net, `${id}.t`, parameter(net, `${id}.w`, { shape: [width, width] }))),
  (net, id, a) => add(net, id, parameter(net, `${id}.b`, { shape: [1, width] }), a),
  // Mixes what a batch has: (3, batch) @ (batch, 3), and back by the rows.
  (net, id, a, b) => matmul(net, id, a, matmul(net, `${id}.m`, transpose(net, `${id}.t`, a), b)),
];

export interface Plan {
  readonly nodes: readonly { readonly operation: number; readonly a: number; readonly b: number }[];
  readonly output: number;
  readonly states: readonly [number, number];
}

/** The values at first: two sequences, two states. */
function step(plan: Plan, net: Net, start: readonly Value[]): { readonly output: Value; readonly states: { readonly A: Value; readonly B: Value } } {
  const values = [...start];
  const at = (place: number) => values[place % values.length]!;
  for (const [index, { operation, a, b }] of plan.nodes.entries()) values.push(operations[operation]!(net, `n${index}`, at(a), at(b)));
  // Counted from the end, so that most of what is made is used.
  const last = (place: number) => values[values.length - 1 - (place % values.length)]!;
  return { output: last(plan.output), states: { A: last(plan.states[0]), B: last(plan.states[1]) } };
}

/** From `x` and `y` to `out`, over SeqLen. */
export const defineWhole = (plan: Plan): ModelDefinition => defineWith((net) => {
  const sequence = (id: string) => input(net, id, float32("BatchSize", "SeqLen", width));
  const [x, y] = [sequence("x"), sequence("y")];
  return { out: scan(net, "s", { x, y }, { A: shape, B: shape }, (inner, each, { A, B }) => step(plan, inner, [each.x, each.y, A, B])) };
});

/** One step of the same. */
export const defineStep = (plan: Plan): ModelDefinition => defineWith((net) => {
  const { output, states } = step(plan, net.scope("s"), ["x", "y", "A", "B"].map((id) => input(net, id, float32(...shape))));
  return { out: output, nextA: states.A, nextB: states.B };
});

const place = fc.nat(30);
export const plans: fc.Arbitrary<Plan> = fc.record({
  nodes: fc.array(fc.record({ operation: fc.nat(operations.length - 1), a: place, b: place }), { maxLength: 12 }),
  output: place,
  states: fc.tuple(place, place),
});

/** Of a sequence. */
export const numbers = (batch: number, steps: number, seed: number) => ({ shape: [batch, steps, width], data: Float32Array.from({ length: batch * steps * width }, (_, i) => Math.sin(i * 1.3 + seed)) });
