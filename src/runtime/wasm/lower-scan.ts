/**
 * The two ends of a scan's loop. Sequences are gone through where they stand, step by step: those of more than one step and row
 * of the batch are turned before the loop, so that what one step sees lies together, and what all steps give is turned after
 * it. A state has a place that each step finds it in, and that the next value is copied to.
 */
import type { TensorType } from "../../ops/operation.ts";
import { elementCount } from "../../ops/shapes.ts";
import { STEP_AXIS } from "../scan-types.ts";
import { elementwiseWords } from "./lower/elementwise.ts";
import type { PlanNode } from "./plan-graph.ts";
import { type PlacedTensor, plainTensor } from "./placed-tensor.ts";
import { type SliceRegion, vectorBytes } from "./region.ts";
import { partReport } from "./report.ts";
import type { StepWriter } from "./step-writer.ts";
import { isRoundShared } from "./thread-count.ts";

type Types = readonly TensorType<number>[];

/** `operands` are the sequences and the states' first values, plain. Gives what the step's nodes read, by value. */
export function beginScan(node: PlanNode, operands: readonly PlacedTensor[], types: Types, writer: StepWriter): ReadonlyMap<number, PlacedTensor> {
  const { sequences, states, over } = node.body!;
  const values = new Map<number, PlacedTensor>();
  sequences.forEach(({ all, each }, index) => {
    const whole = stepsFirst(node, operands[index]!, types[all]!.shape, writer);
    values.set(each, elementOf(whole, types[each]!.shape));
  });
  states.forEach(({ before }, index) => {
    const { shape } = types[before]!;
    const state = plainTensor(shape);
    copy(node, "first state", operands[sequences.length + index]!, state, shape, writer);
    values.set(before, state);
  });
  writer.beginLoop(types[over[0]!]!.shape[STEP_AXIS]!);
  return values;
}

/**
 * `operands` are the step's output and the states' next values, plain; `before` is where the step finds the states. Threads share
 * its rounds where a run of `leastWork` is worth sharing. Gives what all steps give.
 */
export function endScan(node: PlanNode, [output, ...after]: readonly PlacedTensor[], before: readonly PlacedTensor[], types: Types, writer: StepWriter, leastWork: number): PlacedTensor {
  const { shape } = types[node.value]!;
  const bytes = vectorBytes(elementCount(shape));
  // A step writes whole vectors, beyond its own part as well.
  const all = plainTensor(shape, { byteLength: bytes + 16 });
  const stepShape = types[node.body!.output]!.shape;
  copy(node, "output", output!, elementOf(all, stepShape), stepShape, writer);
  const moves = after.flatMap((from, index) => (from.region === before[index]!.region ? [] : [{ from, to: before[index]!, shape: types[node.body!.states[index]!.before]!.shape }]));
  for (const { from, to, shape: stateShape } of apart(node, moves, writer)) copy(node, "next state", from, to, stateShape, writer);
  writer.endLoop(partReport(node, "loop", shape), !isRoundShared(node.body!, types, leastWork));
  return batchFirst(node, all, shape, writer);
}

interface Move {
  readonly from: PlacedTensor;
  readonly to: PlacedTensor;
  readonly shape: readonly number[];
}

/** All at once: what one state was may be what another becomes, and then is put aside first. */
function apart(node: PlanNode, moves: readonly Move[], writer: StepWriter): readonly Move[] {
  const overwritten = new Set(moves.map(({ to }) => to.region));
  return moves.map(({ from, to, shape }) => {
    if (!overwritten.has(from.region)) return { from, to, shape };
    const aside = plainTensor(shape);
    copy(node, "next state", from, aside, shape, writer);
    return { from: aside, to, shape };
  });
}

/** Of a tensor whose first axis is that of steps. */
function elementOf({ region, origin }: PlacedTensor, shape: readonly number[]): PlacedTensor {
  const byteLength = elementCount(shape) * 4;
  const part: SliceRegion = { whole: region, offset: origin, stride: byteLength, byteLength };
  return plainTensor(shape, part);
}

function copy(node: PlanNode, algorithm: string, x: PlacedTensor, y: PlacedTensor, shape: readonly number[], writer: StepWriter): void {
  writer.add({ kind: "elementwise", early: false, words: elementwiseWords("copy", x, x, y), report: partReport(node, algorithm, shape) }, { reads: [x], writes: [y] });
}

function stepsFirst(node: PlanNode, x: PlacedTensor, shape: readonly number[], writer: StepWriter): PlacedTensor {
  const [batch, steps, ...rest] = shape as [number, number, ...number[]];
  return turned(node, x, shape, [steps, batch, ...rest], writer);
}

function batchFirst(node: PlanNode, x: PlacedTensor, shape: readonly number[], writer: StepWriter): PlacedTensor {
  const [batch, steps, ...rest] = shape as [number, number, ...number[]];
  return turned(node, x, [steps, batch, ...rest], shape, writer);
}

/** The first two axes change places; where one of them is 1, nothing does. */
function turned(node: PlanNode, x: PlacedTensor, from: readonly number[], to: readonly number[], writer: StepWriter): PlacedTensor {
  const [rows, groupRows] = to as [number, number];
  if (rows === 1 || groupRows === 1) return x;
  const rowBytes = elementCount(to.slice(2)) * 4;
  const y = plainTensor(to);
  const words = (at: (region: PlacedTensor["region"]) => number) => [
    at(x.region) + x.origin, rows * rowBytes, at(y.region) + y.origin, rowBytes, rows * groupRows, rowBytes, groupRows, rowBytes,
  ];
  writer.add({ kind: "copyRows", early: false, words, report: partReport(node, "turn", from) }, { reads: [x], writes: [y] });
  return y;
}
