/**
 * Decides where the values of a graph lie in one stretch of memory, so that those that are not alive at the same
 * time share bytes. Inputs lie in the caller's arrays; the value of a view lies where its input does.
 */
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest } from "../backend.ts";
import type { GraphNode } from "../graph.ts";

/** Float32 and int32 alike. */
const bytesPerElement = 4;

export interface Placement {
  /** By value: the value whose memory it is in, itself where it is no view. */
  readonly owners: readonly number[];
  /** By owner; an input has none. */
  readonly byteOffsets: ReadonlyMap<number, number>;
  readonly byteLength: number;
}

interface Block {
  readonly byteOffset: number;
  readonly byteEnd: number;
  /** The last step that reads it; infinite for an output of the graph. */
  readonly lastStep: number;
}

export function placeValues({ graph, types }: PlanRequest, isView: (node: GraphNode) => boolean): Placement {
  const owners = ownersOf({ graph, types }, isView);
  const lastSteps = lastStepsOf(graph, owners);
  const byteOffsets = new Map<number, number>();
  let alive: Block[] = [];
  let byteLength = 0;
  for (const [step, { value }] of graph.nodes.entries()) {
    if (owners[value] !== value) continue;
    alive = alive.filter(({ lastStep }) => lastStep >= step);
    const bytes = elementCount(types[value]!.shape) * bytesPerElement;
    const index = firstGap(alive, bytes);
    const byteOffset = alive[index - 1]?.byteEnd ?? 0;
    const byteEnd = byteOffset + bytes;
    alive.splice(index, 0, { byteOffset, byteEnd, lastStep: lastSteps.get(value) ?? step });
    byteOffsets.set(value, byteOffset);
    byteLength = Math.max(byteLength, byteEnd);
  }
  return { owners, byteOffsets, byteLength };
}

function ownersOf({ graph, types }: Pick<PlanRequest, "graph" | "types">, isView: (node: GraphNode) => boolean): readonly number[] {
  const owners = types.map((_, value) => value);
  for (const node of graph.nodes) {
    if (isView(node)) owners[node.value] = owners[node.inputs[0]!]!;
  }
  return owners;
}

function lastStepsOf({ nodes, outputs }: PlanRequest["graph"], owners: readonly number[]): ReadonlyMap<number, number> {
  const lastSteps = new Map<number, number>();
  for (const [step, { inputs }] of nodes.entries()) {
    for (const input of inputs) lastSteps.set(owners[input]!, step);
  }
  for (const { value } of outputs) lastSteps.set(owners[value]!, Infinity);
  return lastSteps;
}

/** The index of the block, in order of their offsets, before which that many bytes are free; else behind the last. */
function firstGap(blocks: readonly Block[], bytes: number): number {
  const index = blocks.findIndex(({ byteOffset }, i) => byteOffset - (blocks[i - 1]?.byteEnd ?? 0) >= bytes);
  return index < 0 ? blocks.length : index;
}
