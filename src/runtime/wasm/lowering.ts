/**
 * How an operation is computed here: what each file of lower/ gives. A lowering says in which ways a node can be computed,
 * the best one first; the way that is taken then writes its steps. Knows no addresses, and no other nodes.
 */
import type { MemoryUse, Precision } from "../backend.ts";
import type { TensorType } from "../../ops/operation.ts";
import type { PlanNode } from "./plan-graph.ts";
import type { AddressOf, Border, PlacedTensor } from "./placed-tensor.ts";
import type { FilledRegion } from "./region.ts";
import type { StepKind } from "./step.ts";

export interface NodeToLower {
  readonly node: PlanNode;
  /** Of the inputs, then of the residual. */
  readonly operands: readonly TensorType<number>[];
  /** Whether each operand is blocked where it is made; the others are plain. */
  readonly blocked: readonly boolean[];
  readonly output: TensorType<number>;
  readonly threads: number;
  /** The most rows of a product of tiles. */
  readonly tileRows: number;
  /** Whether the graph may be run step by step as well: a sum's order then does not depend on how many rows there are. */
  readonly isStepped: boolean;
  /** How the weights of linear layers are to be stored. */
  readonly precision?: Precision | undefined;
  readonly memory?: MemoryUse | undefined;
  /** A parameter of the node's (or of a node joined with it), by PyTorch's own name; undefined where it has none. */
  readonly parameter: (name: string, of?: PlanNode["norm"]) => Parameter | undefined;
}

interface Parameter {
  /** Its full name. */
  readonly name: string;
  readonly data: () => Float32Array;
}

export interface Implementation {
  /** As `explain` shows it, and as the option `algorithms` asks for it. */
  readonly algorithm: string;
  /** How each operand is wanted: plain, or blocked with at least this border. What is made otherwise is converted before. */
  readonly operands: readonly ("plain" | Border)[];
  /** `view`: the first operand's memory under another shape; a region: what the node gives is a parameter. */
  readonly output: "plain" | "blocked" | "view" | FilledRegion;
  /** Planes of the blocked output at which operands may be made in place, so that they need not be copied there. */
  readonly parts?: readonly number[];
  /** Whether the node's pool is done too: the output is the pool's. */
  readonly pools?: boolean;
  readonly emit: (emission: Emission) => void;
}

interface Emission {
  /** As the implementation wants them. */
  readonly operands: readonly PlacedTensor[];
  readonly output: PlacedTensor;
  /** Adds a step: the words after the first two, `early` among them. */
  readonly step: (kind: StepKind, words: (at: AddressOf) => readonly number[]) => void;
}

/** Ways to compute the node, the best first; or why there is none, to follow "has no kernel for …". */
export type Lowering = (node: NodeToLower) => readonly Implementation[];
