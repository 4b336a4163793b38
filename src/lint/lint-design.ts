/**
 * Linked diagrams -> what is suspicious in how their networks are built, though it can be computed. Shapes are not asked,
 * so that a diagram with mistakes elsewhere is looked at too. Which of these rules count is for the caller to say.
 */
import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import { reportLint } from "../diagnostics/rules/lint.ts";
import type { LinkedDiagram } from "../ir/linked.ts";
import type { Role } from "../ops/label-form.ts";
import { checkCell, checkDepth } from "./check-name.ts";
import { SuccessionFinder, type Meeting, type Member, type Succession } from "./find-successions.ts";
import { nameOf, nameSpan } from "./layers.ts";
import { findUselessBiases } from "./useless-bias.ts";
import type { Sizes } from "./value-of.ts";

type SuccessionRule = "missing-activation" | "repeated-activation" | "early-softmax" | "dropout-before-batch-norm";

const among = (...roles: readonly Role[]) => (role: Role | undefined) => role !== undefined && roles.includes(role);

const successions: readonly (Succession & { readonly rule: SuccessionRule })[] = [
  { rule: "missing-activation", first: "weighted", second: "weighted", passes: among("normalization", "regularization", "resampling", "view") },
  { rule: "repeated-activation", first: "activation", second: "activation", passes: among("regularization", "resampling", "view") },
  { rule: "early-softmax", first: "distribution", second: "weighted", passes: (role) => role !== "weighted" },
  { rule: "dropout-before-batch-norm", first: "regularization", second: "normalization", passes: among("activation", "resampling", "view") },
];

/** Each diagram's own findings, warnings all, in order of place. `sizes` are values of names that are set from outside. */
export function lintDesign(diagrams: readonly LinkedDiagram[], sizes: Sizes = new Map()): readonly Diagnostic[] {
  const finders = successions.map((succession) => ({ rule: succession.rule, finder: new SuccessionFinder(succession) }));
  return diagrams.flatMap((diagram) => [
    ...finders.flatMap(({ rule, finder }) => finder.meetingsIn(diagram).map((meeting) => reportMeeting(rule, meeting))),
    ...findUselessBiases(diagram),
    ...checkDepth(diagram, sizes),
    ...checkCell(diagram),
  ].toSorted((a, b) => a.span.start - b.span.start));
}

/** At the second of the two, but for a softmax, which is itself the one out of place. */
function reportMeeting(rule: SuccessionRule, { first, second }: Meeting): Diagnostic {
  const [told, other] = rule === "early-softmax" ? [first, second] : [second, first];
  const related = [...insideBlock(told), { span: nameSpan(other.node), message: { en: `\`${fullName(other)}\` stands here`, zh: `\`${fullName(other)}\` 在这里` } }, ...insideBlock(other)];
  return reportLint(rule, nameSpan(told.node), { first: fullName(first), second: fullName(second), turns: first.node === second.node }, { related });
}

/** `ConvBlock1.Conv2D#1` for a layer in a block. */
function fullName({ node, layer }: Member): string {
  return node === layer ? nameOf(layer) : `${nameOf(node)}.${nameOf(layer)}`;
}

function insideBlock({ node, layer }: Member): readonly Related[] {
  if (node === layer) return [];
  const name = nameOf(layer);
  return [{ span: nameSpan(layer), message: { en: `\`${name}\`, in the block`, zh: `块中的 \`${name}\`` } }];
}
