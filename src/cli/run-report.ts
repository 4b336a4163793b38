/** What `run` says of its results: shapes and first values, and the largest where an output is a softmax over classes. */
import { Chalk } from "chalk";
import { printable } from "../diagnostics/printable.ts";
import type { Precision } from "../runtime/backend.ts";
import type { Graph, GraphNode } from "../runtime/graph.ts";
import type { Tensor } from "../runtime/tensor.ts";
import { shapeText } from "../runtime/model-error.ts";
import type { OutputError } from "./precision.ts";
import type { RunInput } from "./run-inputs.ts";

export interface RunResult {
  readonly graph: Graph;
  readonly seed: number;
  /** The file; undefined where the weights were drawn. */
  readonly weights: string | undefined;
  readonly precision: Precision;
  /** How many ran it. */
  readonly threads: number;
  readonly inputs: readonly RunInput[];
  /** In the order of the graph's; with the error that a precision below float32 brings. */
  readonly outputs: readonly (Tensor & { readonly name: string; readonly error?: OutputError | undefined })[];
}

const firstValues = 8;
const largestValues = 5;

export function runText({ graph, precision, outputs }: RunResult, color: boolean): string {
  const { bold, dim } = new Chalk({ level: color ? 1 : 0 });
  return outputs.map(({ name, shape, data, error }) => {
    const more = data.length > firstValues ? ` ${dim("…")}` : "";
    const largest = largestOf(graph, name, { shape, data });
    const lines = [
      `${bold(printable(name))} ${shapeText(shape)}`,
      `  ${Array.from(data.subarray(0, firstValues), short).join(" ")}${more}`,
      ...(largest === undefined ? [] : [`  largest${shape[0]! > 1 ? " of the first in the batch" : ""}:`, ...largest.map(({ index, value }) => `    ${String(index).padStart(5)}  ${short(value)}`)]),
      ...(error === undefined ? [] : [`  error of ${precision}: ${short(error.largest)}, ${short(error.relative)} of the largest value`]),
    ];
    return `${lines.join("\n")}\n`;
  }).join("");
}

export function runJson({ graph, seed, weights, precision, threads, inputs, outputs }: RunResult): string {
  const report = {
    model: graph.name,
    seed,
    weights: weights ?? null,
    precision,
    threads,
    inputs: inputs.map(({ name, shape, file }) => ({ name, shape, file: file ?? null })),
    outputs: outputs.map(({ name, shape, data, error }) => {
      const largest = largestOf(graph, name, { shape, data });
      return {
        name, shape, first: Array.from(data.subarray(0, firstValues), jsonNumber),
        ...(largest === undefined ? {} : { largest: largest.map(({ index, value }) => ({ index, value: jsonNumber(value) })) }),
        ...(error === undefined ? {} : { error: { largest: jsonNumber(error.largest), relative: jsonNumber(error.relative) } }),
      };
    }),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Of the first item of the batch, where the output is a softmax over classes. */
function largestOf(graph: Graph, name: string, { shape, data }: Pick<Tensor, "shape" | "data">): readonly { readonly index: number; readonly value: number }[] | undefined {
  const { value } = graph.outputs.find((output) => output.name === name)!;
  if (shape.length !== 2 || !isSoftmax(graph, value)) return undefined;
  const scores = Array.from(data.subarray(0, shape[1]), (score, index) => ({ index, value: score }));
  return scores.sort((a, b) => b.value - a.value || a.index - b.index).slice(0, largestValues);
}

/** Whether a value is a softmax over its last axis, claims about it apart. */
function isSoftmax({ nodes }: Graph, value: number): boolean {
  const byValue = new Map(nodes.map((node) => [node.value, node]));
  let node: GraphNode | undefined = byValue.get(value);
  while (node?.operation.name === "featureMap") node = byValue.get(node.inputs[0]!);
  const dim = node?.attributes["dim"];
  return node?.operation.name === "softmax" && (dim === 1 || dim === -1);
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** JSON has no NaN and no infinities. */
function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
