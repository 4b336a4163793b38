/** A batch norm by its running averages as a scale and a shift for each channel, in float64: y = x * scale + shift. */
import { numberOf } from "../../../ops/attributes.ts";
import type { GraphNode } from "../../graph.ts";
import type { NodeToLower } from "../lowering.ts";
import { filled, type FilledRegion } from "../region.ts";

export interface ChannelNorm {
  readonly channels: number;
  /** The parameters that it is made from. */
  readonly sources: readonly string[];
  readonly scale: () => Float64Array;
  readonly shift: () => Float64Array;
}

export function normOf({ parameter }: NodeToLower, norm: GraphNode): ChannelNorm {
  const [weight, bias, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map((name) => parameter(name, norm)!);
  const eps = numberOf(norm.attributes, "eps", 1e-5);
  const scale = () => Float64Array.from(weight!.data(), (factor, channel) => factor / Math.sqrt(variance!.data()[channel]! + eps));
  return {
    channels: numberOf(norm.attributes, "numFeatures"),
    sources: [weight!, bias!, mean!, variance!].map(({ name }) => name),
    scale,
    shift() {
      const factors = scale();
      return Float64Array.from(bias!.data(), (term, channel) => term - mean!.data()[channel]! * factors[channel]!);
    },
  };
}

/** Scale and shift as kernels read them, zeros behind the last channel. */
export function normVectors(node: NodeToLower, norm: GraphNode): { readonly scale: FilledRegion; readonly shift: FilledRegion } {
  const { channels, sources, scale, shift } = normOf(node, norm);
  return { scale: filled(channels, sources, scale), shift: filled(channels, sources, shift) };
}
