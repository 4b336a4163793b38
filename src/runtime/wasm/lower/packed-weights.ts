/** Weight and bias of a convolution or linear layer as its kernels read them: in panels of 8 output channels, a batch norm folded in. */
import type { NodeToLower } from "../lowering.ts";
import { filled, type FilledRegion, type PackedRegion, panelRows, vectorBytes } from "../region.ts";
import { stepKind } from "../step.ts";
import { normOf } from "./channel-norm.ts";

export interface WeightSizes {
  readonly groups: number;
  /** Output channels of all groups. */
  readonly rows: number;
  /** Input channels of one group, and what they are filled up to. */
  readonly channels: number;
  readonly packedChannels: number;
  /** Places in the window. */
  readonly taps: number;
}

export interface LayerParameters {
  readonly weight: () => Float32Array;
  /** Of everything below. */
  readonly sources: readonly string[];
  readonly scale?: FilledRegion;
  /** [group][panel][8], zero where there is none. */
  readonly bias: FilledRegion;
}

/** What the weights are packed from, whatever their layout. */
export function layerParameters(node: NodeToLower, { groups, rows }: Pick<WeightSizes, "groups" | "rows">): LayerParameters {
  const weight = node.parameter("weight")!;
  const bias = node.parameter("bias");
  const norm = node.node.norm === undefined ? undefined : normOf(node, node.node.norm);
  const normSources = norm?.sources ?? [];
  const groupPanels = Math.ceil(rows / groups / panelRows);
  return {
    weight: weight.data,
    sources: [weight.name, ...normSources],
    ...norm === undefined ? {} : { scale: filled(rows, norm.sources, norm.scale) },
    bias: filled(groups * groupPanels * panelRows, [...bias === undefined ? [] : [bias.name], ...normSources], () => {
      const [terms, factors, shifts] = [bias?.data(), norm?.scale(), norm?.shift()];
      const packed = new Float64Array(groups * groupPanels * panelRows);
      for (let row = 0; row < rows; row++) {
        const inGroup = row % (rows / groups);
        packed[(row - inGroup) / (rows / groups) * groupPanels * panelRows + inGroup] = (terms?.[row] ?? 0) * (factors?.[row] ?? 1) + (shifts?.[row] ?? 0);
      }
      return packed;
    }),
  };
}

/** [group][panel][tap][channel][8], as kernels/src/f32-pack-panels-8.ts writes it. */
export function packedPanels({ weight, sources, scale }: LayerParameters, { groups, rows, channels, packedChannels, taps }: WeightSizes): PackedRegion {
  const groupRows = rows / groups;
  return {
    byteLength: groups * Math.ceil(groupRows / panelRows) * taps * packedChannels * panelRows * 4,
    sources, weight, rows, groupRows, rowLength: channels * taps,
    ...scale === undefined ? {} : { scale },
    ...scale === undefined && groups === 1 ? { unpack: unpackPanels(channels, packedChannels, taps) } : {},
    words: (job) => [
      stepKind.packPanels, 1, job.from, job.to, job.scale, job.firstRow, job.firstPanel, job.endPanel, groupRows, channels, packedChannels, taps,
    ],
  };
}

function unpackPanels(channels: number, packedChannels: number, taps: number): NonNullable<PackedRegion["unpack"]> {
  const rowLength = channels * taps;
  return (packed, first, into) => {
    for (let index = 0; index < into.length; index++) {
      const inRow = (first + index) % rowLength;
      const row = (first + index - inRow) / rowLength;
      const [lane, tap] = [row % panelRows, inRow % taps];
      into[index] = packed[((row - lane) * taps + panelRows * tap) * packedChannels + (inRow - tap) / taps * panelRows + lane]!;
    }
  };
}

/** The same from a weight whose columns are output features: [panel][channel][8]. */
export function packedColumns({ weight, sources }: LayerParameters, channels: number, columns: number): FilledRegion {
  const panels = Math.ceil(columns / panelRows);
  return {
    byteLength: panels * channels * panelRows * 4,
    sources,
    write(buffer, address) {
      const values = weight();
      const packed = new Float32Array(buffer, address, panels * channels * panelRows).fill(0);
      for (let channel = 0; channel < channels; channel++) {
        for (let column = 0; column < columns; column++) {
          const lane = column % panelRows;
          packed[((column - lane) / panelRows * channels + channel) * panelRows + lane] = values[channel * columns + column]!;
        }
      }
    },
  };
}

/** Rows of output features as they are stored; nothing is to be written where the model keeps them in this very place. */
export function storedRows({ weight, sources }: LayerParameters, length: number): FilledRegion {
  return {
    byteLength: vectorBytes(length),
    sources,
    isStored: true,
    write(buffer, address) {
      const values = weight();
      if (values.buffer !== buffer || values.byteOffset !== address) new Float32Array(buffer, address, length).set(values);
    },
  };
}
