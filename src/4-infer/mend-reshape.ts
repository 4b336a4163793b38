/**
 * What would make a reshape of another number of elements right, each on its own: the size that arrives, here and
 * where the layer behind takes the one written; or an image of a size that gives the one written.
 */
import type { Edit, Fix } from "../diagnostics/diagnostic.ts";
import type { Dimension } from "../ir/dimension.ts";
import type { Argument } from "../ir/label.ts";
import type { LinkedNode } from "../ir/linked.ts";
import { sourceOf, type Scope } from "./scope.ts";

/** `found` elements arrive, `wanted` are written; the batch apart. */
export function mendReshape(node: LinkedNode, written: Argument | undefined, found: Dimension, wanted: Dimension, scope: Scope): readonly Fix[] {
  const [arriving, claimed] = [scope.solver.valueOf(found), scope.solver.valueOf(wanted)];
  if (arriving === undefined || claimed === undefined) return [];
  return [...writeArriving(node, written, arriving, claimed, scope), ...resizeInput(node, arriving, claimed, scope)];
}

/** A flat target (`reshape([4096])`) is written anew; of several sizes none is known to be the wrong one. */
function writeArriving(node: LinkedNode, written: Argument | undefined, arriving: number, claimed: number, scope: Scope): readonly Fix[] {
  const items = written?.value.kind === "list" ? written.value.items : [];
  const sizes = items.filter(({ value }) => !(value.kind === "name" && value.name === "BatchSize"));
  if (sizes.length !== 1) return [];
  const taking = takers(node, claimed, scope);
  const edits: Edit[] = [sizes[0]!, ...taking.map(({ size }) => size)].map(({ value: { span } }) => ({ span, text: String(arriving) }));
  const layers = taking.map(({ name }) => name);
  const title = layers.length === 0
    ? { en: `Write ${arriving}`, zh: `写作 ${arriving}` }
    : { en: `Write ${arriving} here and as In of ${layers.join(", ")}`, zh: `此处与 ${layers.join("、")} 的 In 都写作 ${arriving}` };
  return [{ title, edits, preferred: true, unsafe: true }];
}

/** The linear layers right behind that say they take the size written. */
function takers(node: LinkedNode, claimed: number, scope: Scope): readonly { readonly name: string; readonly size: Argument }[] {
  return scope.linked.nodes.flatMap(({ inputs, meaning }) => {
    if (!inputs.includes(node) || meaning.kind !== "layer" || meaning.entry.operation.name !== "linear") return [];
    const given = meaning.label.arguments;
    const positional = given.filter(({ key }) => key === undefined);
    const size = given.find(({ key }) => key?.text.toLowerCase() === "in") ?? (positional.length === 2 ? positional[0] : undefined);
    return size !== undefined && scope.solver.valueOf(scope.evaluate(size.value)) === claimed ? [{ name: sourceOf(meaning.label.words[0]!), size }] : [];
  });
}

/** A square image drawn as the diagram's own input may be meant smaller or larger. */
function resizeInput(node: LinkedNode, arriving: number, claimed: number, scope: Scope): readonly Fix[] {
  const [input] = node.inputs;
  const shape = input?.inputs.length === 0 && input.meaning.kind === "featureMap" ? input.meaning.label?.shape : undefined;
  const sides = ["w", "h"].map((name) => shape?.find(({ key }) => key?.text.toLowerCase() === name));
  const [width, height] = sides.map((side) => (side === undefined ? undefined : scope.solver.valueOf(scope.evaluate(side.value))));
  if (width === undefined || height === undefined || width !== height) return [];
  const side = Math.sqrt((claimed * width * height) / arriving);
  if (!Number.isInteger(side)) return [];
  const edits = sides.map((drawn) => ({ span: drawn!.value.span, text: String(side) }));
  return [{ title: { en: `Draw the input as ${side}x${side}`, zh: `把输入画作 ${side}x${side}` }, edits, preferred: false, unsafe: true }];
}
