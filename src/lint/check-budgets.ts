/**
 * A model's program and the limits that are set for it -> which of them it breaks. Limits come from outside (command
 * line, config) and from the diagram's own attribute `budget="params<=12M, macs<=2G"`; all of them count. Nothing is run.
 */
import type { Diagnostic, Fix, Related } from "../diagnostics/diagnostic.ts";
import { reportLint, type Figure } from "../diagnostics/rules/lint.ts";
import { describeProgram } from "../5-emit/describe-program.ts";
import { batchDimension } from "../2-interpret/vocabulary.ts";
import { nodeFigures, summarizeGraph, type Summary } from "../5-emit/summarize-graph.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { Program } from "../ir/program.ts";
import { mappedSpan, type Span } from "../ir/source.ts";
import type { Graph } from "../runtime/graph.ts";
import { ModelError } from "../runtime/model-error.ts";
import { isBudget, parseBudget, type Budget } from "./parse-budget.ts";

interface PlacedBudget extends Budget {
  readonly span: Span;
}

export interface BudgetRequest {
  readonly diagram: Diagram;
  /** Undefined where the diagram has errors: then its budgets are read and not held. */
  readonly program: Program | undefined;
  /** Those from outside; told at the diagram's name. */
  readonly budgets: readonly Budget[];
  /** What MACs and activations are counted for; 1 where left out. */
  readonly batch?: number;
}

export function checkBudgets({ diagram, program, budgets, batch = 1 }: BudgetRequest): readonly Diagnostic[] {
  const own = ownBudgets(diagram);
  const all = [...own.budgets, ...budgets.map((budget) => ({ ...budget, span: diagram.nameSpan }))];
  if (program === undefined || all.length === 0) return own.diagnostics;
  const measured = measure(program, batch);
  return [...own.diagnostics, ...all.flatMap((budget) => ("graph" in measured
    ? holdBudget(budget, diagram, measured)
    : reportLint("budget-unknown", budget.span, { name: program.name, budget: budget.text, ...measured })))];
}

/** A block's own budgets are read and not held: it costs something else at each call. */
export function refuseBlockBudgets(diagram: Diagram, name: string): readonly Diagnostic[] {
  const own = ownBudgets(diagram);
  return [...own.diagnostics, ...own.budgets.map(({ span, text }) => reportLint("budget-unknown", span, { block: name, budget: text }))];
}

interface Measured {
  readonly graph: Graph;
  readonly summary: Summary;
}

/** Or why there are no numbers: open sizes, or what the runtime says against the model. */
function measure(program: Program, batch: number): Measured | { readonly open: readonly string[]; readonly refusal: string | undefined } {
  if (program.options.length > 0) return { open: program.options, refusal: undefined };
  try {
    const graph = describeProgram(program, {});
    const hasBatch = graph.inputs.some(({ shape }) => shape.includes(batchDimension));
    return { graph, summary: summarizeGraph(graph, hasBatch ? { [batchDimension]: batch } : {}) };
  } catch (error) {
    if (error instanceof ModelError) return { open: [], refusal: error.message };
    throw error;
  }
}

function ownBudgets({ attributes }: Diagram): { readonly budgets: readonly PlacedBudget[]; readonly diagnostics: readonly Diagnostic[] } {
  const value = (attributes.get("budget") ?? attributes.get("budgets"))?.value;
  const budgets: PlacedBudget[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { 0: text, index } of value?.value.matchAll(/[^\s,;](?:[^,;]*[^\s,;])?/g) ?? []) {
    const span = mappedSpan(value!, index, index + text.length);
    const parsed = parseBudget(text);
    if (isBudget(parsed)) budgets.push({ ...parsed, span });
    else diagnostics.push(reportLint("budget-syntax", span, parsed, { fixes: parsed.nearest === undefined ? [] : [writeFigure(parsed.nearest, span, parsed.figure!.length)] }));
  }
  return { budgets, diagnostics };
}

function writeFigure(nearest: string, { file, start }: Span, length: number): Fix {
  return { title: { en: `Write \`${nearest}\``, zh: `写作 \`${nearest}\`` }, edits: [{ span: { file, start, end: start + length }, text: nearest }], preferred: true };
}

const mostNodes = 3;

function holdBudget({ figure, bound, limit, text, span }: PlacedBudget, diagram: Diagram, { graph, summary }: Measured): readonly Diagnostic[] {
  const found = figureOf(summary, figure);
  if (bound === "most" ? found <= limit : found >= limit) return [];
  const most = nodeFigures(graph, summary, figure).filter(({ amount }) => amount > 0).toSorted((a, b) => b.amount - a.amount).slice(0, mostNodes);
  const perRun = figure === "macs" || figure === "peakActivationBytes";
  const sizes = perRun ? Object.entries(summary.runDimensions).map(([name, size]) => `${name}=${size}`).join(", ") : "";
  const params = { name: summary.model, budget: text, figure, found, limit, sizes, most };
  return [reportLint("budget-exceeded", span, params, { related: most.flatMap(({ path }) => nodePlace(path, diagram)) })];
}

function figureOf({ parameters, macs, weightBytes, peakActivationBytes }: Summary, figure: Figure): number {
  return { params: parameters, macs, weightBytes, peakActivationBytes }[figure];
}

/** Of the diagram's own node, which a path starts with. */
function nodePlace(path: string, { nodes }: Diagram): readonly Related[] {
  const node = nodes.find(({ id }) => path === id || path.startsWith(`${id}.`));
  return node === undefined ? [] : [{ span: node.span, message: { en: `\`${path}\``, zh: `\`${path}\`` } }];
}
