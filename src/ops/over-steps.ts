/**
 * What operations answer when a scan asks whether one call may do the work of all its steps: inputs that differ from
 * step to step then are (batch, steps, ...) in place of (batch, ...).
 */
import { axisOf } from "./attributes.ts";
import type { Attributes, StepInput } from "./operation.ts";

/** For functions of single elements. */
export function sameOverSteps(_inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> {
  return attributes;
}

/** For functions of the last axis, which is not the batch's where there is one in front. */
export function rowsOverSteps(inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> | undefined {
  return inputs[0]!.type.shape.length > 1 ? attributes : undefined;
}

/** For broadcasting ones: operands must meet at the same axes as before, so the axis of steps may meet none of another's. */
export function broadcastOverSteps(inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> | undefined {
  const rank = Math.max(...inputs.map(({ type }) => type.shape.length));
  const fits = inputs.every(({ type: { shape }, stepped }) => (stepped ? shape.length === rank : shape.length < rank || shape[0] === 1));
  return fits ? attributes : undefined;
}

/** For functions of the last two axes, which are a batch's own where there is one in front. */
export function matricesOverSteps(inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> | undefined {
  return inputs.every(({ type, stepped }) => !stepped || type.shape.length > 2) ? attributes : undefined;
}

/** For functions along the axis `dim`: counted from the end it stays the same, but for the batch's. */
export function axisOverSteps(inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> | undefined {
  const rank = inputs[0]!.type.shape.length;
  const dim = attributes["dim"] === undefined ? 0 : axisOf(attributes, "dim", rank);
  return dim === 0 ? undefined : { ...attributes, dim: dim - rank };
}

/** For matrix products: rows times one matrix are rows of all steps; matrices of their own need a batch in front. */
export function matmulOverSteps(inputs: readonly StepInput[], attributes: Attributes<number>): Attributes<number> | undefined {
  const [a, b] = [inputs[0]!, inputs[1]!];
  if (a.stepped && !b.stepped && b.type.shape.length === 2) return attributes;
  return matricesOverSteps(inputs, attributes) && broadcastOverSteps(inputs, attributes);
}
