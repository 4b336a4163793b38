/**
 * An HTML label -> the text that it shows: tags dropped, `<BR/>` and the borders of cells, rows and tables as line breaks,
 * entities decoded. It doesn't check the HTML: what Graphviz would refuse is read as well as it goes.
 */
import type { MappedText } from "../ir/source.ts";
import { entityAt } from "./entities.ts";
import { TextBuilder } from "./text-builder.ts";

const BREAKS = /^\/?(?:br|td|th|tr|table|hr)\b/i;

export function htmlText(label: MappedText): MappedText {
  const { value } = label;
  const builder = new TextBuilder(value.length);
  for (let at = 0; at < value.length; ) at = value.charAt(at) === "<" ? tag(builder, label, at) : character(builder, label, at);
  return builder.build(label.span);
}

/** The offset after the tag or comment at `at`. */
function tag(builder: TextBuilder, label: MappedText, at: number): number {
  const { value } = label;
  const comment = value.startsWith("<!--", at);
  const close = comment ? value.indexOf("-->", at) : tagEnd(value, at);
  if (close < 0) return value.length;
  const name = value.slice(at + 1, at + 10);
  const isBreak = !comment && BREAKS.test(name);
  // Every <BR/> counts; the borders of cells that touch are one.
  if (isBreak && (/^br/i.test(name) || (builder.length > 0 && builder.last !== 0x0a))) {
    builder.push(0x0a, label.startOf(at) ?? 0, label.endOf(close) ?? 0);
  }
  return close + (comment ? 3 : 1);
}

/** The offset of the `>` that ends the tag: quoted attribute values may hold others. */
function tagEnd(value: string, at: number): number {
  let quote = "";
  for (let i = at; i < value.length; i++) {
    const unit = value.charAt(i);
    if (unit === quote) quote = "";
    else if (quote === "" && (unit === '"' || unit === "'")) quote = unit;
    else if (quote === "" && unit === ">") return i;
  }
  return value.indexOf(">", at);
}

function character(builder: TextBuilder, label: MappedText, at: number): number {
  const entity = label.value.charAt(at) === "&" ? entityAt(label.value, at) : undefined;
  if (entity) {
    const next = at + entity.length;
    builder.pushText(entity.character, label.startOf(at) ?? 0, label.endOf(next - 1) ?? 0);
    return next;
  }
  // Graphviz drops control characters here, line breaks among them.
  if (label.value.charCodeAt(at) >= 0x20) builder.copy(label, at);
  return at + 1;
}
