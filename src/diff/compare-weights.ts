/**
 * Whether a file of the old model's weights loads into the new one. Loading is strict: every parameter is there, in
 * its shape, and nothing else is. A counter of batches may be missing, and may not be left over.
 */
import { isSameList } from "./compare-nodes.ts";
import type { Change, ParameterChange, WeightsDiff } from "./diff-report.ts";
import type { FlatModel, FlatParameter } from "./flat-model.ts";
import type { Matching } from "./match-nodes.ts";

interface Held extends FlatParameter {
  readonly parts: readonly string[];
}

export function compareWeights(before: FlatModel, after: FlatModel, matching: Matching): WeightsDiff {
  const olds = new Map(heldBy(before).map((parameter) => [parameter.name, parameter]));
  const oldNames = renamedParameters(before, after, matching);
  const movedAway = new Set(oldNames.values());
  const taken = new Set<string>();
  const changes: ParameterChange[] = [];
  for (const parameter of heldBy(after)) {
    const oldName = oldNames.get(parameter.name) ?? (movedAway.has(parameter.name) ? undefined : parameter.name);
    const old = oldName === undefined ? undefined : olds.get(oldName);
    if (old !== undefined) taken.add(old.name);
    const change = old === undefined ? wholeParameter("added", parameter) : compareParameter(old, parameter);
    if (change !== undefined) changes.push(change);
  }
  for (const [name, parameter] of olds) if (!taken.has(name)) changes.push(wholeParameter("removed", parameter));
  const counters = new Set(heldBy(after).filter(({ element }) => element === "int64").map(({ name }) => name));
  const breaking = changes.filter(({ kind, name }) => !(kind === "added" && counters.has(name)));
  const renames: readonly Change<string>[] = changes.flatMap(({ kind, oldName, name }) => (kind === "renamed" && oldName !== undefined ? [{ old: oldName, new: name }] : []));
  return {
    verdict: breaking.length === 0 ? "compatible" : "breaking",
    changes,
    renames,
    renamesSuffice: renames.length > 0 && breaking.every(({ kind }) => kind === "renamed"),
  };
}

function heldBy({ nodes }: FlatModel): readonly Held[] {
  return nodes.flatMap(({ parts, parameters }) => parameters.map((parameter) => ({ ...parameter, parts: parameter.own === "" ? parts : [...parts, parameter.own] })));
}

/** From names in the new model to those in the old, where the node that holds them has another path. */
function renamedParameters(before: FlatModel, after: FlatModel, { toOld }: Matching): ReadonlyMap<string, string> {
  const names = new Map(before.nodes.map(({ path, parameters }) => [path, new Map(parameters.map(({ own, name }) => [own, name]))]));
  return new Map(after.nodes.flatMap(({ path, parameters }) => {
    const oldPath = toOld.get(path);
    if (oldPath === undefined || oldPath === path) return [];
    return parameters.flatMap(({ own, name }) => {
      const oldName = names.get(oldPath)?.get(own);
      return oldName === undefined ? [] : [[name, oldName] as const];
    });
  }));
}

function wholeParameter(kind: "added" | "removed", { name, parts, shape, times }: Held): ParameterChange {
  return { kind, name, parts, shape, times };
}

function compareParameter(old: Held, { name, parts, shape, element, times }: Held): ParameterChange | undefined {
  const isRenamed = old.name !== name;
  const isReshaped = !isSameList(old.shape, shape) || old.element !== element;
  const isRepeated = !isSameList(old.times, times);
  if (!isRenamed && !isReshaped && !isRepeated) return undefined;
  return {
    kind: isRepeated ? "repeated" : isReshaped ? "reshaped" : "renamed",
    name, parts,
    ...(isRenamed ? { oldName: old.name, oldParts: old.parts } : {}),
    shape,
    ...(isReshaped ? { oldShape: old.shape } : {}),
    times,
    ...(isRepeated ? { oldTimes: old.times } : {}),
  };
}
