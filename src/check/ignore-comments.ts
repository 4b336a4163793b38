/**
 * A file's text -> the comments in it by which its user passes over findings: `// dot2model-ignore RULE, RULE: REASON`,
 * with `#` or in a block comment as well, and as an HTML comment in Markdown; `dot2model-ignore-file` counts for the whole file.
 * Says which range each counts for; what it passes over is for apply-ignores.ts.
 */
import { findRegions } from "../1-read/find-graphs.ts";
import { DotScanner } from "../1-read/scan-dot.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { SourceFile, Span } from "../ir/source.ts";

/** Of offsets, half open. */
interface Range {
  readonly start: number;
  readonly end: number;
}

export interface IgnoredRule {
  readonly name: string;
  readonly span: Span;
}

export interface IgnoreComment {
  /** The comment with its marks. */
  readonly span: Span;
  readonly rules: readonly IgnoredRule[];
  readonly hasReason: boolean;
  readonly isFile: boolean;
  /** Where findings start that it passes over. */
  readonly covers: Range;
}

const mark = "dot2model-ignore";
const comment = /(?:\/\/|#|\/\*|<!--)[ \t]*dot2model-ignore(-file)?(?![\w-])[^\r\n]*/g;
const closes: Readonly<Record<string, string>> = { "/*": "*/", "<!": "-->" };

/** In the order of the text. */
export function findIgnores(file: SourceFile, diagrams: readonly Diagram[]): readonly IgnoreComment[] {
  if (!file.text.includes(mark)) return [];
  const graphs = outermost([...findRegions(file).filter(({ kind }) => kind === "dot"), ...diagrams.map(({ span }) => span)]);
  const strings = graphs.flatMap((graph) => stringsWithMarks(file, graph));
  const fences = fencedBlocks(file.text);
  return [...file.text.matchAll(comment)].flatMap((match) => {
    const isHtml = match[0].startsWith("<!");
    const isComment = isHtml
      ? !holds(graphs, match.index) && !holds(fences, match.index) && isAlone(file.text, match.index)
      : holds(graphs, match.index) && !holds(strings, match.index);
    return isComment ? [readComment(file, match, isHtml ? graphs : undefined)] : [];
  });
}

/** In order; none within another. */
function outermost(ranges: readonly Range[]): readonly Range[] {
  const kept: Range[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= (kept.at(-1)?.end ?? 0)) kept.push({ start, end });
  }
  return kept;
}

/** Of ranges in order that do not overlap. */
function holds(ranges: readonly Range[], offset: number): boolean {
  return (ranges[countUpTo(ranges, offset) - 1]?.end ?? 0) > offset;
}

/** How many of them start at the offset or before. */
function countUpTo(ranges: readonly Range[], offset: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Quoted texts in DOT that have the mark in them: those are no comments. */
function stringsWithMarks(file: SourceFile, { start, end }: Range): readonly Range[] {
  if (!file.text.slice(start, end).includes(mark)) return [];
  const scanner = new DotScanner(file, start, end);
  const found: Range[] = [];
  for (let token = scanner.next(); token.kind !== "end"; token = scanner.next()) {
    if ((token.kind === "string" || token.kind === "html") && file.text.slice(token.start, token.end).includes(mark)) found.push(token);
  }
  return found;
}

/** Markdown's blocks of code, which may show a comment that is none. */
function fencedBlocks(text: string): readonly Range[] {
  const blocks: Range[] = [];
  let open: { readonly fence: string; readonly start: number } | undefined;
  for (const { 1: fence = "", index } of text.matchAll(/^[ \t]*(`{3,}|~{3,})[^\n]*$/gm)) {
    if (open === undefined) open = { fence, start: index };
    else if (fence.startsWith(open.fence)) {
      blocks.push({ start: open.start, end: index });
      open = undefined;
    }
  }
  return open === undefined ? blocks : [...blocks, { start: open.start, end: text.length }];
}

/** Whether nothing else stands on its line. */
function isAlone(text: string, start: number, end: number = lineEnd(text, start)): boolean {
  return text.slice(lineStart(text, start), start).trim() === "" && text.slice(end, lineEnd(text, end)).trim() === "";
}

/** `graphs` are given for an HTML comment, which counts for the one that follows it. */
function readComment(file: SourceFile, match: RegExpExecArray, graphs: readonly Range[] | undefined): IgnoreComment {
  const { text } = file;
  const [whole, isFile] = match;
  const start = match.index;
  const close = closes[whole.slice(0, 2)];
  const closeAt = close === undefined ? -1 : whole.indexOf(close);
  const end = start + (closeAt < 0 ? whole.trimEnd().length : closeAt + close!.length);
  const bodyStart = start + whole.indexOf(mark) + mark.length + (isFile ?? "").length;
  const body = text.slice(bodyStart, closeAt < 0 ? end : start + closeAt);
  const colon = body.search(/[:：]/);
  const names = colon < 0 ? body : body.slice(0, colon);
  const rules = [...names.matchAll(/[^\s,，]+/g)].map(({ 0: name, index }): IgnoredRule => ({ name, span: { file, start: bodyStart + index, end: bodyStart + index + name.length } }));
  const covered = () => (graphs === undefined ? coveredStatement(file, start, end) : coveredGraph(text, end, graphs));
  const covers = isFile === undefined ? covered() : { start: 0, end: text.length + 1 };
  return { span: { file, start, end }, rules, hasReason: colon >= 0 && body.slice(colon + 1).trim() !== "", isFile: isFile !== undefined, covers };
}

/** Behind a statement, its line; alone, the next line that is more than a comment. Either with all that begins on it. */
function coveredStatement(file: SourceFile, start: number, end: number): Range {
  const { text } = file;
  if (!isAlone(text, start, end)) return statementFrom(file, lineStart(text, start));
  let at = lineEnd(text, end) + 1;
  while (at < text.length && /^\s*(?:$|\/\/|#|\/\*[^\n]*\*\/\s*$)/.test(text.slice(at, lineEnd(text, at)))) at = lineEnd(text, at) + 1;
  return statementFrom(file, at);
}

/** No statement that a person writes is longer. */
const longestStatement = 10_000;

/** A line, and as far as strings and attribute lists go on that begin on it. */
function statementFrom(file: SourceFile, start: number): Range {
  const scanner = new DotScanner(file, start, Math.min(file.text.length, start + longestStatement));
  let end = lineEnd(file.text, start);
  let depth = 0;
  for (let token = scanner.next(); token.kind !== "end" && (token.start <= end || depth > 0); token = scanner.next()) {
    if (token.kind === "mark" && token.text === "[") depth++;
    if (token.kind === "mark" && token.text === "]") depth--;
    if (token.kind === "mark" && "{};".includes(token.text)) depth = 0;
    end = Math.max(end, lineEnd(file.text, token.end));
  }
  return { start, end: end + 1 };
}

/** UTF-16 units of blank lines and a fence. */
const farthestGraph = 1000;

/** The graph that begins on the next line, or in the fenced block that does. */
function coveredGraph(text: string, end: number, graphs: readonly Range[]): Range {
  const next = graphs[countUpTo(graphs, end)];
  const none = { start: end, end };
  if (next === undefined || next.start - end > farthestGraph) return none;
  const lines = text.slice(end, next.start).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.length === 0 || (lines.length === 1 && /^(?:`{3,}|~{3,})/.test(lines[0]!)) ? next : none;
}

export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset of the line feed, or of the text's end. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at;
}
