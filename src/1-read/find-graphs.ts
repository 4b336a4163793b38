/**
 * Where in a text DOT stands: the whole of a .dot file; in prose, fenced blocks that say so and, anywhere else, what
 * begins like a graph. Answers with ranges; whether they hold good DOT is for the parser to say.
 */
import type { SourceFile } from "../ir/source.ts";

/** `dot`: DOT from `start` to `end`. `prose`: text in which `nextGraph` is to look for graphs. */
export interface Region {
  readonly kind: "dot" | "prose";
  readonly start: number;
  readonly end: number;
}

const ID = String.raw`(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]{0,255}|-?[0-9]{1,16}(?:\.[0-9]{0,16})?|"(?:[^"\\\n]|\\.){0,255}")`;
const HEADER = new RegExp(String.raw`(?<![\w.$-])(?:strict[ \t\r\n]{1,16})?(?<keyword>di)?graph(?:[ \t\r\n]{1,16}(?<name>${ID}))?[ \t\r\n]{0,16}\{`, "gi");
/** What makes a `{` after `graph x` the beginning of DOT and not of a sentence. */
const BODY = new RegExp(String.raw`^\s*(?:(?:node|edge|graph)\s*\[|subgraph\b|${ID}\s*(?:->|--|\[|=|;|:))`, "i");
/** How much after a `{` is looked at. */
const GLANCE = 600;

const STARTS_LIKE_DOT = /^\ufeff?(?:\s|\/\/[^\n]*\n|#[^\n]*\n|\/\*[^*]*\*\/)*(?:strict\s+)?(?:di)?graph\b/i;
const FENCE = /^[ \t]*(?<fence>`{3,}|~{3,})[ \t]*(?<language>[^\s`]*)[^\n]*$/gm;
const DOT_LANGUAGE = /^\{?\.?(?:dot|gv|graphviz)\b/i;
/** A language of diagrams that has a `graph` of its own. */
const OTHER_LANGUAGE = /^(?:mermaid|plantuml|puml)\b/i;

/** The regions of a file that may hold graphs, in order. */
export function findRegions(file: SourceFile): Region[] {
  const { path, text } = file;
  const whole: Region = { kind: "dot", start: 0, end: text.length };
  if (/\.(?:dot|gv)$/i.test(path) || path === "<model>") return [whole];
  if (path === "<stdin>" && STARTS_LIKE_DOT.test(text.slice(0, 100_000))) return [whole];
  return fencedRegions(text);
}

function fencedRegions(text: string): Region[] {
  const regions: Region[] = [];
  let position = 0;
  let open: { readonly fence: string; readonly language: string } | undefined;
  for (const match of text.matchAll(FENCE)) {
    const { fence = "", language = "" } = match.groups ?? {};
    if (open && !(fence.startsWith(open.fence) && language === "")) continue;
    pushRegion(regions, open?.language, position, match.index);
    position = match.index + match[0].length;
    open = open ? undefined : { fence, language };
  }
  pushRegion(regions, open?.language, position, text.length);
  return regions;
}

function pushRegion(regions: Region[], language: string | undefined, start: number, end: number): void {
  if (language !== undefined && OTHER_LANGUAGE.test(language)) return;
  regions.push({ kind: language !== undefined && DOT_LANGUAGE.test(language) ? "dot" : "prose", start, end });
}

/** Where the next graph in prose begins, from `from` on; undefined where there is none before `end`. */
export function nextGraph(text: string, from: number, end: number): number | undefined {
  const prose = text.slice(from, end);
  for (const { 0: header, index, groups } of prose.matchAll(HEADER)) {
    const sure = groups?.["keyword"] !== undefined && groups["name"] !== undefined;
    const body = index + header.length;
    if (sure || BODY.test(prose.slice(body, body + GLANCE))) return from + index;
  }
  return undefined;
}

/**
 * The end of a graph in prose that is never closed, before `end`: the end of its line where it begins with statements on
 * the line of its `{`, else the next empty line.
 */
export function unclosedGraphEnd(text: string, start: number, end: number): number {
  const graph = text.slice(start, end);
  const brace = graph.indexOf("{") + 1;
  const line = graph.slice(brace).search(/[\n]|$/) + brace;
  if (graph.slice(brace, line).trim() !== "") return start + line;
  const blank = graph.slice(line).search(/\n[ \t\r]*\n/);
  return blank < 0 ? end : start + line + blank;
}
