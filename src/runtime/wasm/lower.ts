/**
 * A graph becomes steps: an implementation is chosen for each node, every value gets a place in the layout that its maker
 * gives and its readers need, and the implementations write their steps, with steps between where layouts differ. What has
 * no kernel here is an error that lists every such node. Chooses no addresses.
 */
import type { TensorType } from "../../ops/operation.ts";
import type { Algorithms, MemoryUse, PlanRequest, Precision } from "../backend.ts";
import { chooseImplementations, type Choice } from "./choose-implementations.ts";
import { asPlain, blockedTensor, type Border, channelsOf, largestBorder, noBorder, type PlacedTensor, plainTensor } from "./placed-tensor.ts";
import { beginScan, endScan } from "./lower-scan.ts";
import { nodeReport, partReport } from "./report.ts";
import { optimise } from "./rewrite/optimise.ts";
import { StepWriter } from "./step-writer.ts";
import type { StepKind, StepList } from "./step.ts";
import { operandsOf, type PlanNode } from "./plan-graph.ts";

export interface LowerOptions {
  readonly threads: number;
  /** The most rows of a product of tiles. */
  readonly tileRows: number;
  readonly algorithms?: Algorithms;
  readonly precision?: Precision | undefined;
  readonly memory?: MemoryUse | undefined;
  /** Multiply-accumulates of a run from which on threads share it, and so the rounds of its loops; none where left out. */
  readonly leastWork?: number;
}

export function lower({ graph, types: given, parameters }: PlanRequest, options: LowerOptions): StepList {
  const { planned, types } = optimise(graph, given);
  const choices = chooseImplementations(planned, types, parameters, options);
  const lowering = new GraphLowering(types, choices, new StepWriter(options.threads), options.leastWork ?? 0);
  const inputs = planned.inputs.map(({ value }) => lowering.input(value));
  for (const choice of choices) lowering.node(choice);
  const outputs = planned.outputs.map(({ name, value }) => lowering.output(name, value));
  const { steps, loops, threads } = lowering.writer;
  return { steps, loops, inputs, outputs, threads, tileRows: options.tileRows };
}

class GraphLowering {
  readonly writer: StepWriter;
  readonly #leastWork: number;
  readonly #types: readonly TensorType<number>[];
  readonly #borders: ReadonlyMap<number, Border>;
  readonly #parts: ReadonlyMap<number, Part>;
  /** Where each value was made. */
  readonly #made = new Map<number, PlacedTensor>();
  /** Where it was converted to. */
  readonly #plain = new Map<number, PlacedTensor>();
  readonly #blocked = new Map<number, PlacedTensor>();

  constructor(types: readonly TensorType<number>[], choices: readonly Choice[], writer: StepWriter, leastWork: number) {
    this.#leastWork = leastWork;
    this.writer = writer;
    this.#types = types;
    this.#borders = neededBorders(choices);
    this.#parts = partsOfWholes(choices);
  }

  input(value: number): PlacedTensor {
    const tensor = plainTensor(this.#shape(value));
    this.#made.set(value, tensor);
    return tensor;
  }

  node({ node, implementation }: Choice): void {
    const operands = operandsOf(node).map((value, index) => (implementation.operands[index] === "plain" ? this.#asPlain(value, node) : this.#asBlocked(value, node)));
    if (node.scan !== undefined) return this.#scan(node, operands);
    const { steps } = this.writer;
    const bordered = steps.length;
    const output = this.#place(node, implementation.output, operands);
    const first = steps.length;
    implementation.emit({
      operands,
      output,
      step: (kind, words) => this.writer.add(
        { kind, early: steps.length === first && first > bordered, words, report: partReport(node, implementation.algorithm, this.#shape(node.value)) },
        { reads: operands, writes: [output] },
      ),
    });
    if (steps.length > first) this.writer.reportLast(nodeReport(node, implementation.algorithm, this.#types));
  }

  #scan(node: PlanNode, operands: readonly PlacedTensor[]): void {
    if (node.scan === "begin") {
      for (const [value, tensor] of beginScan(node, operands, this.#types, this.writer)) this.#made.set(value, tensor);
      return;
    }
    const { states } = node.body!;
    const before = states.map((state) => this.#made.get(state.before)!);
    this.#made.set(node.value, endScan(node, operands, before, this.#types, this.writer, this.#leastWork));
    states.forEach(({ last }, index) => this.#made.set(last, before[index]!));
  }

  output(name: string, value: number): PlacedTensor {
    return this.#asPlain(value, { path: name, operations: ["output"] });
  }

  #shape(value: number): readonly number[] {
    return this.#types[value]!.shape;
  }

  /** Where the node's result will be; clears the border around it where there is one. */
  #place(node: PlanNode, output: Choice["implementation"]["output"], operands: readonly PlacedTensor[]): PlacedTensor {
    const shape = this.#shape(node.value);
    const tensor = output === "blocked" ? this.#placeBlocked(node.value, node)
      : output === "plain" ? plainTensor(shape)
        : output === "view" ? plainTensor(shape, operands[0]!.region, operands[0]!.origin)
          : plainTensor(shape, output);
    this.#made.set(node.value, tensor);
    return tensor;
  }

  /** In a larger tensor where it will be a part of one; that is made with its first part. */
  #placeBlocked(value: number, reader: Reader): PlacedTensor {
    const known = this.#made.get(value);
    if (known !== undefined) return known;
    const part = this.#parts.get(value);
    if (part !== undefined) {
      const tensor = channelsOf(this.#placeBlocked(part.whole, reader), part.plane, this.#channels(value));
      this.#made.set(value, tensor);
      return tensor;
    }
    const tensor = blockedTensor(this.#shape(value), this.#borders.get(value) ?? noBorder);
    this.#made.set(value, tensor);
    this.#clearBorder(tensor, reader, this.#shape(value));
    return tensor;
  }

  #channels(value: number): number {
    return this.#shape(value).at(-3)!;
  }

  #clearBorder(tensor: PlacedTensor, reader: Reader, shape: readonly number[]): void {
    const { top, left, bottom, right } = tensor.border;
    if (top + left + bottom + right > 0) this.#convert("zeroBorder", "border", plainTensor([1]), tensor, reader, shape);
  }

  #asPlain(value: number, reader: Reader): PlacedTensor {
    const made = this.#made.get(value)!;
    if (!made.blocked) return made;
    const shape = this.#shape(value);
    const known = this.#plain.get(value) ?? asPlain(made, shape);
    if (known !== undefined) return known;
    const tensor = plainTensor(shape);
    this.#plain.set(value, tensor);
    this.#convert("toPlain", "to plain", tensor, made, reader, shape);
    return tensor;
  }

  #asBlocked(value: number, reader: Reader): PlacedTensor {
    const made = this.#made.get(value)!;
    const known = made.blocked ? made : this.#blocked.get(value);
    if (known !== undefined) return known;
    const shape = this.#shape(value);
    const tensor = blockedTensor(shape, this.#borders.get(value) ?? noBorder);
    this.#blocked.set(value, tensor);
    const steps = this.writer.steps.length;
    this.#clearBorder(tensor, reader, shape);
    this.#convert("toBlocked", "to blocked", made, tensor, reader, shape, this.writer.steps.length > steps);
    return tensor;
  }

  #convert(kind: StepKind, algorithm: string, plain: PlacedTensor, blocked: PlacedTensor, reader: Reader, shape: readonly number[], early = false): void {
    const { images, channels, height, width, border: { top, left, bottom, right } } = blocked;
    // A border is not touched by anyone but readers, who wait for what it is around.
    const touched = kind === "zeroBorder" ? { reads: [], writes: [] } : kind === "toPlain" ? { reads: [blocked], writes: [plain] } : { reads: [plain], writes: [blocked] };
    this.writer.add({
      kind,
      early,
      words: (at) => [
        kind === "zeroBorder" ? 0 : at(plain.region) + plain.origin, at(blocked.region) + blocked.origin,
        blocked.rowBytes, blocked.planeBytes, blocked.imageBytes, images, channels, height, width, top, left, bottom, right,
      ],
      report: partReport(reader, algorithm, shape),
    }, touched);
  }
}

/** What a step is for. */
type Reader = Pick<PlanNode, "path" | "operations">;

interface Part {
  /** The value that holds it. */
  readonly whole: number;
  /** Its first plane there. */
  readonly plane: number;
}

/** The border that all readers of a value need together; a part's is that of the tensor which holds it. */
function neededBorders(choices: readonly Choice[]): ReadonlyMap<number, Border> {
  const parts = partsOfWholes(choices);
  const outermost = (value: number): number => {
    for (let part = parts.get(value); part !== undefined; part = parts.get(value)) value = part.whole;
    return value;
  };
  const borders = new Map<number, Border>();
  for (const { node, implementation } of choices) {
    operandsOf(node).forEach((operand, index) => {
      const border = implementation.operands[index]!;
      if (border === "plain") return;
      const value = outermost(operand);
      borders.set(value, largestBorder([border, borders.get(value) ?? noBorder]));
    });
  }
  return borders;
}

/** Values that are made in place in the one that joins them: each at most once, and only what is made blocked. */
function partsOfWholes(choices: readonly Choice[]): ReadonlyMap<number, Part> {
  const madeBlocked = new Set(choices.filter(({ implementation }) => implementation.output === "blocked").map(({ node }) => node.value));
  const parts = new Map<number, Part>();
  for (const { node, implementation } of choices) {
    implementation.parts?.forEach((plane, index) => {
      const value = node.inputs[index]!;
      if (madeBlocked.has(value) && !parts.has(value)) parts.set(value, { whole: node.value, plane });
    });
  }
  return parts;
}
