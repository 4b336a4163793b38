/** Nodes without a label that have an attribute with nearly that name: Graphviz passes it over, and shows the id. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Attribute, Diagram } from "../ir/diagram.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";

const meant = "label";

/** Attributes of Graphviz whose names are as near. */
const others: ReadonlySet<string> = new Set(["xlabel"]);

const mostLetters = 2;

export function misspeltLabels({ nodes }: Diagram): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const { attributes } of nodes) {
    if (attributes.has(meant)) continue;
    for (const attribute of attributes.values()) {
      if (others.has(attribute.name) || nearestName(attribute.name, [meant], mostLetters) === undefined) continue;
      const span = placeOfName(attribute);
      const fixes = [{ title: { en: `Write \`${meant}\``, zh: `写作 \`${meant}\`` }, edits: [{ span, text: meant }], preferred: true }];
      found.set(span.start, reportLink("misspelt-label", span, { name: attribute.name }, { fixes }));
    }
  }
  return [...found.values()];
}

/** Before its value: between them stand an equals sign, blanks and comments at most, so the last such text is the name. */
function placeOfName({ name, value: { span } }: Attribute): Span {
  const start = span.file.text.lastIndexOf(name, span.start);
  return start < 0 ? span : { file: span.file, start, end: start + name.length };
}
