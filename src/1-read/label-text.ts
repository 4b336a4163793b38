/**
 * A node's label -> the text that a reader of the drawing sees, on its lines, with full-width forms read as ASCII and
 * blanks as one. Every character keeps its place in the file. It doesn't know what a label can mean.
 */
import type { Diagram, DiagramNode } from "../ir/diagram.ts";
import type { MappedText } from "../ir/source.ts";
import { entityAt } from "./entities.ts";
import { toHalfWidth } from "./full-width.ts";
import { htmlText } from "./html-label.ts";
import { recordText } from "./record-label.ts";
import { TextBuilder } from "./text-builder.ts";

export { isFullWidthAt } from "./full-width.ts";

/** Undefined where the node shows its own id: without a label, or with one that says the same. */
export function labelText(node: DiagramNode, diagram: Diagram): MappedText | undefined {
  const label = node.attributes.get("label");
  if (!label || (label.value.value === "\\N" && !label.html)) return undefined;
  const shown = label.html ? htmlText(label.value) : plainText(label.value, node, diagram);
  const text = tidy(shown);
  return text.value === node.id ? undefined : text;
}

function plainText(label: MappedText, node: DiagramNode, diagram: Diagram): MappedText {
  const shape = node.attributes.get("shape")?.value.value;
  const isRecord = shape === "record" || shape === "Mrecord";
  // Of a record that Graphviz rejects, all is text.
  const text = (isRecord ? recordText(label) : undefined) ?? label;
  // In Graphviz's order: what a name or an entity brings in is decoded further.
  return resolveEscapes(decodeEntities(insertNames(text, node.id, diagram.name ?? "")));
}

function insertNames(text: MappedText, node: string, graph: string): MappedText {
  if (!/\\[NG]/.test(text.value)) return text;
  const builder = new TextBuilder(text.value.length);
  for (let at = 0; at < text.value.length; at++) {
    const after = text.value.charAt(at) === "\\" ? text.value.charAt(at + 1) : "";
    if (after === "N" || after === "G") builder.pushText(after === "N" ? node : graph, text.startOf(at) ?? 0, text.endOf(++at) ?? 0);
    else {
      builder.copy(text, at);
      if (after === "\\") builder.copy(text, ++at);
    }
  }
  return builder.build(text.span);
}

function decodeEntities(text: MappedText): MappedText {
  if (!text.value.includes("&")) return text;
  const builder = new TextBuilder(text.value.length);
  for (let at = 0; at < text.value.length; ) {
    const entity = text.value.charAt(at) === "&" ? entityAt(text.value, at) : undefined;
    if (entity) builder.pushText(entity.character, text.startOf(at) ?? 0, text.endOf(at + entity.length - 1) ?? 0);
    else builder.copy(text, at);
    at += entity?.length ?? 1;
  }
  return builder.build(text.span);
}

/** `\n`, `\l` and `\r` end a line; a backslash before anything else leaves that. */
function resolveEscapes(text: MappedText): MappedText {
  if (!text.value.includes("\\")) return text;
  const builder = new TextBuilder(text.value.length);
  for (let at = 0; at < text.value.length; at++) {
    if (text.value.charAt(at) !== "\\") builder.copy(text, at);
    else if (at + 1 < text.value.length) {
      const start = text.startOf(at++) ?? 0;
      const unit = "nlr".includes(text.value.charAt(at)) ? 0x0a : text.value.charCodeAt(at);
      builder.push(unit, start, text.endOf(at) ?? 0);
    }
  }
  return builder.build(text.span);
}

const LINE_BREAK = /[\n\u2028\u2029]/;
const BLANK = /\s/;
/** Zero-width characters, which no reader sees. */
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/;

function kindOf(unit: number): "visible" | "blank" | "line break" | "invisible" {
  if (unit > 0x20 && unit < 0x7f) return "visible";
  const character = String.fromCharCode(unit);
  if (LINE_BREAK.test(character)) return "line break";
  if (INVISIBLE.test(character)) return "invisible";
  return BLANK.test(character) ? "blank" : "visible";
}

/** Visible ASCII with single blanks between: most labels. */
const TIDY = /^[!-~]+(?: [!-~]+)*$/;

/** Runs of blanks become one, none stand at the ends of lines, no line breaks at the ends of the text. */
function tidy(text: MappedText): MappedText {
  if (TIDY.test(text.value)) return text;
  const builder = new TextBuilder(text.value.length);
  let blank = -1;
  for (let at = 0; at < text.value.length; at++) {
    const unit = toHalfWidth(text.value.charCodeAt(at));
    const [start, end] = [text.startOf(at) ?? 0, text.endOf(at) ?? 0];
    const kind = kindOf(unit);
    if (kind === "line break") {
      if (builder.length > 0) builder.push(0x0a, start, end);
      blank = -1;
    } else if (kind === "blank") blank = blank < 0 ? at : blank;
    else if (kind === "visible") {
      if (blank >= 0 && builder.length > 0 && builder.last !== 0x0a) builder.push(0x20, text.startOf(blank) ?? 0, text.endOf(blank) ?? 0);
      builder.push(unit, start, end);
      blank = -1;
    }
  }
  while (builder.last === 0x0a) builder.pop();
  return builder.build(text.span);
}
