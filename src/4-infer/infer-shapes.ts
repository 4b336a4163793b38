/**
 * Linked diagrams -> programs: gives every tensor its shape, checks every claim, binds every name, and writes down
 * each model as functions of statements. Each linked diagram is inferred on its own as well, so that what is wrong
 * with a block is told in the block.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Diagram, DiagramNode } from "../ir/diagram.ts";
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { Apply, Call, Program } from "../ir/program.ts";
import { BATCH_COUNTER } from "../runtime/state-names.ts";
import { isShapeRemark } from "../2-interpret/shape-remark.ts";
import { FunctionBuilder } from "./function-builder.ts";
import { FunctionTable } from "./function-table.ts";
import { inferCall } from "./infer-call.ts";
import { inferExpression } from "./infer-expression.ts";
import { believeClaim, checkLayer, inferClaim, inferLayer, inferModelInput, inferOperator, inferParameter, type NodeContext } from "./infer-node.ts";
import { inferRepeat } from "./infer-repeat.ts";
import { checkStates, stepOutputs } from "./infer-steps.ts";
import { Scope, type Told } from "./scope.ts";
import { Solver } from "./solver.ts";
import type { Tensor } from "./tensor.ts";
import { Findings } from "./told.ts";
import { hasFalseClaims, Tellings, weighClaims, type Telling } from "./weigh-claims.ts";

export interface InferRequest {
  readonly linked: readonly LinkedDiagram[];
  /** Those that are models of their own; the others are there as blocks. */
  readonly models: ReadonlySet<Diagram>;
  /** `--set NAME=VALUE`. */
  readonly set: ReadonlyMap<string, number>;
}

export interface InferResult {
  /** Of each model, whether or not its diagram is free of errors. */
  readonly programs: ReadonlyMap<Diagram, Program>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the inference of one model shares among its functions. */
export interface Inference {
  readonly solver: Solver;
  readonly findings: Told;
  readonly functions: FunctionTable;
  readonly set: ReadonlyMap<string, number>;
  /** Names that a call leaves open, for the model to give or to refuse. */
  readonly leftOpen: { readonly name: string; readonly tell: () => void }[];
  /** Names of parameters, and the node that each belongs to. */
  readonly parameterNames: Map<string, DiagramNode>;
  /** Blocks inferred so far. */
  blocks: number;
  /** The cell of whose step the inside is being inferred. */
  step: string | undefined;
}

/** What every `create…` takes beside the sizes. */
const createOptions = new Set(["seed", "weights", "backend", "signal"]);

export function inferShapes({ linked, models, set }: InferRequest): InferResult {
  const findings = new Findings();
  const programs = new Map<Diagram, Program>();
  for (const model of linked) {
    const { program, tellings } = inferModel(model, models.has(model.diagram), set);
    for (const { scope, diagnostic } of tellings) findings.tell(scope, diagnostic);
    if (models.has(model.diagram)) programs.set(model.diagram, program);
  }
  return { programs, diagnostics: findings.all() };
}

interface Reading {
  readonly program: Program;
  readonly tellings: readonly Telling[];
}

/** Read a second time, by what arrives, where feature maps claim what does not. */
function inferModel(linked: LinkedDiagram, isModel: boolean, set: ReadonlyMap<string, number>): Reading {
  const asClaimed = readModel(linked, isModel, set, "claims");
  if (!hasFalseClaims(asClaimed.tellings)) return asClaimed;
  const asArriving = readModel(linked, isModel, set, "tensors");
  return { ...asClaimed, tellings: weighClaims(asClaimed.tellings, asArriving.tellings) };
}

function readModel(linked: LinkedDiagram, isModel: boolean, set: ReadonlyMap<string, number>, believes: Scope["believes"]): Reading {
  const solver = new Solver();
  const findings = new Tellings();
  const inference: Inference = { solver, findings, functions: new FunctionTable(), set, leftOpen: [], parameterNames: new Map(), blocks: 0, step: undefined };
  const scope = new Scope(linked, solver, findings, undefined, [], believes);
  scope.bindValues(set);
  const builder = new FunctionBuilder(scope);
  const tensors = inferNodes(builder, inference, (context) => {
    const label = context.node.meaning.kind === "featureMap" ? context.node.meaning.label : undefined;
    if (label?.shape !== undefined || isModel) return inferModelInput(context, label);
    label?.slips.filter(isShapeRemark).forEach((remark) => scope.tell(remark));
    return undefined;
  });
  settleOpen(inference, scope);
  if (linked.cell !== undefined) checkStates(linked.cell, tensors, scope);
  const outputs = stepOutputs(linked).map((node) => ({ name: node.node.id, value: tensors.get(node)?.value ?? "" }));
  const main = builder.build([], outputs);
  for (const name of main.formals.filter((option) => createOptions.has(option))) {
    scope.tell(reportInfer("reserved-name", linked.formals.find((formal) => formal.name === name)!.span, { name }));
  }
  const file = linked.diagram.file.path.replace(/^.*[/\\]/, "");
  return { program: { name: linked.name, file, options: main.formals, functions: [...inference.functions.list, main] }, tellings: findings.list };
}

/** The statements of a diagram in the order of its data; what each node gives, where that is known. */
export function inferNodes(builder: FunctionBuilder, inference: Inference, input: (context: NodeContext) => Tensor | undefined): ReadonlyMap<LinkedNode, Tensor> {
  const tensors = new Map<LinkedNode, Tensor>();
  const { scope } = builder;
  for (const node of scope.linked.nodes) {
    const inputs = node.inputs.flatMap((from) => tensors.get(from) ?? []);
    const isInput = node.inputs.length === 0;
    const context: NodeContext = { builder, node, inputs };
    if (inputs.length < node.inputs.length) {
      const believed = node.meaning.kind === "featureMap" ? believeClaim(context, node.meaning.label) : undefined;
      if (believed !== undefined) tensors.set(node, believed);
      if (node.meaning.kind === "layer") checkLayer(context, node.meaning);
      continue;
    }
    const tensor = isInput && node.meaning.kind === "featureMap" ? input(context) : inferNode(context, inference);
    if (tensor !== undefined) tensors.set(node, tensor);
  }
  scope.keepPromises();
  return tensors;
}

function inferNode(context: NodeContext, inference: Inference): Tensor | undefined {
  const { meaning } = context.node;
  switch (meaning.kind) {
    case "unknown":
      return undefined;
    case "featureMap":
      return inferClaim(context, meaning.label);
    case "parameter":
      noteNames([""], context.node, context.node.node.id, context.builder, inference);
      return inferParameter(context, meaning);
    case "expression":
      return inferExpression(context, meaning, (name) => noteNames([""], context.node, name, context.builder, inference));
    case "operator":
      return keep(context, inference, inferOperator(context, meaning));
    case "layer": {
      const repeats = meaning.label.count !== undefined && meaning.entry.label!.count === undefined;
      const once = (turn: NodeContext) => inferLayer(turn, meaning);
      return repeats ? inferRepeat(context, inference, meaning.label.count!, once) : keep(context, inference, once(context));
    }
    case "block": {
      const once = (turn: NodeContext) => inferCall(turn, meaning, inference);
      return meaning.label.count === undefined ? keep(context, inference, once(context)) : inferRepeat(context, inference, meaning.label.count, once);
    }
  }
}

function keep({ builder, node }: NodeContext, inference: Inference, made: ReturnType<typeof inferLayer> | ReturnType<typeof inferCall>): Tensor | undefined {
  if (made === undefined) return undefined;
  builder.add(made.apply);
  noteParameters(made.apply, node, made.apply.id, builder, inference);
  return made.tensor;
}

export function noteParameters(statement: Apply | Call, node: LinkedNode, id: string, builder: FunctionBuilder, inference: Inference): void {
  if (statement.kind !== "apply") return;
  const { operation, attributes } = statement;
  const parameters = operation.parameters?.({ bias: attributes["bias"] !== false }) ?? [];
  if (parameters.length === 0 && operation.countsBatches !== true) return;
  noteNames([...parameters.map(({ name }) => name), ...(operation.countsBatches === true ? [BATCH_COUNTER] : [])], node, id, builder, inference);
}

/** Parameters are called after the path of node ids; ids with dots could make two of one name. */
function noteNames(names: readonly string[], { node, span }: LinkedNode, id: string, { scope }: FunctionBuilder, { parameterNames }: Inference): void {
  const ownPath = scope.path.length === 0 ? id : `${scope.path.join(".")}.${id}`;
  for (const name of names) {
    const path = name === "" ? ownPath : `${ownPath}.${name}`;
    const before = parameterNames.get(path);
    if (before !== undefined && before !== node) scope.tell(reportInfer("parameter-name", span, { name: path }));
    parameterNames.set(path, node);
  }
}

/** A diagram that is open itself (a block on its own) hands its calls' open names on as options; a closed one must not leave any. */
function settleOpen({ solver, leftOpen }: Inference, scope: Scope): void {
  const isOpen = [...scope.names.values()].some((atom) => solver.options.has(atom));
  for (const { name, tell } of leftOpen) {
    const atom = scope.atom(name);
    if (solver.bindings.has(atom) || solver.roleOf(atom) === "run") continue;
    if (isOpen || solver.options.has(atom)) solver.options.add(atom);
    else tell();
  }
}

