/** `Input (3x32x32)`: sizes behind an input or output word that are no shape, since they stand in no square brackets. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLabel } from "../diagnostics/rules/interpret.ts";
import { mappedSpan, type MappedText } from "../ir/source.ts";
import type { LabelToken } from "./scan-label.ts";
import { batchDimension, batchWords } from "./vocabulary.ts";

/** Below it a single number may count inputs. */
const leastAlone = { inBrackets: 10, bare: 16 };

/** Channels of pictures are this many at most, where one of three sizes stands out. */
const mostColours = 4;

/** The remark that can only be meant as a shape. `tokens` are those behind the word. */
export function shapeRemark(label: MappedText, tokens: readonly LabelToken[]): Diagnostic | undefined {
  const isClosed = tokens[0]?.text === "(" && tokens.at(-1)?.text === ")";
  const inner = isClosed ? tokens.slice(1, -1) : tokens;
  const listed = batchWords.has(inner[0]?.text.toLowerCase() ?? "") && inner[1]?.text === "," ? inner.slice(2) : inner;
  if (listed.length % 2 === 0 || !listed.every((token, index) => (index % 2 === 0 ? isSize(token) : token.text === "," || token.kind === "times"))) return undefined;
  const sizes = listed.flatMap(({ kind, text }) => (kind === "number" ? [text] : []));
  if (sizes.length === 1 && Number(sizes[0]) < (isClosed ? leastAlone.inBrackets : leastAlone.bare)) return undefined;
  const span = mappedSpan(label, tokens[0]!.start, tokens.at(-1)!.end);
  const { shape, isCertain } = shapeOf(sizes);
  const fixes = [{ title: { en: `Write \`${shape}\``, zh: `写作 \`${shape}\`` }, edits: [{ span, text: shape }], preferred: isCertain }];
  return reportLabel("shape-remark", span, { text: label.value.slice(tokens[0]!.start, tokens.at(-1)!.end), shape }, { fixes });
}

export function isShapeRemark({ rule }: Diagnostic): boolean {
  return rule === "shape-remark";
}

function isSize({ kind, text }: LabelToken): boolean {
  return kind === "number" && /^[1-9]\d*$/.test(text);
}

/** The first size of a bracket that is a batch under another name: `x: [N, 64, 56, 56]`. */
export function foreignBatch(label: MappedText, tokens: readonly LabelToken[]) {
  const open = tokens.findIndex(({ text }) => text === "[" || text === "(");
  const [first, comma] = [tokens[open + 1], tokens[open + 2]];
  if (open < 1 || first === undefined || comma?.text !== "," || !batchWords.has(first.text.toLowerCase())) return undefined;
  return mappedSpan(label, first.start, first.end);
}

/** Of three sizes the odd small one is C: first as PyTorch has it, or last as files of pictures do. */
function shapeOf(sizes: readonly string[]): { readonly shape: string; readonly isCertain: boolean } {
  const [a, b, c] = sizes;
  const write = (...axes: readonly string[]) => `[${[batchDimension, ...axes].join(", ")}]`;
  if (a === undefined || b === undefined || c === undefined || sizes.length > 3) return { shape: write(...sizes), isCertain: sizes.length === 1 };
  const isColours = (size: string, others: readonly string[]) => Number(size) <= mostColours && others.every((other) => Number(other) > mostColours);
  if (isColours(c, [a, b])) return { shape: write(`H=${a}`, `W=${b}`, `C=${c}`), isCertain: a === b };
  return { shape: write(`C=${a}`, `H=${b}`, `W=${c}`), isCertain: b === c && isColours(a, [b, c]) };
}
