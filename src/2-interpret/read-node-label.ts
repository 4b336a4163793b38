/** A node -> its label. A node drawn without a label shows its id, and is read as if that were written. */
import { labelText } from "../1-read/label-text.ts";
import type { Diagram, DiagramNode } from "../ir/diagram.ts";
import type { Label } from "../ir/label.ts";
import type { MappedText } from "../ir/source.ts";
import { interpretLabel } from "./interpret-label.ts";

export function readNodeLabel(node: DiagramNode, diagram: Diagram): Label {
  const text = labelText(node, diagram);
  return text === undefined || text.value === "" ? interpretLabel(idText(node), true) : interpretLabel(text, false);
}

/** The id as a text of which every unit stands where the node is first named. */
function idText({ id, span }: DiagramNode): MappedText {
  return { value: id, span, startOf: () => span.start, endOf: () => span.end };
}
