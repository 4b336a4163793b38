/**
 * The index of a repeat has whatever name stands behind its `#`. One that is nearly the repeated word, or nearly what
 * drawers call a turn, is a slip for it.
 */
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Argument, DimensionSyntax, WordLabel } from "../ir/label.ts";
import { namesInSize, partsOfSize } from "../2-interpret/names-in-label.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import type { Scope } from "./scope.ts";

const usual = ["Layer", "Block", "Cell", "Step", "Turn", "Index"];

/** Shorter names are near to everything. */
const shortest = 4;

/** A slip has a letter wrong, or two of them change places. */
const mostLetters = 2;

export function warnIndexNames({ words, count, arguments: given }: WordLabel, scope: Scope): void {
  const stem = words.at(-1)!.text;
  const counted = count === undefined ? [] : namesInSize(count).map(({ name }) => name.replace(/^(Num|N)(?=\p{Lu})/u, ""));
  const known = [...new Set([stem, ...stem.split(/(?=\p{Lu})/u), ...counted, ...usual])];
  for (const { name, span } of given.flatMap(indexesIn)) {
    const written = name.slice(1);
    if (written.length < shortest || known.some((word) => singular(word) === singular(written))) continue;
    const meant = nearestName(written, known.filter((word) => word.length >= shortest), mostLetters);
    if (meant === undefined) continue;
    const title = { en: `Write \`#${meant}\``, zh: `写作 \`#${meant}\`` };
    scope.tell(reportInfer("index-name", span, { name, meant: `#${meant}` }, { fixes: [{ title, edits: [{ span, text: `#${meant}` }], preferred: true }] }));
  }
}

function singular(word: string): string {
  return word.toLowerCase().replace(/s$/, "");
}

function indexesIn({ value }: Argument): readonly (DimensionSyntax & { kind: "index" })[] {
  const found: (DimensionSyntax & { kind: "index" })[] = [];
  const pending: DimensionSyntax[] = [value];
  for (let syntax = pending.pop(); syntax !== undefined; syntax = pending.pop()) {
    if (syntax.kind === "index") found.push(syntax);
    pending.push(...partsOfSize(syntax));
  }
  return found;
}
