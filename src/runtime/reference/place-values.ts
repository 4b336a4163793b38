/**
 * Decides where the values of a graph lie in one stretch of memory, so that those that are not alive at the same
 * time share bytes. Inputs lie in the caller's arrays, parameters in the model's; the value of a view lies where its
 * input does, and a scan's last state where each step finds it.
 */
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest } from "../backend.ts";
import type { GraphNode } from "../graph.ts";
import { nodeKind } from "./node-kind.ts";

/** Float32 and int32 alike. */
const bytesPerElement = 4;

export interface Placement {
  /** By value: the value whose memory it is in, itself where it is no view. */
  readonly owners: readonly number[];
  /** By owner; inputs and parameters have none. */
  readonly byteOffsets: ReadonlyMap<number, number>;
  readonly byteLength: number;
}

interface Block {
  readonly byteOffset: number;
  readonly byteEnd: number;
  /** The last moment that needs it; infinite for an output of the graph. */
  readonly lastMoment: number;
}

/** What is made and what is needed at one moment of a run. */
interface Moment {
  readonly makes: readonly number[];
  readonly needs: readonly number[];
}

export function placeValues({ graph, types, training = false }: PlanRequest): Placement {
  const owners: number[] = [];
  for (const { value } of graph.inputs) owners[value] = value;
  const moments = momentsOf(graph.nodes, training, owners);
  const lastMoments = new Map<number, number>();
  for (const [moment, { needs }] of moments.entries()) {
    for (const value of needs) lastMoments.set(owners[value]!, moment);
  }
  for (const { value } of graph.outputs) lastMoments.set(owners[value]!, Infinity);

  const byteOffsets = new Map<number, number>();
  let alive: Block[] = [];
  let byteLength = 0;
  for (const [moment, { makes }] of moments.entries()) {
    alive = alive.filter(({ lastMoment }) => lastMoment >= moment);
    for (const value of makes) {
      const bytes = elementCount(types[value]!.shape) * bytesPerElement;
      const index = firstGap(alive, bytes);
      const byteOffset = alive[index - 1]?.byteEnd ?? 0;
      const byteEnd = byteOffset + bytes;
      alive.splice(index, 0, { byteOffset, byteEnd, lastMoment: lastMoments.get(value) ?? moment });
      byteOffsets.set(value, byteOffset);
      byteLength = Math.max(byteLength, byteEnd);
    }
  }
  return { owners, byteOffsets, byteLength };
}

/** Also tells whose memory each value is in. */
function momentsOf(nodes: readonly GraphNode[], training: boolean, owners: number[]): readonly Moment[] {
  return nodes.flatMap((node): readonly Moment[] => {
    const { value, inputs, body } = node;
    const kind = nodeKind(node, training);
    owners[value] = kind === "view" ? owners[inputs[0]!]! : value;
    if (body === undefined) return [{ makes: kind === "kernel" ? [value] : [], needs: inputs }];
    const { sequences, states, output } = body;
    const made = [value, ...sequences.map(({ each }) => each), ...states.map(({ before }) => before)];
    for (const own of made) owners[own] = own;
    for (const { before, last } of states) owners[last] = before;
    // All that a later step needs as well stays until the end of the last one.
    const untilEnd = [...inputs, value, output, ...states.flatMap(({ before, after }) => [before, after])];
    return [{ makes: made, needs: [] }, ...momentsOf(body.nodes, training, owners), { makes: [], needs: untilEnd }];
  });
}

/** The index of the block, in order of their offsets, before which that many bytes are free; else behind the last. */
function firstGap(blocks: readonly Block[], bytes: number): number {
  const index = blocks.findIndex(({ byteOffset }, i) => byteOffset - (blocks[i - 1]?.byteEnd ?? 0) >= bytes);
  return index < 0 ? blocks.length : index;
}
