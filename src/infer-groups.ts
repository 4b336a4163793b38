/**
 * Linked diagrams -> programs, group by group: diagrams that use each other, directly or not, are one group. A group that
 * is linked as it was before gives what it gave before, so that a change of one file costs no more than what uses it.
 */
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Diagram } from "./ir/diagram.ts";
import type { LinkedDiagram } from "./ir/linked.ts";
import type { Program } from "./ir/program.ts";
import { inferShapes, type InferRequest, type InferResult } from "./4-infer/infer-shapes.ts";

interface KnownGroup {
  readonly traits: readonly unknown[];
  readonly result: InferResult;
}

/** By the first diagram of the group. */
const knownGroups = new WeakMap<Diagram, KnownGroup>();

export function inferGroups(request: InferRequest): InferResult {
  const programs = new Map<Diagram, Program>();
  const diagnostics: Diagnostic[] = [];
  for (const group of groupsOf(request.linked)) {
    const result = inferGroup({ ...request, linked: group });
    for (const [diagram, program] of result.programs) programs.set(diagram, program);
    for (const diagnostic of result.diagnostics) diagnostics.push(diagnostic);
  }
  return { programs, diagnostics };
}

function inferGroup(request: InferRequest): InferResult {
  const [first] = request.linked;
  const traits = traitsOf(request);
  const known = knownGroups.get(first!.diagram);
  if (known !== undefined && known.traits.length === traits.length && known.traits.every((trait, index) => trait === traits[index])) return known.result;
  const result = inferShapes(request);
  knownGroups.set(first!.diagram, { traits, result });
  return result;
}

/** All that inference depends on: what each word stands for decides the rest of a linked diagram, its own text apart. */
function traitsOf({ linked, models, set }: InferRequest): readonly unknown[] {
  const traits: unknown[] = [JSON.stringify([...set])];
  for (const { diagram, nodes } of linked) {
    traits.push(diagram, models.has(diagram), nodes.length);
    for (const { meaning } of nodes) {
      traits.push(meaning.kind);
      if (meaning.kind === "layer") traits.push(meaning.entry, meaning.word.text);
      if (meaning.kind === "block") traits.push(meaning.block.diagram, meaning.word.text);
    }
  }
  return traits;
}

/** Each in the order of the list, as are the groups by their first. */
function groupsOf(linked: readonly LinkedDiagram[]): readonly (readonly LinkedDiagram[])[] {
  const neighbours = new Map<LinkedDiagram, LinkedDiagram[]>(linked.map((each) => [each, []]));
  for (const each of linked) {
    for (const { meaning } of each.nodes) {
      if (meaning.kind !== "block") continue;
      neighbours.get(each)!.push(meaning.block);
      neighbours.get(meaning.block)?.push(each);
    }
  }
  const groupOf = new Map<LinkedDiagram, number>();
  const groups: LinkedDiagram[][] = [];
  for (const each of linked) {
    if (!groupOf.has(each)) markGroup(each, groups.push([]) - 1, neighbours, groupOf);
    groups[groupOf.get(each)!]!.push(each);
  }
  return groups;
}

function markGroup(start: LinkedDiagram, group: number, neighbours: ReadonlyMap<LinkedDiagram, readonly LinkedDiagram[]>, groupOf: Map<LinkedDiagram, number>): void {
  const pending = [start];
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    if (groupOf.has(each)) continue;
    groupOf.set(each, group);
    for (const other of neighbours.get(each) ?? []) pending.push(other);
  }
}
