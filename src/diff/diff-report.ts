/** What changed between two versions of diagrams, as plain data: what `diff` prints as JSON and renders as text. */
import type { ElementType } from "../ops/operation.ts";
import type { FlatValue, Shape, Size } from "./flat-model.ts";

export interface DiffReport {
  /** Whether anything at all changed. */
  readonly changed: boolean;
  /** Whether weights of the old do not load into the new, or programs that use the old cannot use the new. */
  readonly breaking: boolean;
  readonly models: readonly ModelDiff[];
}

export type ModelDiff = ComparedModel | SingleModel;

/** One that only one side has, or that has errors on a side and so cannot be compared. */
interface SingleModel {
  readonly status: "added" | "removed" | "refused";
  readonly name: string;
}

export interface ComparedModel {
  readonly status: "same" | "changed";
  readonly name: { readonly old: string; readonly new: string };
  /** Removed nodes stand where they were in the order of execution. */
  readonly nodes: readonly NodeChange[];
  /** Counts of repeats that are open. */
  readonly repeats: readonly { readonly path: string; readonly old: Size; readonly new: Size }[];
  readonly weights: WeightsDiff;
  readonly interface: InterfaceDiff;
  readonly figures: { readonly old: Figures; readonly new: Figures };
}

export interface Figures {
  /** Learned numbers; where sizes are open, an expression, or left out where none tells it. */
  readonly parameters?: Size;
  /** For a batch of 1; left out, as all that follow, where sizes are open. */
  readonly macs?: number;
  readonly weightBytes?: number;
  readonly peakActivationBytes?: number;
}

/** The most that happened to a node; what else did is told beside it. */
export type NodeChangeKind = "added" | "removed" | "renamed" | "changed" | "rewired" | "reshaped";

export interface NodeChange {
  readonly kind: NodeChangeKind;
  /** In the new model; of a removed node, in the old. */
  readonly path: string;
  /** The path's node ids and turns of repeats. */
  readonly parts: readonly string[];
  /** Of an added or removed node: the outermost block, repeat or turn of which every node came or went with it. */
  readonly block?: string;
  /** Of a renamed node. */
  readonly oldPath?: string;
  readonly oldParts?: readonly string[];
  readonly operation: string;
  /** Where it differs, as all that is called old. */
  readonly oldOperation?: string;
  /** Those that differ; of an added or removed node, all that are not the operation's defaults. */
  readonly attributes: readonly AttributeChange[];
  /** Paths of what the node takes. */
  readonly inputs: readonly string[];
  /** As the new model calls them, where it has them. */
  readonly oldInputs?: readonly string[];
  readonly shape: Shape;
  readonly oldShape?: Shape;
}

export interface Change<T> {
  readonly old: T;
  readonly new: T;
}

export interface AttributeChange {
  readonly name: string;
  /** Left out where the operation has no such attribute on that side. */
  readonly old?: FlatValue;
  readonly new?: FlatValue;
}

export interface WeightsDiff {
  /** Whether a safetensors file of the old model loads into the new, with nothing missing and nothing left over. */
  readonly verdict: "compatible" | "breaking";
  readonly changes: readonly ParameterChange[];
  /** Names of the old file's tensors and those under which the new model has them, of the same shape. */
  readonly renames: readonly Change<string>[];
  /** Whether the file loads once its tensors are renamed so. */
  readonly renamesSuffice: boolean;
}

export interface ParameterChange {
  /** `repeated`: an open repeat holds it another number of times. */
  readonly kind: "added" | "removed" | "renamed" | "reshaped" | "repeated";
  /** In the new model; of a removed parameter, in the old. */
  readonly name: string;
  /** The parts of the path of the node that holds it, and the parameter's own name. */
  readonly parts: readonly string[];
  readonly oldName?: string;
  readonly oldParts?: readonly string[];
  readonly shape: Shape;
  readonly oldShape?: Shape;
  /** How often each open repeat around it holds it. */
  readonly times: Shape;
  readonly oldTimes?: Shape;
}

export interface InterfaceDiff {
  /** Whether a program that uses the old module can use the new one as it is. */
  readonly verdict: "compatible" | "breaking";
  readonly changes: readonly InterfaceChange[];
}

export interface InterfaceChange {
  readonly what: "model" | "input" | "output" | "option";
  readonly kind: "added" | "removed" | "renamed" | "changed";
  readonly name: string;
  readonly oldName?: string;
  /** Of an input or output. */
  readonly element?: ElementType;
  readonly oldElement?: ElementType;
  readonly shape?: Shape;
  readonly oldShape?: Shape;
  readonly breaking: boolean;
}
