/** An input that is drawn as (N, H, W, C), as files of pictures and TensorFlow have it, in front of a layer that takes (N, C, H, W). */
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Argument } from "../ir/label.ts";
import type { LinkedNode } from "../ir/linked.ts";
import { sourceOf, type Scope } from "./scope.ts";

/** Pictures have as many channels at most. */
const mostColours = 4;

/** `shape` as it is written. */
export function warnChannelsLast(shape: readonly Argument[], node: LinkedNode, scope: Scope): void {
  const [height, width, channels] = shape.slice(1).map(({ key, value }) => (key === undefined && value.kind === "number" ? Number(value.text) : NaN));
  if (shape.length !== 4 || !(height! > mostColours && width! > mostColours && channels! <= mostColours)) return;
  if (!scope.linked.nodes.some(({ meaning, inputs }) => meaning.kind === "layer" && meaning.entry.label?.axes === "spatial" && inputs.includes(node))) return;
  const [, ...axes] = shape;
  const [first, last] = [axes[0]!, axes[2]!];
  const written = axes.map((axis) => sourceOf(axis)) as [string, string, string];
  const fixes = [{ title: { en: "Name the axes H, W and C", zh: "把各轴命名为 H、W、C" }, edits: axes.map(({ span }, index) => ({ span: { ...span, end: span.start }, text: `${"HWC"[index]!}=` })), preferred: false }];
  scope.tell(reportInfer("channels-last", { ...first.span, end: last.span.end }, { written }, { fixes }));
}
