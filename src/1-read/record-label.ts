/**
 * The label of a record (`{a|<p> b}`) -> its fields' texts in order, one to a line, as Graphviz takes them apart (parse_reclbl
 * in lib/common/shapes.c). Ports are dropped; escapes other than the record's own stay for the label.
 */
import type { MappedText } from "../ir/source.ts";
import { TextBuilder } from "./text-builder.ts";

/** What a field has so far. */
interface Field {
  hasText: boolean;
  hasFields: boolean;
  hasPort: boolean;
  inPort: boolean;
}

const newField = (): Field => ({ hasText: false, hasFields: false, hasPort: false, inPort: false });

/** Undefined for a label that Graphviz rejects ("bad label format"): brackets that don't match, text beside a group. */
export function recordText(label: MappedText): MappedText | undefined {
  const { value } = label;
  const builder = new TextBuilder(value.length);
  let depth = 0;
  let field = newField();
  for (let at = 0; at < value.length; at++) {
    const unit = value.charAt(at);
    if (unit === "{") {
      if (field.hasText || field.hasFields || field.hasPort) return undefined;
      depth++;
    } else if (unit === "}" || unit === "|") {
      if (field.inPort) return undefined;
      // Graphviz stops at a brace too many, and draws what it has.
      if (unit === "}" && depth-- === 0) return builder.build(label.span);
      field = { ...newField(), hasFields: unit === "}" };
      breakLine(builder, label, at);
    } else if (unit === "<") {
      if (field.hasFields || field.hasPort) return undefined;
      field.hasPort = field.inPort = true;
    } else if (unit === ">") {
      if (!field.inPort) return undefined;
      field.inPort = false;
    } else {
      const length = escapeLength(value, at);
      if (field.hasFields && unit !== " ") return undefined;
      if (!field.inPort) copyText(builder, label, at, length);
      field.hasText ||= !field.inPort && unit !== " ";
      at += length - 1;
    }
  }
  return depth === 0 && !field.inPort ? builder.build(label.span) : undefined;
}

/** A backslash and what it protects are one. */
function escapeLength(value: string, at: number): number {
  return value.charAt(at) === "\\" && at + 1 < value.length ? 2 : 1;
}

function copyText(builder: TextBuilder, label: MappedText, at: number, length: number): void {
  if (length === 2 && "{}|<> ".includes(label.value.charAt(at + 1))) {
    builder.push(label.value.charCodeAt(at + 1), label.startOf(at) ?? 0, label.endOf(at + 1) ?? 0);
    return;
  }
  for (let i = at; i < at + length; i++) builder.copy(label, i);
}

function breakLine(builder: TextBuilder, label: MappedText, at: number): void {
  // Blanks behind a group are no field.
  while (builder.last === 0x20) builder.pop();
  if (builder.length > 0 && builder.last !== 0x0a) builder.push(0x0a, label.startOf(at) ?? 0, label.endOf(at) ?? 0);
}
