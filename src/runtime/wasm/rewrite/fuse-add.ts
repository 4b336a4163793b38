/**
 * Joins an add with the convolution or linear layer that it alone reads. What is added is a parameter for each output feature, which
 * becomes the layer's bias, or a tensor of the output's shape, the residual.
 */
import type { TensorType } from "../../../ops/operation.ts";
import { elementCount, isSameShape } from "../../../ops/shapes.ts";
import type { GraphParameter } from "../../graph.ts";
import { mergeNodes, type PlanGraph, type PlanNode, useCounts } from "../plan-graph.ts";

export function fuseAdd(graph: PlanGraph, types: readonly TensorType<number>[]): PlanGraph {
  const uses = useCounts(graph);
  const stored = new Map(graph.nodes.flatMap(({ operation, value, parameters: [parameter] }) => (operation.name === "parameter" ? [[value, parameter!]] : [])));
  const shapeOf = (value: number) => types[value]!.shape;
  const isLayer = (node: PlanNode | undefined): node is PlanNode => {
    return node !== undefined && (node.weight !== undefined || ["conv2d", "linear"].includes(node.operation.name)) && uses.get(node.value) === 1;
  };
  return mergeNodes(graph, (add, producers) => {
    if (add.operation.name !== "add") return undefined;
    // Of two layers the later one, since the other's result is there by then.
    const layers = producers.filter(isLayer).sort((one, other) => other.value - one.value);
    for (const layer of layers) {
      const other = layer.value === add.inputs[0] ? add.inputs[1]! : add.inputs[0]!;
      const shape = shapeOf(add.value);
      if (!isSameShape(shapeOf(layer.value), shape)) continue;
      const joined = withBias(layer, stored.get(other), shape.at(-1)!) ?? withResidual(layer, other, isSameShape(shapeOf(other), shape));
      if (joined !== undefined) return { merged: { ...joined, value: add.value, operations: [...layer.operations, "add"] }, from: layer };
    }
    return undefined;
  });
}

function withBias(layer: PlanNode, parameter: GraphParameter | undefined, features: number): PlanNode | undefined {
  if (parameter === undefined || layer.operation.name === "conv2d" || layer.norm !== undefined || layer.parameters.some(({ spec }) => spec.name === "bias")) return undefined;
  const { shape } = parameter.spec;
  if (shape.at(-1) !== features || elementCount(shape) !== features) return undefined;
  return { ...layer, parameters: [...layer.parameters, { ...parameter, spec: { ...parameter.spec, name: "bias" } }] };
}

function withResidual(layer: PlanNode, residual: number, isAlike: boolean): PlanNode | undefined {
  return layer.residual === undefined && isAlike ? { ...layer, residual } : undefined;
}
