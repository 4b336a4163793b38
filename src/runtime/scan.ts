/**
 * Records a cell that is run over time: one step as a graph of its own, which goes over axis 1 of its sequences and
 * hands its states from step to step. What does not depend on the states is taken out of the loop (`lift-steps.ts`).
 */
import type { Operation } from "../ops/operation.ts";
import type { Dimension, GraphNode, ScanState, Value } from "./graph.ts";
import { float32 } from "./input-type.ts";
import { type LiftedStep, liftSteps } from "./lift-steps.ts";
import { ModelError, quoted } from "./model-error.ts";
import { addValue, Net, type Recording } from "./net.ts";
import { nameDimensions } from "./name-dimensions.ts";
import { namedValues, unknownName } from "./named-values.ts";
import { ofAllSteps, ofOneStep, sequencesProblem, stateProblem, STEP_AXIS } from "./scan-types.ts";

/** What a step leaves: what it gives for its place in the sequence, and each state's next value. */
export interface StepResult<S extends string> {
  readonly output: Value;
  readonly states: Readonly<Record<S, Value>>;
}

const operation: Operation = {
  name: "scan",
  arity: "many",
  attributes: {},
  shape() {
    throw new Error("A scan's types are those of its step: see scan-types.ts.");
  },
};

/**
 * `sequences` are (batch, steps, …), and the step sees (batch, …) of each. A state is given by its shape, and then is an
 * input of the model, zeros where it is left out, or by the value that it starts from. Its last value is an output. Both are
 * named by the scan's path and the state: `rnn1.H`. Gives (batch, steps, …) of the step's output. A ModelError where a state
 * changes its shape.
 */
export function scan<X extends string, S extends string>(
  net: Net, id: string, sequences: Readonly<Record<X, Value>>, states: Readonly<Record<S, Value | readonly Dimension[]>>,
  step: (net: Net, sequences: Readonly<Record<X, Value>>, states: Readonly<Record<S, Value>>) => StepResult<S>,
): Value {
  const { recording } = net;
  const path = net.pathOf(id);
  const owner = `${recording.model}, ${path}`;
  const [sequenceNames, stateNames] = [Object.keys(sequences) as X[], Object.keys(states) as S[]];
  const all = sequenceNames.map((name) => sequences[name]);
  net.checkValues(path, all);
  if (recording.step !== undefined) throw new ModelError(`${owner}: a scan inside of a scan's step is not supported.`);
  const problem = sequencesProblem(all);
  if (problem !== undefined) throw new ModelError(`${owner}: ${problem}.`);
  const first = stateNames.map((name) => firstValue(net, id, name, states[name]));

  const begin = recording.values.length;
  const found: { readonly all: number; readonly each: number }[] = [];
  const addSequence = (value: Value): Value => {
    const each = addValue(recording, value.path, ofOneStep(value.type));
    found.push({ all: value.index, each: each.index });
    return each;
  };
  const each = all.map(addSequence);
  const before = first.map(({ type }, index) => addValue(recording, `${path}.${stateNames[index]}`, type));
  const inner: Recording = { ...recording, nodes: [], step: { around: recording, addSequence, length: () => stepCount(recording, all[0]!, owner) } };
  const stepNet = new Net(inner, path);
  const result = step(stepNet, byName(sequenceNames, each), byName(stateNames, before));
  const after = namedValues(`${owner} (its step)`, "state", stateNames, result.states) as readonly Value[];
  stepNet.checkValues(path, [result.output, ...after]);
  for (const [index, name] of stateNames.entries()) {
    const changed = stateProblem(name, before[index]!.type, after[index]!.type);
    if (changed !== undefined) throw new ModelError(`${owner}: ${changed}.`);
  }
  const end = recording.values.length;
  const links = stateNames.map((name, index) => ({ name, first: first[index]!.index, before: before[index]!.index, after: after[index]!.index }));
  const lifted = liftSteps(recording, { nodes: inner.nodes, over: all.map(({ index }) => index), sequences: found, output: result.output.index, states: links });
  // Nothing outside of the step may use its values.
  recording.values.fill(undefined, begin, end);
  return addScan(recording, path, ofAllSteps(result.output.type, all[0]!.type.shape[STEP_AXIS]!), first, lifted);
}

/** The node, its value, and the last states as outputs of the model. */
function addScan(recording: Recording, path: string, type: Value["type"], initial: readonly Value[], { nodes, over, sequences, states, output, captured }: LiftedStep): Value {
  const value = addValue(recording, path, type);
  const ended = states.map((state, index): ScanState => {
    const name = `${path}.${state.name}`;
    const last = addValue(recording, name, initial[index]!.type);
    recording.states.push({ name, value: last.index, state: true });
    return { ...state, last: last.index };
  });
  const inputs = [...sequences.map(({ all }) => all), ...states.map(({ first }) => first), ...captured];
  const node: GraphNode = {
    value: value.index, operation, path, inputs, attributes: {}, parameters: [], type,
    body: { nodes, over, sequences, states: ended, output },
  };
  recording.nodes.push(node);
  return value;
}

/** The last value of a scan's state, as a tensor. `scan` is what `scan` gave. */
export function lastState(net: Net, scan: Value, name: string): Value {
  const { recording } = net;
  net.checkValues(scan.path, [scan]);
  const states = recording.nodes.find(({ value }) => value === scan.index)?.body?.states ?? [];
  const state = states.find((other) => other.name === name);
  if (state === undefined) throw new ModelError(`${recording.model}, ${scan.path}: ${unknownName("state", name, states.map((other) => other.name))}.`);
  return recording.values[state.last]!;
}

function firstValue(net: Net, id: string, name: string, given: Value | readonly Dimension[]): Value {
  if (isShape(given)) return net.scope(id).input(name, float32(...given), "zeros");
  net.checkValues(net.scope(id).pathOf(name), [given]);
  return given;
}

function isShape(given: Value | readonly Dimension[]): given is readonly Dimension[] {
  return Array.isArray(given);
}

/** The number of steps, or the name of the run dimension that it is. */
function stepCount(recording: Recording, sequence: Value, owner: string): Dimension {
  const found = nameDimensions(recording)[sequence.index]!.shape[STEP_AXIS];
  if (found === undefined) throw new ModelError(`${owner}: noise is drawn for each step, and axis ${STEP_AXIS} of ${quoted(sequence.path)} has no name that tells how many there are.`);
  return found;
}

function byName<N extends string>(names: readonly N[], values: readonly Value[]): Readonly<Record<N, Value>> {
  return Object.assign(Object.create(null), Object.fromEntries(names.map((name, index) => [name, values[index]!]))) as Record<N, Value>;
}
