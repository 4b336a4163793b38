/**
 * The reference backend: each operation by its own plain kernel, one after another on the calling thread. What the
 * others are measured against. Parameters are read when a plan runs.
 */
import type { TensorType } from "../../ops/operation.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Backend, Plan, PlanRequest, PlanStep, TensorData } from "../backend.ts";
import type { GraphNode } from "../graph.ts";
import { type NodeCost, nodeCosts } from "../node-costs.ts";
import type { Draws } from "../random/draws.ts";
import type { KernelCall, KernelTensor } from "./kernel.ts";
import { kernelOf, nodeKind } from "./node-kind.ts";
import { type Placement, placeValues } from "./place-values.ts";
import { scanWork } from "./scan-work.ts";
import { Training } from "./training.ts";
import { Turn, type Work } from "./turn.ts";

export const reference: Backend = {
  name: "reference",
  plan: async (request) => makePlan(request),
};

function makePlan(request: PlanRequest): Plan {
  const { graph, types, threads } = request;
  const steps = nodeCosts(graph, types).map((cost) => report(request, cost));
  const placement = placeValues(request);
  const training = request.training ? new Training(request) : undefined;
  const scratch = growingScratch();
  let arena: ArrayBuffer | undefined = allocate(placement.byteLength);
  let isRunning = false;

  async function run(memory: ArrayBuffer, inputs: readonly TensorData[], outputs: readonly TensorData[], signal: AbortSignal | undefined, draws: Draws): Promise<void> {
    const tensors = tensorsOf(request, placement, memory, inputs);
    const works = worksOf({ request, tensors, scratch, training, draws, clock: { step: 0 } }, graph.nodes);
    training?.begin();
    const turn = new Turn(() => {
      signal?.throwIfAborted();
      if (arena === undefined) throw disposed();
    });
    await turn.doAll(works);
    for (const [index, { value }] of graph.outputs.entries()) outputs[index]!.set(tensors[value]!.data);
  }

  return {
    steps,
    activationBytes: placement.byteLength,
    threads: 1,
    notes: typeof threads === "number" && threads > 1 ? [`Runs on 1 thread instead of ${threads}: the reference backend has no more.`] : [],
    ...(training && { updates: training.updates }),
    async run(inputs, outputs, signal, draws = { seed: 0 }) {
      if (arena === undefined) throw disposed();
      if (isRunning) throw new Error("A run of this plan is under way: a plan runs once at a time.");
      isRunning = true;
      try {
        await run(arena, inputs, outputs, signal, draws);
      } finally {
        isRunning = false;
      }
    },
    dispose() {
      arena = undefined;
    },
  };
}

const disposed = () => new Error("The plan has been disposed of.");

function report({ types, training = false }: PlanRequest, { node, times, macs, parameterCount }: NodeCost): PlanStep {
  const kind = nodeKind(node, training);
  return {
    path: node.path,
    operation: node.operation.name,
    algorithm: kind === "kernel" ? "reference" : kind === "stored" ? "view" : kind,
    shape: types[node.value]!.shape,
    macs,
    parameterCount,
    ...(times !== 1 && { times }),
  };
}

function allocate(byteLength: number): ArrayBuffer {
  try {
    return new ArrayBuffer(byteLength);
  } catch (cause) {
    throw new Error(`There is no room for the plan's ${Math.ceil(byteLength / 2 ** 20)} MB of memory: take a smaller batch.`, { cause });
  }
}

/** By value: where it lies in this run. Values that share memory share its array. */
function tensorsOf({ graph, types, parameters, training = false }: PlanRequest, { owners, byteOffsets }: Placement, memory: ArrayBuffer, inputs: readonly TensorData[]): readonly KernelTensor[] {
  const arrays: TensorData[] = [];
  for (const [index, { value }] of graph.inputs.entries()) arrays[value] = inputs[index]!;
  for (const node of graph.nodes) {
    if (nodeKind(node, training) === "stored") arrays[node.value] = dataOf(parameters, node.parameters[0]!.name);
  }
  for (const [value, byteOffset] of byteOffsets) arrays[value] = arrayAt(memory, byteOffset, types[value]!);
  return owners.map((owner, value) => ({ data: arrays[owner]!, shape: types[value]!.shape }));
}

function arrayAt(memory: ArrayBuffer, byteOffset: number, { element, shape }: TensorType<number>): TensorData {
  const length = elementCount(shape);
  return element === "int32" ? new Int32Array(memory, byteOffset, length) : new Float32Array(memory, byteOffset, length);
}

interface Binding {
  readonly request: PlanRequest;
  readonly tensors: readonly KernelTensor[];
  readonly scratch: KernelCall["scratch"];
  readonly training: Training | undefined;
  readonly draws: Draws;
  readonly clock: { step: number };
}

function worksOf(binding: Binding, nodes: readonly GraphNode[]): readonly Work[] {
  return nodes.flatMap((node): readonly Work[] => {
    const { body, value } = node;
    const { request: { training = false }, tensors, scratch } = binding;
    if (body !== undefined) {
      const clock = { step: 0 };
      return [scanWork({ value, body, step: worksOf({ ...binding, clock }, body.nodes), tensors, scratch, clock })];
    }
    return nodeKind(node, training) === "kernel" ? [kernelWork(binding, node)] : [];
  });
}

function kernelWork({ request, tensors, scratch, training, draws, clock }: Binding, node: GraphNode): Work {
  const kernel = kernelOf(node);
  const call: KernelCall = {
    inputs: node.inputs.map((input) => tensors[input]!), output: tensors[node.value]!, attributes: node.attributes,
    parameters: Object.fromEntries(node.parameters.map(({ name, spec }) => [spec.name, dataOf(request.parameters, name)])), scratch,
    ...(training && { training: training.of(node, draws, clock) }),
  };
  return () => kernel(call);
}

function dataOf(parameters: PlanRequest["parameters"], name: string): Float32Array {
  const data = parameters.get(name);
  if (data === undefined) throw new Error(`There is no data for the parameter ${name}.`);
  return data;
}

/** Keeps the largest array asked for, so that runs after the first allocate nothing. */
function growingScratch(): KernelCall["scratch"] {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length);
    return room;
  };
}
