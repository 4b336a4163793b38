/** What a node is to the reference backend. */
import type { GraphNode } from "../graph.ts";
import type { Kernel } from "./kernel.ts";
import { kernels } from "./kernels.ts";
import { parameter } from "./parameter.ts";
import { view } from "./view.ts";

/**
 * A `view` shows the memory of its input, `stored` that of the model's parameter; neither has anything to run. What draws in
 * training is a view in evaluation.
 */
export type NodeKind = "scan" | "view" | "stored" | "kernel";

export function nodeKind(node: GraphNode, training: boolean): NodeKind {
  if (node.body !== undefined) return "scan";
  const kernel = kernelOf(node);
  if (kernel === parameter) return "stored";
  return kernel === view || (node.operation.draws && !training) ? "view" : "kernel";
}

export function kernelOf({ operation, path }: GraphNode): Kernel {
  const kernel = kernels.get(operation.name);
  if (kernel === undefined) throw new Error(`The reference backend has no kernel for ${operation.name}, which ${path} needs.`);
  return kernel;
}
