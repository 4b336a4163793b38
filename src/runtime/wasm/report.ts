/** What `explain` says of a step. */
import type { TensorType } from "../../ops/operation.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { PlanStep } from "../backend.ts";
import type { PlanNode } from "./plan-graph.ts";

/** Of a step that prepares a node's own. */
export function partReport({ path, operations }: Pick<PlanNode, "path" | "operations">, algorithm: string, shape: readonly number[]): PlanStep {
  return { path, operation: operations.join("+"), algorithm, shape, macs: 0, parameterCount: 0 };
}

/** Of the node's last step, which all of its work is counted with. */
export function nodeReport(node: PlanNode, algorithm: string, types: readonly TensorType<number>[]): PlanStep {
  const [output, computed] = [types[node.value]!, types[node.pool?.inputs[0] ?? node.value]!];
  const parameters = [...node.parameters, ...node.norm?.parameters ?? [], ...node.before?.parameters ?? []];
  return {
    ...partReport(node, algorithm, output.shape),
    macs: node.operation.cost?.(node.inputs.map((input) => types[input]!), computed, node.attributes).macs ?? 0,
    parameterCount: parameters.reduce((count, { spec, shared }) => count + (spec.buffer || shared ? 0 : elementCount(spec.shape)), 0),
  };
}
