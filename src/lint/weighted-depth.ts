/**
 * A linked diagram -> how many layers with weights lie on its longest way from an input to an output, blocks and repeats
 * counted: what the numbers in names such as VGG16, ResNet18 and DenseNet121 count. A shortcut beside two convolutions so
 * counts for nothing.
 */
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import { bindArguments } from "../3-link/formals.ts";
import { namesInLabel } from "../2-interpret/names-in-label.ts";
import { repeatOf, roleOf } from "./layers.ts";
import { valueOf, type Sizes } from "./value-of.ts";

/** Blocks that call blocks with other sizes each time can multiply beyond counting. */
const mostCalls = 10_000;

/** NaN where it is not known: a node of unknown meaning, a count that the sizes leave open, a loop. */
export function weightedDepth(diagram: LinkedDiagram, sizes: Sizes): number {
  return new DepthCounter().depthOf(diagram, sizes);
}

class DepthCounter {
  private calls = 0;

  /** Blocks are nested as deep as the linker lets them be. */
  depthOf(diagram: LinkedDiagram, given: Sizes): number {
    this.calls += 1;
    if (diagram.hasLoop || this.calls > mostCalls) return NaN;
    const sizes = withOwnSizes(diagram, given);
    const depths = new Map<LinkedNode, number>();
    for (const node of diagram.nodes) {
      const before = node.inputs.reduce((most, input) => Math.max(most, depths.get(input)!), 0);
      depths.set(node, before + this.ownDepth(node, sizes));
    }
    return diagram.outputs.reduce((most, output) => Math.max(most, depths.get(output)!), 0);
  }

  private ownDepth(node: LinkedNode, sizes: Sizes): number {
    const { meaning } = node;
    if (meaning.kind === "unknown") return NaN;
    const once = meaning.kind === "block" ? this.depthOf(meaning.block, argumentSizes(meaning, sizes)) : roleOf(node) === "weighted" ? 1 : 0;
    const count = repeatOf(node);
    return once === 0 || count === undefined ? once : once * valueOf(count, sizes);
  }
}

/** With the values that labels give to names (`NFeature(768)`). */
function withOwnSizes({ nodes }: LinkedDiagram, given: Sizes): Sizes {
  const uses = nodes.flatMap(({ meaning }) => ("label" in meaning && meaning.label !== undefined ? namesInLabel(meaning.label) : []));
  return new Map([...uses.flatMap(({ name, value }) => (value === undefined ? [] : [[name, valueOf(value, given)] as const])), ...given]);
}

/** What a call's arguments say, and for the rest, the caller's sizes of the same names. */
function argumentSizes({ label, block }: LinkedNode["meaning"] & { readonly kind: "block" }, sizes: Sizes): Sizes {
  const { bound } = bindArguments(label.arguments, block.formals);
  const named = block.formals.map(({ name }) => {
    const argument = bound.get(name);
    return [name, argument === undefined ? (sizes.get(name) ?? NaN) : valueOf(argument.value, sizes)] as const;
  });
  return new Map(named);
}
