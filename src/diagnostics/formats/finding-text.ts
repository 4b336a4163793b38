/** A finding as plain text, for formats that have one field for all of it: the message, then a line for each other place, step and repair. */
import type { Diagnostic, Fix, Language, Related } from "../diagnostic.ts";
import { printable } from "../printable.ts";
import type { SourcePlaces } from "../source-places.ts";
import { bracketed, word } from "../words.ts";
import { reportedPath } from "./report-request.ts";

export function findingText({ message, related, trace = [], fixes }: Diagnostic, language: Language, places: SourcePlaces): string {
  const other = ({ span, message }: Related) => {
    const { line, column } = places.place(span);
    return `${reportedPath(span.file.path)}:${line}:${column}: ${message[language]}`;
  };
  const lines = [
    message[language],
    ...related.map(other),
    ...(trace.length === 0 ? [] : [`${word("way", language)}:`, ...trace.map(other)]),
    ...fixes.map((fix) => `${word("help", language)}: ${fixText(fix, language)}`),
  ];
  return lines.map(oneLine).join("\n");
}

function fixText({ title, unsafe }: Fix, language: Language): string {
  return `${title[language]}${unsafe ? bracketed(word("changesNetwork", language), language) : ""}`;
}

/** Names in messages may hold anything. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, " ");
}
