/**
 * A graph becomes steps: each node those of its kernel, except that a feature map is its input under another name and
 * a relu that alone takes what a convolution gives is done by the convolution. What has no kernel here is an error
 * that lists every such node. Chooses no addresses.
 */
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest } from "../backend.ts";
import type { Graph, GraphNode } from "../graph.ts";
import { lowerConv2d } from "./lower-conv2d.ts";
import { type Region, type Step, type StepList, regionOf, stepKind } from "./step.ts";

export function lower(request: PlanRequest): StepList {
  refuseUnsupported(request);
  const { graph, types } = request;
  const fused = fusedRelus(graph);
  const regions = new Map<number, Region>();
  const region = (value: number) => regions.get(value)!;
  const newRegion = (value: number): Region => regionOf(elementCount(types[value]!.shape));
  for (const { value } of graph.inputs) regions.set(value, newRegion(value));
  const steps: Step[] = [];
  for (const node of graph.nodes) {
    const x = region(node.inputs[0]!);
    if (node.operation.name === "featureMap" || fused.relus.has(node.value)) {
      regions.set(node.value, x);
      continue;
    }
    const y = newRegion(node.value);
    regions.set(node.value, y);
    if (node.operation.name === "conv2d") steps.push(...lowerConv2d(request, node, x, y, fused.convolutions.has(node.value)));
    else steps.push(lowerRelu(node, x, y, types[node.value]!.shape));
  }
  return { steps, inputs: graph.inputs.map(({ value }) => region(value)), outputs: graph.outputs.map(({ value }) => region(value)) };
}

function lowerRelu(node: GraphNode, x: Region, y: Region, shape: readonly number[]): Step {
  return {
    input: x,
    tables: [],
    parameters: [],
    output: y,
    record: (address) => [stepKind.relu, address(x), address(y), y.byteLength / 16],
    report: { path: node.path, operation: "relu", algorithm: "direct", shape, macs: 0, parameterCount: 0 },
  };
}

function refuseUnsupported({ graph, types }: PlanRequest): void {
  const supported = new Set(["conv2d", "relu", "featureMap"]);
  const found = graph.nodes.filter(({ operation }) => !supported.has(operation.name)).map(({ operation, path }) => `${operation.name} (${path})`);
  for (const { name, value } of graph.inputs) {
    if (types[value]!.element !== "float32") found.push(`${types[value]!.element} (${name})`);
  }
  if (found.length === 0) return;
  const listed = found.slice(0, 10).join(", ") + (found.length > 10 ? ` and ${found.length - 10} more` : "");
  throw new Error(`The wasm backend has no kernel for ${listed}: use the reference backend for ${graph.name}.`);
}

/** The relus that a convolution does, and those convolutions, by their values. */
function fusedRelus(graph: Graph): { readonly relus: ReadonlySet<number>; readonly convolutions: ReadonlySet<number> } {
  const sources = new Map<number, number>();
  const source = (value: number) => sources.get(value) ?? value;
  const uses = new Map<number, number>();
  const use = (value: number) => uses.set(source(value), (uses.get(source(value)) ?? 0) + 1);
  for (const node of graph.nodes) {
    if (node.operation.name === "featureMap") sources.set(node.value, source(node.inputs[0]!));
    else node.inputs.forEach(use);
  }
  for (const { value } of graph.outputs) use(value);
  const relus = new Set<number>();
  const convolutions = new Set(graph.nodes.filter(({ operation }) => operation.name === "conv2d").map(({ value }) => value));
  const fusing = new Set<number>();
  for (const node of graph.nodes) {
    if (node.operation.name !== "relu") continue;
    const from = source(node.inputs[0]!);
    if (!convolutions.has(from) || uses.get(from) !== 1) continue;
    relus.add(node.value);
    fusing.add(from);
  }
  return { relus, convolutions: fusing };
}
