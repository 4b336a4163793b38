/**
 * The statements between a graph's braces, as steps. One loop over a stack of open groups, each with what its statement
 * awaits; the stack is a linked list of frozen frames, so that the parser can go back when a string proves to have
 * swallowed its neighbours.
 */
import type { Atom } from "./atom.ts";
import { parseAttributes, parseRest } from "./attribute-list.ts";
import type { DotStep, NodeSyntax } from "./dot-syntax.ts";
import { EXPECTED, isGraphHeader, reportReserved, reportUnexpected } from "./syntax-reports.ts";
import { code, trimmedEnd, type Mark, type TokenStream } from "./token-stream.ts";
import { gluedName } from "./unquoted-text.ts";

interface Frame {
  readonly group: Group;
  /** A new statement, an end of an edge (after an operator), or what may follow an end. */
  readonly awaits: "statement" | "end" | "rest";
}

/** An open group, and the frames that it goes through. */
class Group {
  /** Where to go on behind it. */
  readonly outer: Frame | undefined;
  readonly depth: number;
  readonly statement: Frame = { group: this, awaits: "statement" };
  readonly end: Frame = { group: this, awaits: "end" };
  readonly rest: Frame = { group: this, awaits: "rest" };

  constructor(outer: Frame | undefined) {
    this.outer = outer;
    this.depth = (outer?.group.depth ?? 0) + 1;
  }
}

interface Checkpoint {
  readonly frame: Frame;
  readonly mark: Mark;
  readonly steps: number;
}

/** What people write for `->`. */
const MEANT_AS_EDGE = /-+[ \t]*>|=+>|>|-/y;

/** How much text may be read again for broken strings, in lengths of the text. */
const PATIENCE = 8;

const noPort: readonly Atom[] = [];

export class GraphBody {
  readonly steps: DotStep[] = [];
  private readonly stream: TokenStream;
  private readonly operator: string;
  private readonly brace: number;
  private patience: number;
  /** Where attributes begin that follow a node without `[`, in case a `]` turns up. */
  private looseAttributes: number | undefined;

  /** `brace` is the offset of the graph's `{` (or of what stands for it), which has been taken. */
  constructor(stream: TokenStream, directed: boolean, brace: number) {
    this.stream = stream;
    this.operator = directed ? "->" : "--";
    this.brace = brace;
    this.patience = PATIENCE * (stream.scanner.limit - brace);
  }

  /** Whether the closing brace was found. */
  parse(): boolean {
    const { stream } = this;
    let frame: Frame | undefined = new Group(undefined).statement;
    let suspected: Checkpoint | undefined;
    stream.calm();
    while (frame) {
      const before: Frame = frame;
      const { last } = stream;
      const position = last?.end ?? stream.peek().start;
      const reported = stream.diagnostics.length;
      const steps = this.steps.length;
      if (this.isUnclosed(frame)) return this.reportBrace(frame);
      frame = this.advance(frame);
      if (stream.suspect) suspected ??= { frame: before, mark: { last, position, reported }, steps };
      if (stream.troubled && suspected && this.mayRepair(suspected)) {
        stream.repairSuspect(suspected.mark);
        this.steps.length = suspected.steps;
        frame = suspected.frame;
        suspected = undefined;
      }
      stream.troubled = false;
    }
    return true;
  }

  private mayRepair(suspected: Checkpoint): boolean {
    this.patience -= this.stream.scanner.position - suspected.mark.position;
    return this.patience > 0;
  }

  private isUnclosed(frame: Frame): boolean {
    return this.stream.peek().kind === "end" || (frame.awaits !== "rest" && isGraphHeader(this.stream));
  }

  private reportBrace(frame: Frame): false {
    const { stream, brace } = this;
    const next = stream.peek();
    this.closeAll(frame);
    const at = trimmedEnd(stream.file.text, brace, next.start);
    const braces = "}".repeat(frame.group.depth);
    stream.report("unclosed-brace", brace, brace + 1, {}, stream.insertion(at, next.kind === "end" ? `\n${braces}` : `\n${braces}\n`));
    return false;
  }

  private closeAll(innermost: Frame): void {
    for (let frame: Frame | undefined = innermost; frame; frame = frame.group.outer) {
      if (frame.awaits !== "statement") this.steps.push({ step: "end", attributes: [], listed: false });
      if (frame.group.outer) this.steps.push({ step: "close" });
    }
  }

  private advance(frame: Frame): Frame | undefined {
    if (frame.awaits === "rest") return this.rest(frame);
    if (frame.awaits === "end") return this.end(frame);
    return this.statement(frame);
  }

  private statement(frame: Frame): Frame | undefined {
    const { stream } = this;
    const { kind, text } = stream.peek();
    if (stream.sees("}")) return this.close(frame);
    if (kind === "keyword" && (text === "node" || text === "edge" || text === "graph")) return this.defaults(frame, text);
    if (stream.seesAtom()) return this.nodesOrAttribute(frame);
    if (stream.sees("{") || (kind === "keyword" && text === "subgraph")) return this.open(frame);
    this.strayToken();
    return frame;
  }

  private end(frame: Frame): Frame {
    const { stream } = this;
    const { kind, text } = stream.peek();
    if (stream.seesAtom()) return this.nodes(frame, stream.takeAtom());
    if (stream.sees("{") || (kind === "keyword" && text === "subgraph")) return this.open(frame);
    if (kind === "keyword") {
      reportReserved(stream);
      return this.nodes(frame, stream.takeAtom());
    }
    if (kind === "edge") {
      reportUnexpected(stream, EXPECTED.end, stream.replacement(stream.peek().start, stream.peek().end, ""));
      stream.take();
      return frame;
    }
    reportUnexpected(stream, EXPECTED.end);
    return frame.group.rest;
  }

  private rest(frame: Frame): Frame {
    const { stream } = this;
    if (stream.peek().kind === "edge" || this.meantAsEdge() > 0) return this.edge(frame);
    if (stream.sees("[")) {
      this.endStatement(parseAttributes(stream), true);
      return frame.group.statement;
    }
    if (stream.sees(":") || stream.sees("=") || stream.sees("+") || stream.sees(",")) {
      reportUnexpected(stream, EXPECTED.statement);
      stream.skip();
      if (stream.seesAtom()) stream.skip();
      return frame;
    }
    this.endStatement([], false);
    return frame.group.statement;
  }

  private endStatement(attributes: Extract<DotStep, { step: "end" }>["attributes"], listed: boolean): void {
    this.steps.push({ step: "end", attributes, listed });
    this.looseAttributes = undefined;
    this.separator();
  }

  private separator(): boolean {
    if (!this.stream.sees(";")) return false;
    this.stream.take();
    return true;
  }

  private open(frame: Frame): Frame {
    const { stream } = this;
    const keyword = stream.sees("{") ? undefined : stream.take();
    const reserved = keyword && stream.peek().kind === "keyword" && stream.sees("{", 1);
    if (reserved) reportReserved(stream);
    const name = keyword && (reserved || stream.seesAtom()) ? stream.takeAtom() : undefined;
    this.steps.push({ step: "open", name });
    if (stream.sees("{")) stream.take();
    else if (this.missingBrace()) {
      this.steps.push({ step: "close" });
      return frame.group.rest;
    }
    this.looseAttributes = undefined;
    return new Group(frame.group.rest).statement;
  }

  /** Whether the group has to be taken for an empty one: nothing of it follows. */
  private missingBrace(): boolean {
    const { stream } = this;
    const { start, end } = stream.last ?? stream.peek();
    const empty = !stream.seesAtom() && stream.peek().kind !== "keyword";
    stream.report("missing-brace", start, end, { after: code(stream.file.text.slice(start, end)) }, stream.insertion(end, empty ? " {}" : " {"));
    return empty;
  }

  private close(frame: Frame): Frame | undefined {
    this.stream.take();
    if (frame.group.outer) this.steps.push({ step: "close" });
    this.looseAttributes = undefined;
    return frame.group.outer;
  }

  private defaults(frame: Frame, target: "node" | "edge" | "graph"): Frame {
    const { stream } = this;
    // `node -> a`, `node=1`: meant as a name.
    if (stream.peek(1).kind === "edge" || stream.sees("=", 1) || stream.sees(":", 1)) {
      reportReserved(stream);
      return this.nodesOrAttribute(frame);
    }
    stream.take();
    // `node NAME = […]` is grammar for macros that Graphviz never made; it warns, and takes the list.
    if (stream.seesAtom() && stream.sees("=", 1) && stream.sees("[", 2)) {
      stream.takeAtom();
      stream.take();
    }
    if (!stream.sees("[")) {
      reportUnexpected(stream, EXPECTED.list);
      this.separator();
      return frame;
    }
    this.steps.push({ step: "defaults", target, attributes: parseAttributes(stream) });
    this.separator();
    return frame;
  }

  private nodesOrAttribute(frame: Frame): Frame {
    const { stream } = this;
    const atom = stream.takeAtom();
    if (!stream.sees("=") || this.meantAsEdge() > 0) return this.nodes(frame, atom);
    const start = atom.first.start;
    const previous = this.steps.at(-1);
    if (previous?.step === "end" && !previous.listed) this.looseAttributes ??= start;
    stream.take();
    if (stream.peek().kind === "keyword") reportReserved(stream);
    else if (!stream.seesAtom()) {
      this.missingValue(atom);
      return frame;
    }
    this.steps.push({ step: "defaults", target: "graph", attributes: [{ name: atom, value: stream.takeAtom() }] });
    if (this.separator()) this.looseAttributes = undefined;
    return frame;
  }

  private missingValue(name: Atom): void {
    const { start, end } = name.first;
    this.stream.report("missing-value", start, end, { name: code(name.value) });
    this.separator();
  }

  private nodes(frame: Frame, first: Atom): Frame {
    const { stream } = this;
    const nodes: NodeSyntax[] = [{ id: gluedName(stream, first), port: this.port() }];
    while (stream.sees(",")) {
      stream.take();
      if (stream.seesAtom()) nodes.push({ id: gluedName(stream, stream.takeAtom()), port: this.port() });
      else reportUnexpected(stream, EXPECTED.end, stream.replacement(stream.last?.start ?? 0, stream.last?.end ?? 0, ""));
    }
    this.steps.push({ step: "nodes", nodes });
    return frame.group.rest;
  }

  private port(): readonly Atom[] {
    const { stream } = this;
    if (!stream.sees(":")) return noPort;
    const port: Atom[] = [];
    while (port.length < 2 && stream.sees(":")) {
      stream.take();
      if (stream.peek().kind === "keyword") reportReserved(stream);
      else if (!stream.seesAtom()) {
        reportUnexpected(stream, EXPECTED.port);
        break;
      }
      port.push(stream.takeAtom());
    }
    return port;
  }

  /** The length of what is ahead and was meant as `->`; 0 where nothing was. */
  private meantAsEdge(): number {
    const token = this.stream.peek();
    if (token.kind !== "bad" && token.kind !== "edge" && !(token.kind === "mark" && token.text === "=")) return 0;
    MEANT_AS_EDGE.lastIndex = token.start;
    return MEANT_AS_EDGE.exec(this.stream.file.text)?.[0].length ?? 0;
  }

  private edge(frame: Frame): Frame {
    const { stream, operator } = this;
    const token = stream.peek();
    const end = Math.max(token.end, token.start + this.meantAsEdge());
    const written = stream.file.text.slice(token.start, end);
    // Of an undirected graph with arrows undirected-graph says all, and offers `digraph`.
    if (written !== operator && written !== "->") {
      const fix = operator === "->" ? stream.replacement(token.start, end, "->") : undefined;
      stream.report("edge-operator", token.start, end, { found: code(written), wanted: operator }, fix);
    }
    stream.skip();
    if (end > token.end) stream.jump(end);
    this.steps.push({ step: "edge", operator: token });
    return frame.group.end;
  }

  /** Reports what can begin no statement, and goes past it. */
  private strayToken(): void {
    const { stream } = this;
    const token = stream.peek();
    if ((stream.sees("]") || stream.sees(",")) && this.looseAttributes !== undefined) {
      reportUnexpected(stream, EXPECTED.statement, stream.insertion(this.looseAttributes, "["));
      stream.skip();
      if (token.text === ",") parseRest(stream, token, []);
      this.looseAttributes = undefined;
      this.separator();
    } else if (stream.sees("[")) {
      reportUnexpected(stream, EXPECTED.statement);
      parseAttributes(stream);
      this.separator();
    } else {
      const surplus = stream.sees(";") || stream.sees(",") || stream.sees("]");
      reportUnexpected(stream, EXPECTED.statement, surplus ? stream.replacement(token.start, token.end, "") : undefined);
      stream.skip();
      // A run of characters that DOT doesn't know is one mistake.
      while (token.kind === "bad" && stream.peek().kind === "bad" && stream.peek().start === stream.last?.end) stream.skip();
    }
  }
}
