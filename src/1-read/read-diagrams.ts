/**
 * The first phase: text -> the diagrams in it and everything wrong with how they are written. Takes a file's text, DOT or
 * any text that holds graphs; never throws. Knows Graphviz, nothing of networks.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readRules } from "../diagnostics/rules/read.ts";
import { reporter } from "../diagnostics/rules/rule.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { SourceFile } from "../ir/source.ts";
import { buildDiagram } from "./build-diagram.ts";
import type { GraphSyntax } from "./dot-syntax.ts";
import { findRegions, nextGraph, unclosedGraphEnd, type Region } from "./find-graphs.ts";
import { parseDocument, parseGraphAt, type DotSyntax } from "./parse-dot.ts";

const report = reporter(readRules);

/** How much prose may be read again behind graphs that are not closed, in lengths of the prose. */
const PATIENCE = 20;

export interface ReadResult {
  /** In the order of the text. */
  readonly diagrams: Diagram[];
  /** In the order of the text. */
  readonly diagnostics: Diagnostic[];
}

export function readDiagrams(file: SourceFile): ReadResult {
  const nul = file.text.indexOf("\0");
  if (nul >= 0) return { diagrams: [], diagnostics: [report("not-text", { file, start: nul, end: nul + 1 }, {})] };
  const diagrams: Diagram[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const region of findRegions(file)) {
    const syntax = region.kind === "dot" ? parseDocument(file, region.start, region.end) : parseProse(file, region);
    for (const diagnostic of syntax.diagnostics) diagnostics.push(diagnostic);
    for (const graph of syntax.graphs) {
      const built = buildDiagram(file, graph);
      diagrams.push(built.diagram);
      for (const diagnostic of built.diagnostics) diagnostics.push(diagnostic);
    }
  }
  if (diagrams.length === 0 && diagnostics.length === 0) diagnostics.push(report("no-diagram", { file, start: 0, end: 0 }, {}));
  return { diagrams, diagnostics: diagnostics.sort((a, b) => a.span.start - b.span.start) };
}

function parseProse(file: SourceFile, region: Region): DotSyntax {
  const graphs: GraphSyntax[] = [];
  const diagnostics: Diagnostic[] = [];
  let position: number | undefined = region.start;
  let patience = PATIENCE * (region.end - region.start);
  while (patience > 0 && (position = nextGraph(file.text, position, region.end)) !== undefined) {
    let found = parseGraphAt(file, position, region.end);
    patience -= found.position - position;
    // Where a graph is not closed, all that follows is prose: it is read again without that.
    if (!found.graph.closed) found = parseGraphAt(file, position, unclosedGraphEnd(file.text, position, found.graph.end));
    graphs.push(found.graph);
    for (const diagnostic of found.diagnostics) diagnostics.push(diagnostic);
    position = Math.max(found.graph.end, position + 1);
  }
  return { graphs, diagnostics };
}
