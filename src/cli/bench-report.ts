/** What `bench` says of its measurements: a table of the steps with the algorithms chosen, and the figures; or these as JSON. */
import { batchDimension } from "../2-interpret/vocabulary.ts";
import { printable } from "../diagnostics/printable.ts";
import type { Explanation } from "../runtime/model.ts";
import { shapeText } from "../runtime/model-error.ts";
import { bytesText, type Column, grouped, tableText } from "./table-text.ts";

export interface BenchResult {
  readonly model: string;
  /** The sizes that a run binds, by name. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Of each run. */
  readonly milliseconds: readonly number[];
  /** From `create` to the first result. */
  readonly loadMs: number;
  readonly peakMemoryBytes: number;
  readonly explanation: Explanation;
  /** Of each step by itself; empty where that was not measured. */
  readonly stepMs: readonly number[];
}

const columns: readonly Column[] = [{ title: "step" }, { title: "operation" }, { title: "algorithm" }, { title: "output shape" }, { title: "MACs", right: true }, { title: "ms", right: true }, { title: "share", right: true }, { title: "GFLOP/s", right: true }];

export function benchText(result: BenchResult, color: boolean): string {
  const { steps, macs, notes } = result.explanation;
  const totalMs = result.stepMs.reduce((sum, ms) => sum + ms, 0);
  const { threads, batch, dimensions = {}, runs, minMs, medianMs, loadMs, peakMemoryBytes } = figuresOf(result);
  return tableText({
    title: `${printable(result.model)}, ${Object.entries({ batch, ...dimensions }).map(([name, size]) => `${printable(name)} ${size}`).join(", ")}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    columns,
    rows: steps.map(({ path, operation, algorithm, shape, macs: own }, index) => [
      printable(path), operation, algorithm, shapeText(shape), own === 0 ? "-" : grouped(own), ...timeCells(result.stepMs[index], totalMs, own),
    ]),
    totals: [
      ["fastest run", `${minMs} ms of ${runs}, ${((2 * macs) / minMs / 1e6).toFixed(1)} GFLOP/s`],
      ["median run", `${medianMs} ms`],
      ["load to first result", `${loadMs} ms`],
      ["peak memory", bytesText(peakMemoryBytes)],
      ...notes.map((note) => ["note", note] as const),
    ],
    color,
  });
}

/** The operations of a direct computation count, whatever the algorithm does. */
function timeCells(ms: number | undefined, totalMs: number, macs: number): readonly string[] {
  if (ms === undefined) return [];
  return [ms.toFixed(3), totalMs === 0 ? "-" : `${((100 * ms) / totalMs).toFixed(1)} %`, macs === 0 || ms === 0 ? "-" : ((2 * macs) / ms / 1e6).toFixed(1)];
}

export function benchJson(result: BenchResult): string {
  return `${JSON.stringify(figuresOf(result))}\n`;
}

/** The batch is always told, other sizes where the model has some. */
function figuresOf({ model, dimensions, milliseconds, loadMs, peakMemoryBytes, explanation: { threads } }: BenchResult) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  const { [batchDimension]: batch = 1, ...others } = dimensions;
  return {
    model, threads, batch, runs: sorted.length, minMs: microseconds(sorted[0]!), medianMs: microseconds(median), loadMs: microseconds(loadMs), peakMemoryBytes,
    ...Object.keys(others).length > 0 && { dimensions: others },
  };
}

/** Milliseconds with three places: clocks tell no more. */
function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
