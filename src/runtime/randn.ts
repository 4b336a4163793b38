/** Records noise: an input that a run draws, standard normal, where it is not given. */
import type { Dimension, Value } from "./graph.ts";
import { float32 } from "./input-type.ts";
import { Net } from "./net.ts";
import { STEP_AXIS } from "./scan-types.ts";

/**
 * `shape` may hold run dimensions. In a scan's step, each step gets noise of its own: the input is then (batch,
 * steps, …). Which numbers are drawn follows from the run's seed and the input's name.
 */
export function randn(net: Net, id: string, { shape }: { readonly shape: readonly Dimension[] }): Value {
  const { step } = net.recording;
  if (step === undefined) return net.input(id, float32(...shape), "normal");
  const allSteps = shape.toSpliced(STEP_AXIS, 0, step.length());
  return step.addSequence(new Net(step.around).input(net.pathOf(id), float32(...allSteps), "normal"));
}
