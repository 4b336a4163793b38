/**
 * What the compiler makes of a broken diagram, judged by rules that are strict on purpose:
 *
 * - reported: a new finding stands at the break. Its span touches the broken part, or what the part holds together (the
 *   other bracket, the ends of an edge and their declarations; where something was taken away, the words on both
 *   sides), and lies within the same label where the part stands in one. What decides sizes or tells instances apart
 *   has a partner, and the compiler cannot know which of the two is wrong: there it also counts if the finding stands at
 *   the partner, and a related place of it, or a step of the size's way, is the label that holds the broken part. The
 *   partner of a digraph's name is the call that no longer finds it: a related place must be the name itself.
 * - elsewhere: there are new findings, and none of them is at the break.
 * - right again: there is no new finding, and the drawing is a valid network by itself. Its models have as many inputs,
 *   outputs, options and claims as they had (what they are called is the drawer's to choose), and each describes itself, at
 *   several sizes of its options, without a contradiction: shape rules and claims are then computed with numbers, by
 *   the runtime.
 * - missed: there is no new finding, and the drawing is no such network.
 */
import { compile, describeProgram, type CompileResult, type Diagnostic, type Program, type SourceFile, type Span } from "../../src/index.ts";
import type { Mutant } from "./break-part.ts";
import type { PartKind, Range } from "./find-parts.ts";

export type Verdict = "reported" | "elsewhere" | "right again" | "missed";

export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: readonly Diagnostic[];
}

/** A diagram with those that use it and those that it uses, as they are drawn. */
export interface Family {
  readonly files: readonly SourceFile[];
  readonly result: CompileResult;
}

/** Kinds that have a partner: they decide sizes, or tell instances apart. */
const hasPartner: ReadonlySet<PartKind> = new Set(["size", "dimension", "operator", "key", "flag", "index", "layer", "suffix", "equals"]);

export function readFamily(files: readonly SourceFile[]): Family {
  return { files, result: compile(files, { all: true }) };
}

export function judgeMutant(family: Family, file: SourceFile, mutant: Mutant): Judgement {
  const broken = { path: file.path, text: mutant.text };
  const result = compile(family.files.map((other) => (other === file ? broken : other)), { all: true });
  const before = new Set(family.result.diagnostics.map((diagnostic) => keyOf(diagnostic, (at, of) => (of.path === file.path && at >= mutant.replaced.end ? at + mutant.length - (mutant.replaced.end - mutant.replaced.start) : at))));
  const findings = result.diagnostics.filter((diagnostic) => !before.has(keyOf(diagnostic, (at) => at)));
  const verdict = findings.some((finding) => isAtBreak(finding, broken.path, mutant)) ? "reported"
    : findings.length > 0 ? "elsewhere"
    : isRightAgain(family.result, result) ? "right again" : "missed";
  return { verdict, findings };
}

function keyOf({ rule, span }: Diagnostic, moved: (at: number, of: SourceFile) => number): string {
  return `${rule} ${span.file.path} ${moved(span.start, span.file)} ${moved(span.end, span.file)}`;
}

function isAtBreak({ span, related, trace = [] }: Diagnostic, path: string, { kind, places, label }: Mutant): boolean {
  const isIn = (outer: Range) => span.start >= outer.start - 1 && span.end <= outer.end + 1;
  if (span.file.path === path && places.some((place) => touches(span, place)) && (label === undefined || isIn(label))) return true;
  if (kind === "digraph") return related.some((other) => other.span.file.path === path && places.some((place) => touches(other.span, place)));
  if (!hasPartner.has(kind) || label === undefined) return false;
  return [...related, ...trace].some((other) => other.span.file.path === path && touches(other.span, label));
}

function touches(span: Span | Range, place: Range): boolean {
  return span.start <= place.end && place.start <= span.end;
}

/** Sizes for options, even so that halves are whole, and different so that none stands for another by chance. */
const samples = [
  [12, 8, 20, 16, 24, 4, 28],
  [6, 10, 14, 18, 22, 26, 2],
];

function isRightAgain(before: CompileResult, after: CompileResult): boolean {
  return before.models.every(({ name, program }, index) => {
    const now = after.models[index]?.program;
    if (program === undefined || now === undefined) return program === now;
    return samples.every((sizes) => {
      const drawn = outlineOf(program, sizes);
      if (drawn === undefined) throw new Error(`${name} contradicts itself before anything is broken`);
      return drawn === outlineOf(now, sizes);
    });
  });
}

/** How many inputs, outputs, options and claims there are; undefined where the model contradicts itself. */
function outlineOf(program: Program, sizes: readonly number[]): string | undefined {
  const options = program.options.toSorted();
  const given = Object.fromEntries(options.map((option, index) => [option, option === "CompRate" ? 0.5 : sizes[index]!]));
  try {
    const { inputs, outputs } = describeProgram(program, given);
    const claims = program.functions.flatMap(({ statements }) => statements).filter((statement) => statement.kind === "apply" && statement.operation.name === "featureMap");
    return JSON.stringify([inputs.length, outputs.length, options.length, claims.length]);
  } catch {
    return undefined;
  }
}
