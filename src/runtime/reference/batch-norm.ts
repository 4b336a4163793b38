/**
 * ops/batchNorm. In training by the batch's own mean and variance, which the running averages follow: their share of
 * the new value is 1 - momentum, and the running variance takes the unbiased one.
 */
import { numberOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Kernel, KernelCall } from "./kernel.ts";

export const batchNorm: Kernel = (call) => {
  const { inputs, output, attributes, parameters } = call;
  const { data: x, shape } = inputs[0]!;
  const eps = numberOf(attributes, "eps", 1e-5);
  const channels = shape[1]!;
  const length = elementCount(shape.slice(2));
  for (let channel = 0; channel < channels; channel++) {
    const [mean, variance] = call.training === undefined
      ? [parameters["running_mean"]![channel]!, parameters["running_var"]![channel]!]
      : batchStatistics(call, call.training, channel);
    const scale = parameters["weight"]![channel]! / Math.sqrt(variance + eps);
    const bias = parameters["bias"]![channel]!;
    for (let start = channel * length; start < x.length; start += channels * length) {
      for (let i = start; i < start + length; i++) output.data[i] = (x[i]! - mean) * scale + bias;
    }
  }
};

function batchStatistics({ inputs, attributes }: KernelCall, { averages }: NonNullable<KernelCall["training"]>, channel: number): readonly [mean: number, variance: number] {
  const { data: x, shape } = inputs[0]!;
  const length = elementCount(shape.slice(2));
  const count = shape[0]! * length;
  const sumOf = (term: (value: number) => number): number => {
    let sum = 0;
    for (let start = channel * length; start < x.length; start += shape[1]! * length) {
      for (let i = start; i < start + length; i++) sum += term(x[i]!);
    }
    return sum;
  };
  const mean = sumOf((value) => value) / count;
  const squares = sumOf((value) => (value - mean) ** 2);
  const momentum = numberOf(attributes, "momentum", 0.1);
  const follow = (average: Float32Array, value: number) => {
    average[channel] = (1 - momentum) * average[channel]! + momentum * value;
  };
  follow(averages["running_mean"]!, mean);
  follow(averages["running_var"]!, squares / (count - 1));
  return [mean, squares / count];
}
