/** Gathers the statements of one function while its diagram is inferred, and what its scope must know of them. */
import { atomDimension, namesIn, type Dimension } from "../ir/dimension.ts";
import type { DiagramNode } from "../ir/diagram.ts";
import type { LinkedNode } from "../ir/linked.ts";
import type { AttributeExpression, ModelFunction, Scan, SizeExpression, Statement } from "../ir/program.ts";
import { settleSize } from "./express-size.ts";
import type { Scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

export class FunctionBuilder {
  readonly statements: Statement[] = [];
  readonly scope: Scope;
  /** Parameters that expressions imply, by their names as written. */
  readonly parameters = new Map<string, Tensor>();
  /** Weight matrices that expressions may share, by the node of their layer. */
  readonly weights = new Map<DiagramNode, { readonly value: string; readonly shape: readonly Dimension[] }>();
  private claimed: ReadonlySet<LinkedNode> | undefined;
  /** Names of values: those of nodes are their ids. */
  private taken: Set<string> | undefined;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  add(statement: Statement): void {
    this.statements.push(statement);
  }

  /** A name for a value that is no node's: `wanted`, unless a node or another value is called so. */
  nameValue(wanted: string): string {
    this.taken ??= new Set(this.scope.linked.nodes.map(({ node }) => node.id));
    let name = wanted;
    while (this.taken.has(name)) name += "#";
    this.taken.add(name);
    return name;
  }

  /** Whether a feature map says what shape the node gives. */
  isClaimed(node: LinkedNode): boolean {
    this.claimed ??= claimedNodes(this.scope.linked.nodes);
    return this.claimed.has(node);
  }

  /** A size of a value's axis that this function's names may not tell; `actual` is what it is, where that is known. */
  nameAxis(value: string, axis: number, actual: Dimension | undefined): Dimension {
    const { solver, axes } = this.scope;
    const names = actual === undefined ? [] : [...namesIn(solver.resolve(actual))];
    if (names.length > 0 && names.every((atom) => solver.roleOf(atom) === "run")) return actual!;
    const atom = solver.newAtom(`${value}.${axis}`, "axis", actual);
    axes.set(atom, { value, axis });
    return atomDimension(atom);
  }

  build(inputs: readonly string[], outputs: ModelFunction["outputs"]): ModelFunction {
    const isSettled = this.scope.unsettled.size === 0;
    const statements = isSettled ? this.statements : this.statements.map((statement) => mapSizes(statement, (size) => settleSize(size, this.scope)));
    const used = new Set<string>();
    for (const statement of statements) addSizes(statement, used);
    const formals = [...new Set([...this.scope.linked.formals.map(({ name }) => name), ...used])].filter((name) => used.has(name));
    return { name: this.scope.linked.name, formals, inputs, statements, outputs };
  }
}

function claimedNodes(nodes: readonly LinkedNode[]): ReadonlySet<LinkedNode> {
  return new Set(nodes.flatMap(({ meaning, inputs: [input] }) => (meaning.kind === "featureMap" && meaning.label?.shape !== undefined && input !== undefined ? [input] : [])));
}

function mapSizes<T extends Statement>(statement: T, change: (size: SizeExpression) => SizeExpression): T;
function mapSizes(statement: Statement, change: (size: SizeExpression) => SizeExpression): Statement {
  switch (statement.kind) {
    case "input": case "randn": return { ...statement, shape: statement.shape.map(change) };
    case "parameterOf": return statement;
    case "apply": return { ...statement, inputs: statement.inputs.map((input) => (typeof input === "string" ? input : change(input))), attributes: Object.fromEntries(Object.entries(statement.attributes).map(([name, value]) => [name, mapAttribute(value, change)])) };
    case "call": return { ...statement, sizes: statement.sizes.map(({ name, value }) => ({ name, value: change(value) })), ...(statement.scan === undefined ? {} : { scan: mapScan(statement.scan, change) }) };
    case "repeat": return { ...statement, count: change(statement.count), body: mapSizes(statement.body, change) };
  }
}

function mapScan(scan: Scan, change: (size: SizeExpression) => SizeExpression): Scan {
  return { ...scan, inputs: scan.inputs.map((input) => (input.kind === "state" ? { ...input, shape: input.shape.map(change) } : input)) };
}

function mapAttribute(attribute: AttributeExpression, change: (size: SizeExpression) => SizeExpression): AttributeExpression {
  if (typeof attribute === "boolean") return attribute;
  return "kind" in attribute ? change(attribute) : attribute.map(change);
}

/** The names in a statement's sizes, in the order in which it says them. */
function addSizes(statement: Statement, names: Set<string>): void {
  switch (statement.kind) {
    case "parameterOf":
      return;
    case "input": case "randn":
      for (const size of statement.shape) addNames(size, names);
      break;
    case "apply":
      for (const input of statement.inputs) if (typeof input !== "string") addNames(input, names);
      for (const attribute of Object.values(statement.attributes)) addAttribute(attribute, names);
      break;
    case "call":
      for (const { value } of statement.sizes) addNames(value, names);
      for (const input of statement.scan?.inputs ?? []) if (input.kind === "state") for (const size of input.shape) addNames(size, names);
      break;
    case "repeat":
      addNames(statement.count, names);
      addSizes(statement.body, names);
  }
}

function addAttribute(attribute: AttributeExpression, names: Set<string>): void {
  if (typeof attribute === "boolean") return;
  if ("kind" in attribute) addNames(attribute, names);
  else for (const size of attribute) addNames(size, names);
}

function addNames(size: SizeExpression, names: Set<string>): void {
  switch (size.kind) {
    case "name":
      names.add(size.name);
      break;
    case "sum":
      for (const { value } of size.terms) addNames(value, names);
      break;
    case "product":
      for (const { value } of size.factors) addNames(value, names);
      break;
    case "floor":
      addNames(size.value, names);
  }
}
