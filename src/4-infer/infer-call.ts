/** A call of a block: binds its formals by arguments, by what arrives and by the caller's names; infers its inside. */
import type { Related } from "../diagnostics/diagnostic.ts";
import { reportExpression } from "../diagnostics/rules/expression.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, namesIn, substitute, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { Argument, FeatureMapLabel } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode, Meaning } from "../ir/linked.ts";
import type { Call, SizeExpression } from "../ir/program.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { bindArguments } from "../3-link/formals.ts";
import { replaceSize } from "./apply-operation.ts";
import { expressSize, expressSyntax } from "./express-size.ts";
import { FunctionBuilder } from "./function-builder.ts";
import { compareClaim, type NodeContext } from "./infer-node.ts";
import { inferNodes, type Inference } from "./infer-shapes.ts";
import { evaluateAxis, orderAxes } from "./read-shape.ts";
import { checkStates, outputsOf, scanOf, startState, stepsOf, tellSequence } from "./infer-steps.ts";
import { Scope, sourceOf } from "./scope.ts";
import { formatShape, type Tensor } from "./tensor.ts";
import { madeOf } from "./way-of-size.ts";

const mostBlocks = 20_000;

/** Names that a block leaves open, in the report of a call. */
const mostShown = 3;

function leftOpenAt({ name, span }: LinkedDiagram["formals"][number]): Related {
  return { span, message: { en: `\`${name}\` is open here`, zh: `\`${name}\` 在此未定` } };
}

export function inferCall({ builder, node, inputs }: NodeContext, { block, label, word }: Meaning & { kind: "block" }, inference: Inference): { readonly tensor: Tensor; readonly apply: Call } | undefined {
  const caller = builder.scope;
  inference.blocks += 1;
  if (inference.blocks > mostBlocks) {
    if (inference.blocks === mostBlocks + 1) caller.tell(reportInfer("too-many-layers", word.span, { most: mostBlocks }));
    return undefined;
  }
  if (block.hasLoop) return undefined;
  const name = label.words[0]!.text;
  const turn = caller.loop === undefined ? [] : [caller.format(atomDimension(caller.loop.atom))];
  const site = { scope: caller, node, span: label.words[0]!.span, name };
  const scope = new Scope(block, inference.solver, inference.findings, site, [...caller.path, node.node.id, ...turn]);
  const { bound, unused } = bindArguments(label.arguments, block.formals);
  for (const argument of block.isPartial ? [] : unused) tellUnused(argument, block.formals.map((formal) => formal.name), name, caller);
  if (block.isPartial && (inputs.length !== block.inputs.length || block.outputs.length !== 1)) return undefined;
  const steps = block.cell === undefined ? undefined : stepsOf(block, block.cell, inputs, scope);
  if (steps === "misfit") {
    tellSequence(block, inputs, name, word.span, scope);
    return undefined;
  }
  if (steps !== undefined && inference.step !== undefined) {
    caller.tell(reportExpression("cell-in-step", word.span, { cell: name, outer: inference.step }));
    return undefined;
  }
  if (steps === undefined && inputs.length !== block.inputs.length) {
    const [expected, expectedZh] = [`${block.inputs.length} tensors (${block.inputs.map((input) => input.node.id).join(", ")})`, `${block.inputs.length} 个张量`];
    caller.tell(reportInfer("input-count", word.span, { layer: name, expected, expectedZh, found: node.inputs.map((from) => from.node.id) }));
    return undefined;
  }
  if (block.outputs.length !== 1) {
    caller.tell(reportInfer("block-outputs", word.span, { block: name, outputs: block.outputs.map((output) => output.node.id), isCell: block.cell !== undefined }));
    return undefined;
  }
  for (const [formal, { value }] of bound) bindFormal(scope, formal, value, caller.evaluate(value));
  scope.bindValues(inference.set);
  const inside = new FunctionBuilder(scope);
  const arriving = steps?.arriving ?? new Map(block.inputs.map((input, index) => [input, inputs[index]!]));
  for (const [input, tensor] of arriving) bindArriving(input, tensor, bound, inside, name);
  for (const { value } of bound.values()) caller.openNames(value);
  inherit(scope, caller);
  const around = inference.step;
  inference.step = steps === undefined ? around : name;
  const tensors = inferNodes(inside, inference, (context) => (arriving.has(context.node) ? enter(context, arriving.get(context.node)!) : startState(context)));
  inference.step = around;
  if (block.cell !== undefined) checkStates(block.cell, tensors, scope);
  const isMisfit = block.isPartial || unused.length > 0 || block.inputs.some((input) => !tensors.has(input));
  leaveOpen(scope, caller, inference, isMisfit ? undefined : (names) => caller.tell(reportInfer("unbound-formal", word.span, { block: name, names }, { related: block.formals.filter((formal) => names.includes(formal.name)).slice(0, mostShown).map(leftOpenAt) })));
  const output = tensors.get(block.outputs[0]!);
  if (output === undefined || (steps !== undefined && block.inputs.some((input) => !tensors.has(input)))) return undefined;
  const made = inside.build(block.inputs.map((input) => input.node.id), outputsOf(block, steps !== undefined).map((each) => ({ name: each.node.id, value: tensors.get(each)?.value ?? "" })));
  const callee = inference.functions.add(made);
  const sizes = made.formals.map((formal) => ({ name: formal, value: expressFormal(scope, formal, caller) }));
  const { id } = node.node;
  const gathered = steps === undefined ? output.shape : [output.shape[0]!, steps.length, ...output.shape.slice(1)];
  const shape = gathered.map((size, axis) => localize(size, axis, id, builder));
  const scan = steps === undefined ? {} : { scan: scanOf(block, steps, (node) => tensors.get(node)!.shape.map((size) => expressSize(localize(size, -1, id, builder), caller))) };
  const apply: Call = { kind: "call", result: id, id, callee, inputs: inputs.map(({ value }) => value), sizes, ...scan };
  return { tensor: { ...output, shape, value: id, span: label.span, isParameter: false, from: madeOf(inputs) }, apply };
}

function bindFormal(scope: Scope, name: string, syntax: Argument["value"] | undefined, dimension: Dimension): void {
  const atom = scope.atom(name);
  scope.solver.bindings.set(atom, dimension);
  scope.bindings.set(atom, { syntax, dimension });
}

/** The sizes that arrive bind names that stand alone in the input's claim, and must agree with the arguments. */
function bindArriving(input: LinkedNode, tensor: Tensor, bound: ReadonlyMap<string, Argument>, { scope }: FunctionBuilder, block: string): void {
  const label = claimOf(input);
  const written = label?.shape === undefined ? undefined : orderAxes(label.shape, scope);
  if (written?.axes.length !== tensor.shape.length) return;
  const caller = scope.site!.scope;
  for (const [axis, { value }] of written.axes.entries()) {
    const found = tensor.shape[axis]!;
    const atom = value.kind === "name" ? scope.atom(value.name) : undefined;
    if (atom !== undefined && scope.solver.roleOf(atom) === "name" && !scope.solver.bindings.has(atom)) {
      bindFormal(scope, atom.name, undefined, found);
      continue;
    }
    const holds = scope.solver.equal(evaluateAxis(value, scope, false), found);
    const isInside = (atom: NameAtom) => scope.names.get(atom.name) === atom;
    for (const { atom: solved, value: size } of scope.solver.solved.filter(({ atom: bare }) => isInside(bare))) scope.bindings.set(solved, { syntax: undefined, dimension: size });
    scope.solver.solved = scope.solver.solved.filter(({ atom: bare }) => !isInside(bare));
    caller.settle(scope.site!.span);
    const argument = value.kind === "name" ? bound.get(value.name) : undefined;
    if (holds !== false || argument === undefined) continue;
    const size = caller.format(found);
    const params = { block, name: atom!.name, given: sourceOf(argument.value), found: size, arriving: formatShape(tensor, caller) };
    const related = [{ span: tensor.span, message: { en: `This gives ${params.arriving}`, zh: `这里给出 ${params.arriving}` } }];
    caller.tell(reportInfer("argument-mismatch", argument.value.span, params, { related, fixes: replaceSize(argument.value.span, size, true) }));
    scope.solver.bindings.set(atom!, found);
  }
}

function claimOf({ meaning }: LinkedNode): FeatureMapLabel | undefined {
  return meaning.kind === "featureMap" ? meaning.label : undefined;
}

/** Formals that nothing binds take the caller's dimension of the same name, where the caller knows one. */
function inherit(scope: Scope, caller: Scope): void {
  for (const { name } of scope.linked.formals) {
    if (!scope.solver.bindings.has(scope.atom(name)) && caller.knows(name)) bindFormal(scope, name, undefined, atomDimension(caller.atom(name)));
  }
}

/** Names that even the inside of the block did not decide are asked of the caller; `tell` is called where it has no answer. */
function leaveOpen(scope: Scope, caller: Scope, inference: Inference, tell: ((names: readonly string[]) => void) | undefined): void {
  const open = scope.linked.formals.filter(({ name }) => !scope.solver.bindings.has(scope.atom(name)));
  const names = open.map(({ name }) => name);
  for (const name of names) {
    bindFormal(scope, name, undefined, atomDimension(caller.atom(name)));
    if (caller.site === undefined && tell !== undefined) inference.leftOpen.push({ name, tell: () => tell(names) });
  }
}

/** An input of the block: what arrives, in the block's own words where it has any. */
function enter({ builder, node }: NodeContext, arriving: Tensor): Tensor | undefined {
  const { id } = node.node;
  const label = claimOf(node);
  const claimed = label?.shape === undefined ? undefined : compareClaim(label.shape, label, arriving, builder);
  if (label?.shape !== undefined && claimed === undefined) return undefined;
  const shape = claimed?.tensor.shape ?? arriving.shape.map((size, axis) => builder.nameAxis(id, axis, size));
  return { ...arriving, shape, spatial: claimed?.tensor.spatial ?? arriving.spatial, value: id, span: node.span, from: arriving };
}

function expressFormal(scope: Scope, formal: string, caller: Scope): SizeExpression {
  const binding = scope.bindings.get(scope.atom(formal));
  const dimension = binding?.dimension ?? atomDimension(scope.atom(formal));
  return binding?.syntax === undefined ? expressSize(dimension, caller) : expressSyntax(binding.syntax, dimension, caller);
}

/** A size of the block's result in the caller's names; where the block alone can tell it, as that axis of the result. */
function localize(size: Dimension, axis: number, value: string, builder: FunctionBuilder): Dimension {
  const { scope } = builder;
  const { solver } = scope;
  const isOwn = (atom: NameAtom) => scope.bindings.has(atom) || scope.axes.has(atom) || scope.loop?.atom === atom;
  const local = substitute(size, (atom) => (isOwn(atom) ? undefined : solver.bindings.get(atom)));
  const foreign = [...namesIn(local)].some((atom) => !isOwn(atom) && solver.roleOf(atom) !== "run" && scope.names.get(atom.name) !== atom);
  return foreign ? builder.nameAxis(value, axis, undefined) : local;
}

function tellUnused(argument: Argument, formals: readonly string[], block: string, caller: Scope): void {
  const keys = [...formals, ...formals.map((formal) => formal.replace(/^(Block|Layer|N)(?=\p{Lu})/u, ""))];
  const nearest = argument.key === undefined ? undefined : nearestName(argument.key.text, keys);
  const fixes = nearest === undefined ? [] : [{ title: { en: `Write \`${nearest}\``, zh: `写作 \`${nearest}\`` }, edits: [{ span: argument.key!.span, text: nearest }], preferred: true }];
  const text = sourceOf(argument);
  caller.tell(reportInfer("unused-argument", argument.key?.span ?? argument.span, { block, text, formals, nearest }, { fixes }));
}
