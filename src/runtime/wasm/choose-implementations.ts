/** For each node the way in which it is computed: the one asked for, or the best. Nodes without kernels are an error that lists them. */
import type { TensorType } from "../../ops/operation.ts";
import type { PlanRequest } from "../backend.ts";
import type { LowerOptions } from "./lower.ts";
import type { Implementation, NodeToLower } from "./lowering.ts";
import { lowerings } from "./lowerings.ts";
import { operandsOf, type PlanGraph, type PlanNode } from "./plan-graph.ts";

export interface Choice {
  readonly node: PlanNode;
  readonly implementation: Implementation;
}

/** Says what has no kernel here; the reference backend has all. */
export class MissingKernels extends Error {}

export function chooseImplementations(graph: PlanGraph, types: readonly TensorType<number>[], parameters: PlanRequest["parameters"], options: LowerOptions): readonly Choice[] {
  const blocked = new Set<number>();
  const missing: string[] = [];
  const choices: Choice[] = [];
  const done = new Set<PlanNode>();
  const isStepped = graph.nodes.some(({ scan }) => scan !== undefined);
  for (const node of graph.nodes) {
    if (done.has(node)) continue;
    const operands = operandsOf(node);
    if (node.scan !== undefined) {
      choices.push({ node, implementation: { algorithm: "loop", operands: operands.map(() => "plain"), output: "plain", emit: () => undefined } });
      continue;
    }
    const ways = lowerings.get(node.operation.name)?.({
      node, isStepped, threads: options.threads, tileRows: options.tileRows, precision: options.precision, memory: options.memory,
      operands: operands.map((value) => types[value]!),
      blocked: operands.map((value) => blocked.has(value)),
      output: types[node.value]!,
      parameter: parameterReader(node, parameters),
    }) ?? [];
    const implementation = wanted(node, ways, options.algorithms);
    if (implementation === undefined) {
      missing.push(`${node.operation.name} (${node.path})`);
      continue;
    }
    const pool = implementation.pools ? node.pool : undefined;
    if (pool !== undefined) done.add(pool);
    const whole = pool === undefined ? node : { ...node, value: pool.value, type: pool.type, operations: [...node.operations, ...pool.operations] };
    if (implementation.output === "blocked") blocked.add(whole.value);
    choices.push({ node: whole, implementation });
  }
  if (missing.length > 0) throw new MissingKernels(`there is none in WASM for ${listed(missing)}`);
  return choices;
}

function listed(names: readonly string[]): string {
  return names.slice(0, 10).join(", ") + (names.length > 10 ? ` and ${names.length - 10} more` : "");
}

function wanted({ path, operation }: PlanNode, ways: readonly Implementation[], algorithms: LowerOptions["algorithms"] = {}): Implementation | undefined {
  const name = [path, operation.name].find((key) => Object.hasOwn(algorithms, key));
  if (name === undefined || ways.length === 0) return ways[0];
  const found = ways.find(({ algorithm }) => algorithm === algorithms[name]);
  if (found === undefined && name === path) throw new Error(`${path} cannot be computed by ${algorithms[name]}, but by ${ways.map(({ algorithm }) => algorithm).join(", ")}.`);
  return found ?? ways[0];
}

function parameterReader(node: PlanNode, parameters: PlanRequest["parameters"]): NodeToLower["parameter"] {
  return (name, of = node) => {
    const declared = of.parameters.find(({ spec }) => spec.name === name);
    return declared && { name: declared.name, data: () => parameters.get(declared.name)! };
  };
}
