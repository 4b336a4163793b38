/**
 * What programs see of a model: its name, which the module's function has, its inputs, its outputs, and the sizes
 * that are given at create. Another output takes nothing from anybody; every other change needs a change there.
 */
import { isSameList } from "./compare-nodes.ts";
import type { InterfaceChange, InterfaceDiff } from "./diff-report.ts";
import type { FlatInput, FlatModel, FlatOutput } from "./flat-model.ts";
import type { Matching } from "./match-nodes.ts";

export function compareInterface(before: FlatModel, after: FlatModel, matching: Matching): InterfaceDiff {
  const changes: readonly InterfaceChange[] = [
    ...(before.name === after.name ? [] : [{ what: "model", kind: "renamed", name: after.name, oldName: before.name, breaking: true } as const]),
    ...compareTensors("input", before.inputs, after.inputs, new Map(after.inputs.flatMap(({ name }) => pairOf(name, matching.toOld.get(name))))),
    ...compareTensors("output", before.outputs, after.outputs, matchOutputs(before.outputs, after.outputs, matching)),
    ...compareOptions(before.options, after.options),
  ];
  return { verdict: changes.some(({ breaking }) => breaking) ? "breaking" : "compatible", changes };
}

function pairOf(name: string, oldName: string | undefined): readonly (readonly [string, string])[] {
  return oldName === undefined ? [] : [[name, oldName]];
}

/** From new names to old: the same one, else that of the output which the same node gives. */
function matchOutputs(before: readonly FlatOutput[], after: readonly FlatOutput[], { toOld }: Matching): ReadonlyMap<string, string> {
  const names = new Set(before.map(({ name }) => name));
  const matched = new Map(after.filter(({ name }) => names.has(name)).map(({ name }) => [name, name]));
  const bySource = new Map(before.filter(({ name }) => !matched.has(name)).map(({ name, source }) => [source, name]));
  for (const { name, source } of after) {
    const oldName = bySource.get(toOld.get(source) ?? "");
    if (matched.has(name) || oldName === undefined) continue;
    matched.set(name, oldName);
    bySource.delete(toOld.get(source)!);
  }
  return matched;
}

function compareTensors(what: "input" | "output", before: readonly FlatInput[], after: readonly FlatInput[], toOld: ReadonlyMap<string, string>): readonly InterfaceChange[] {
  const olds = new Map(before.map((tensor) => [tensor.name, tensor]));
  const kept = new Set(toOld.values());
  return [
    ...after.flatMap((tensor): readonly InterfaceChange[] => {
      const { name, element, shape } = tensor;
      const old = olds.get(toOld.get(name) ?? "");
      return !toOld.has(name) || old === undefined ? [{ what, kind: "added", name, element, shape, breaking: what === "input" }] : compareTensor(what, old, tensor);
    }),
    ...before.filter(({ name }) => !kept.has(name)).map(({ name, element, shape }) => ({ what, kind: "removed", name, element, shape, breaking: true }) as const),
  ];
}

function compareTensor(what: "input" | "output", old: FlatInput, { name, element, shape }: FlatInput): readonly InterfaceChange[] {
  const isRenamed = old.name !== name;
  const isReshaped = !isSameList(old.shape, shape);
  if (!isRenamed && !isReshaped && old.element === element) return [];
  return [{
    what,
    kind: isRenamed ? "renamed" : "changed",
    name,
    ...(isRenamed ? { oldName: old.name } : {}),
    element,
    ...(old.element === element ? {} : { oldElement: old.element }),
    shape,
    ...(isReshaped ? { oldShape: old.shape } : {}),
    breaking: true,
  }];
}

function compareOptions(before: readonly string[], after: readonly string[]): readonly InterfaceChange[] {
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => ({ what: "option", kind: "added", name, breaking: true }) as const),
    ...before.filter((name) => !after.includes(name)).map((name) => ({ what: "option", kind: "removed", name, breaking: true }) as const),
  ];
}
