/**
 * Nodes without a label that have an attribute with nearly that name: Graphviz passes it over, and shows the id. Where the
 * id says nothing, this is the error, and not that it is no layer.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Attribute, Diagram, DiagramNode } from "../ir/diagram.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";

const meant = "label";

/** Attributes of Graphviz whose names are as near. */
const others: ReadonlySet<string> = new Set(["xlabel"]);

const mostLetters = 2;

export function misspeltLabels({ nodes }: Diagram, isUnknown: (node: DiagramNode) => boolean): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const node of nodes) {
    const { attributes } = node;
    if (attributes.has(meant)) continue;
    for (const attribute of attributes.values()) {
      if (!isNearlyLabel(attribute)) continue;
      const span = placeOfName(attribute);
      const fixes = [{ title: { en: `Write \`${meant}\``, zh: `写作 \`${meant}\`` }, edits: [{ span, text: meant }], preferred: true }];
      const told = reportLink("misspelt-label", span, { name: attribute.name }, { fixes });
      if (isUnknown(node)) found.set(span.start, { ...told, severity: "error" });
      else if (!found.has(span.start)) found.set(span.start, told);
    }
  }
  return [...found.values()];
}

function isNearlyLabel({ name }: Attribute): boolean {
  return !others.has(name) && nearestName(name, [meant], mostLetters) !== undefined;
}

export function hasMisspeltLabel({ attributes }: DiagramNode): boolean {
  return !attributes.has(meant) && [...attributes.values()].some(isNearlyLabel);
}

/** Before its value: between them stand an equals sign, blanks and comments at most, so the last such text is the name. */
function placeOfName({ name, value: { span } }: Attribute): Span {
  const start = span.file.text.lastIndexOf(name, span.start);
  return start < 0 ? span : { file: span.file, start, end: start + name.length };
}
