/** Two compiled sets of models -> what changed from the old to the new. Reads nothing and prints nothing. */
import type { Program } from "../ir/program.ts";
import { compareInterface } from "./compare-interface.ts";
import { compareNodes } from "./compare-nodes.ts";
import { compareWeights } from "./compare-weights.ts";
import type { ComparedModel, DiffReport, Figures, ModelDiff } from "./diff-report.ts";
import type { FlatModel } from "./flat-model.ts";
import { flattenProgram } from "./flatten-program.ts";
import { matchNodes } from "./match-nodes.ts";
import { Symbols } from "./symbols.ts";

export interface DiffedModel {
  readonly name: string;
  /** Undefined where the diagram has errors. */
  readonly program: Program | undefined;
  /** What a run costs, where every size is given. */
  readonly costs?: Omit<Figures, "parameters">;
}

/** Models are compared by their names; where each side has one alone, these are compared. */
export function diffModels(before: readonly DiffedModel[], after: readonly DiffedModel[]): DiffReport {
  const models = pairModels(before, after).map(([old, made]) => diffPair(old, made));
  return {
    changed: models.some(({ status }) => status !== "same"),
    breaking: models.some((model) => model.status === "removed" || ("weights" in model && (model.weights.verdict === "breaking" || model.interface.verdict === "breaking"))),
    models,
  };
}

type Pair = readonly [old: DiffedModel | undefined, made: DiffedModel | undefined];

function pairModels(before: readonly DiffedModel[], after: readonly DiffedModel[]): readonly Pair[] {
  if (before.length === 1 && after.length === 1) return [[before[0], after[0]]];
  const olds = new Map(before.map((model) => [model.name, model]));
  const names = new Set(after.map(({ name }) => name));
  return [...after.map((made): Pair => [olds.get(made.name), made]), ...before.filter(({ name }) => !names.has(name)).map((old): Pair => [old, undefined])];
}

function diffPair(old: DiffedModel | undefined, made: DiffedModel | undefined): ModelDiff {
  const name = (made ?? old)!.name;
  if (old === undefined || made === undefined) return { status: old === undefined ? "added" : "removed", name };
  if (old.program === undefined || made.program === undefined) return { status: "refused", name };
  const symbols = new Symbols();
  const [before, after] = [flattenProgram(old.program, symbols), flattenProgram(made.program, symbols)];
  const matching = matchNodes(before, after);
  const compared = {
    name: { old: old.name, new: made.name },
    nodes: compareNodes(before, after, matching),
    repeats: compareRepeats(before, after),
    weights: compareWeights(before, after, matching),
    interface: compareInterface(before, after, matching),
    figures: { old: figuresOf(before, old), new: figuresOf(after, made) },
  };
  const isSame = [compared.nodes, compared.repeats, compared.weights.changes, compared.interface.changes].every((changes) => changes.length === 0);
  return { status: isSame ? "same" : "changed", ...compared };
}

function figuresOf({ parameterCount }: FlatModel, { costs }: DiffedModel): Figures {
  return { ...(parameterCount === undefined ? {} : { parameters: parameterCount }), ...costs };
}

/** Of those that both have; what only one has shows in its nodes. */
function compareRepeats(before: FlatModel, after: FlatModel): ComparedModel["repeats"] {
  const counts = new Map(before.repeats.map(({ path, count }) => [path, count]));
  return after.repeats.flatMap(({ path, count }) => {
    const old = counts.get(path);
    return old === undefined || old === count ? [] : [{ path, old, new: count }];
  });
}
