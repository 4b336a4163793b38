/** A key that a layer does not have: what it is called here, or that it may go, since it says what is so anyway. */
import type { Fix } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Argument } from "../ir/label.ts";
import type { Span } from "../ir/source.ts";
import type { LabelForm } from "../ops/label-form.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { sourceOf, type Scope } from "./scope.ts";

/** Says of a key that the layer has not which is meant, where one is. */
export function tellUnknownKey(layer: string, argument: Argument, form: LabelForm, scope: Scope): false {
  const { key } = argument;
  const keys = Object.keys(form.keys);
  const written = key!.text.toLowerCase();
  const begins = (text: string, start: string) => text.toLowerCase().startsWith(start.toLowerCase());
  const nearest = keys.find((candidate) => form.keys[candidate]!.elsewhere?.includes(written)) ?? nearestName(written, keys) ?? keys.find((candidate) => begins(written, candidate)) ?? keys.find((candidate) => written.length > 1 && begins(candidate, written));
  const fixes: Fix[] = nearest === undefined ? [] : [{ title: { en: `Write \`${nearest}\``, zh: `写作 \`${nearest}\`` }, edits: [{ span: key!.span, text: nearest }], preferred: true }];
  if (nearest === undefined && saysNothing(argument)) fixes.push({ title: { en: "Remove it", zh: "删去它" }, edits: [{ span: withComma(argument.span), text: "" }], preferred: true });
  scope.tell(reportInfer("unknown-key", key!.span, { layer, key: key!.text, keys, nearest, isActivation: /^activation$/i.test(key!.text) }, { fixes }));
  return false;
}

/** What PyTorch prints of layers and is so anyway, in lower case; `inplace` says where the result is put, whatever its value. */
const impliedValues: ReadonlyMap<string, string> = new Map([
  ["dilation", "1"], ["ceil_mode", "false"], ["return_indices", "false"], ["count_include_pad", "true"], ["padding_mode", "zeros"],
  ["affine", "true"], ["elementwise_affine", "true"], ["track_running_stats", "true"], ["end_dim", "-1"], ["mode", "nearest"],
]);

function saysNothing({ key, value }: Argument): boolean {
  const written = key!.text.toLowerCase();
  // A pair in brackets says what its number does.
  return written === "inplace" || impliedValues.get(written) === sourceOf(value).slice(0, longestGap).replace(/^\((.*?)(?:,\s*\1)?\)$/, "$1").toLowerCase();
}

/** An argument with the comma that parts it from the others. */
function withComma(span: Span): Span {
  const { text } = span.file;
  const blanks = String.raw`(?:\s|\\[nlr])*`;
  const before = new RegExp(`,${blanks}$`).exec(text.slice(Math.max(0, span.start - longestGap), span.start))?.[0].length ?? 0;
  const after = before > 0 ? 0 : new RegExp(`^${blanks},${blanks}`).exec(text.slice(span.end, span.end + longestGap))?.[0].length ?? 0;
  return { ...span, start: span.start - before, end: span.end + after };
}

/** Between two arguments, in characters. */
const longestGap = 40;
