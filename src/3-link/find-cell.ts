/**
 * Whether a diagram is a recurrent cell: one that takes inputs at `[t]` and states at `[t-1]`, each followed by its
 * own `[t]`. Says which state has no successor.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportExpression } from "../diagnostics/rules/expression.ts";
import type { Cell, CellState, LinkedNode } from "../ir/linked.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { previousStep, type NodeNames } from "./node-names.ts";

/** `declared` are all nodes in order of declaration, `inputs` those without an edge in. */
export function findCell(declared: readonly LinkedNode[], inputs: readonly LinkedNode[], names: NodeNames): { readonly cell: Cell | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const nameOf = ({ node }: LinkedNode) => names.nameOf(node);
  const previous = inputs.filter((node) => previousStep(nameOf(node)) !== undefined);
  if (previous.length === 0) return { cell: undefined, diagnostics: [] };
  const made = declared.filter((node) => !inputs.includes(node));
  const diagnostics: Diagnostic[] = [];
  const states = previous.flatMap((node): CellState[] => {
    const name = previousStep(nameOf(node))!;
    const next = made.find((candidate) => nameOf(candidate) === `${name}[t]`);
    if (next !== undefined) return [{ name, previous: node, next }];
    const nearest = nearestName(`${name}[t]`, made.map(nameOf).filter((other) => other.startsWith(`${name}[`)));
    const meant = made.find((candidate) => nameOf(candidate) === nearest);
    const related = meant === undefined ? [] : [{ span: meant.span, message: { en: `\`${nearest}\` is drawn here`, zh: `\`${nearest}\` 画在这里` } }];
    diagnostics.push(reportExpression("state-without-successor", node.span, { name, nearest }, { related }));
    return [];
  });
  const complete = diagnostics.length === 0;
  return { cell: complete ? { sequences: inputs.filter((node) => !previous.includes(node)), states } : undefined, diagnostics };
}
