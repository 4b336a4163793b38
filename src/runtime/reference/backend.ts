/**
 * The reference backend: each operation by its own plain kernel, one after another on the calling thread. What the
 * others are measured against. Parameters are read when a plan runs.
 */
import type { TensorType } from "../../ops/operation.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Backend, Plan, PlanRequest, PlanStep, TensorData } from "../backend.ts";
import type { GraphNode } from "../graph.ts";
import type { Kernel, KernelCall } from "./kernel.ts";
import { kernels } from "./kernels.ts";
import { placeValues } from "./place-values.ts";
import { view } from "./view.ts";

export const reference: Backend = {
  name: "reference",
  plan: async (request) => makePlan(request),
};

/** How long the event loop waits for its turn, as far as single steps allow. */
const millisecondsPerTurn = 50;

function makePlan(request: PlanRequest): Plan {
  const { graph, types, threads } = request;
  const steps = graph.nodes.map((node) => ({ node, kernel: kernelOf(node) }));
  const placement = placeValues(request, (node) => kernelOf(node) === view);
  const scratch = growingScratch();
  let arena: ArrayBuffer | undefined = allocate(placement.byteLength);
  let isRunning = false;

  async function run(memory: ArrayBuffer, inputs: readonly TensorData[], outputs: readonly TensorData[], signal?: AbortSignal): Promise<void> {
    const given = new Map(graph.inputs.map(({ value }, index) => [value, inputs[index]!]));
    const tensors = types.map((type, value) => {
      const owner = placement.owners[value]!;
      return { shape: type.shape, data: given.get(owner) ?? tensorAt(memory, placement.byteOffsets.get(owner)!, type) };
    });
    signal?.throwIfAborted();
    let turn = performance.now();
    for (const { node, kernel } of steps) {
      if (kernel === view) continue;
      kernel({
        inputs: node.inputs.map((input) => tensors[input]!), output: tensors[node.value]!, attributes: node.attributes,
        parameters: parametersOf(request, node), scratch,
      });
      if (performance.now() - turn < millisecondsPerTurn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      if (arena === undefined) throw disposed();
      turn = performance.now();
    }
    for (const [index, { value }] of graph.outputs.entries()) outputs[index]!.set(tensors[value]!.data);
  }

  return {
    steps: steps.map(({ node, kernel }) => report(request, node, kernel)),
    activationBytes: placement.byteLength,
    threads: 1,
    notes: typeof threads === "number" && threads > 1 ? [`Runs on 1 thread instead of ${threads}: the reference backend has no more.`] : [],
    async run(inputs, outputs, signal) {
      if (arena === undefined) throw disposed();
      if (isRunning) throw new Error("A run of this plan is under way: a plan runs once at a time.");
      isRunning = true;
      try {
        await run(arena, inputs, outputs, signal);
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

function kernelOf({ operation, path }: GraphNode): Kernel {
  const kernel = kernels.get(operation.name);
  if (kernel === undefined) throw new Error(`The reference backend has no kernel for ${operation.name}, which ${path} needs.`);
  return kernel;
}

function report({ types }: PlanRequest, node: GraphNode, kernel: Kernel): PlanStep {
  const { operation, path, inputs, attributes, parameters } = node;
  const type = types[node.value]!;
  return {
    path,
    operation: operation.name,
    algorithm: kernel === view ? "view" : "reference",
    shape: type.shape,
    macs: operation.cost?.(inputs.map((input) => types[input]!), type, attributes).macs ?? 0,
    parameterCount: parameters.reduce((count, { spec }) => count + (spec.buffer ? 0 : elementCount(spec.shape)), 0),
  };
}

function allocate(byteLength: number): ArrayBuffer {
  try {
    return new ArrayBuffer(byteLength);
  } catch (cause) {
    throw new Error(`There is no room for the plan's ${Math.ceil(byteLength / 2 ** 20)} MB of memory: take a smaller batch.`, { cause });
  }
}

function tensorAt(memory: ArrayBuffer, byteOffset: number, { element, shape }: TensorType<number>): TensorData {
  const length = elementCount(shape);
  return element === "int32" ? new Int32Array(memory, byteOffset, length) : new Float32Array(memory, byteOffset, length);
}

function parametersOf({ parameters }: PlanRequest, node: GraphNode): KernelCall["parameters"] {
  return Object.fromEntries(node.parameters.map(({ name, spec }) => {
    const data = parameters.get(name);
    if (data === undefined) throw new Error(`There is no data for the parameter ${name}.`);
    return [spec.name, data];
  }));
}

/** Keeps the largest array asked for, so that runs after the first allocate nothing. */
function growingScratch(): KernelCall["scratch"] {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length);
    return room;
  };
}
