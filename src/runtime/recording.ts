/**
 * From an operation to the function that generated modules call for it, typed by the operation's own attributes.
 * Such a function records one node under its id and gives the tensor that the node makes; a ModelError where shapes
 * or attributes do not fit. `operations.ts`, which is generated, has one for each operation.
 */
import type { AttributeKind, AttributeSpec, Operation } from "../ops/operation.ts";
import type { Dimension, Value } from "./graph.ts";
import type { Net } from "./net.ts";

interface AttributeTypes extends Record<AttributeKind, unknown> {
  size: number;
  extent: number;
  rate: number;
  amount: number;
  number: number;
  flag: boolean;
  /** Height first. */
  sizePair: readonly [number, number];
  extentPair: readonly [number, number];
  sizes: readonly number[];
  /** Strings are run dimensions, `-1` is what is left. */
  shape: readonly Dimension[];
  axis: number;
}

type Specs = Readonly<Record<string, AttributeSpec>>;
type Optional<S extends Specs> = { [K in keyof S]: S[K] extends { readonly default: unknown } | { readonly optional: true } ? K : never }[keyof S];

/** The attributes of an operation as generated code gives them: those that have a default may be left out. */
type AttributesOf<O extends Operation> = Flat<
  & { readonly [K in Exclude<keyof O["attributes"], Optional<O["attributes"]>>]: AttributeTypes[O["attributes"][K]["kind"]] }
  & { readonly [K in Optional<O["attributes"]>]?: AttributeTypes[O["attributes"][K]["kind"]] }
>;

/** An intersection as one object, which editors show in full. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The last argument, absent where the operation has no attributes, optional where it requires none. */
type AttributeArguments<O extends Operation> =
  [keyof O["attributes"]] extends [never] ? []
    : [keyof O["attributes"]] extends [Optional<O["attributes"]>] ? [attributes?: AttributesOf<O>]
      : [attributes: AttributesOf<O>];

export function nullary<O extends Operation & { readonly arity: 0 }>(operation: O) {
  return (net: Net, id: string, ...[attributes]: AttributeArguments<O>): Value => net.record(operation, id, [], attributes);
}

export function unary<O extends Operation & { readonly arity: 1 }>(operation: O) {
  return (net: Net, id: string, x: Value, ...[attributes]: AttributeArguments<O>): Value => net.record(operation, id, [x], attributes);
}

/** A number as an operand is a tensor of no axes. */
export function binary<O extends Operation & { readonly arity: 2 }>(operation: O) {
  return (net: Net, id: string, a: Value | number, b: Value | number, ...[attributes]: AttributeArguments<O>): Value => net.record(operation, id, [a, b], attributes);
}

export function variadic<O extends Operation & { readonly arity: "many" }>(operation: O) {
  return (net: Net, id: string, inputs: readonly Value[], ...[attributes]: AttributeArguments<O>): Value => net.record(operation, id, inputs, attributes);
}
