/**
 * Whether numeric attribute values are of the kinds that an operation declares: the runtime's guard against a
 * module that was edited or given impossible dimensions. What values mean together is the shape rule's business.
 */
import type { AttributeKind, Attributes, Operation } from "./operation.ts";

export interface AttributeFailure {
  readonly attribute: string;
  /** What it should be; `nothing` where the operation has no such attribute. */
  readonly expected: AttributeKind | "nothing";
  /** What it is; undefined where it is left out without a default. */
  readonly found: unknown;
}

/** The first attribute that is missing, unknown or not of its kind. */
export function checkAttributes(operation: Operation, attributes: Attributes<number>): AttributeFailure | undefined {
  for (const [attribute, { kind, default: otherwise }] of Object.entries(operation.attributes)) {
    const found: unknown = attributes[attribute] ?? otherwise;
    if (!isOfKind[kind](found)) return { attribute, expected: kind, found };
  }
  const unknown = Object.keys(attributes).find((attribute) => !Object.hasOwn(operation.attributes, attribute));
  return unknown === undefined ? undefined : { attribute: unknown, expected: "nothing", found: attributes[unknown] };
}

const isExtent = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isSize = (value: unknown) => isExtent(value) && value !== 0;
const isPair = (value: unknown, isPart: (part: unknown) => boolean) => Array.isArray(value) && value.length === 2 && value.every(isPart);

const isOfKind: Readonly<Record<AttributeKind, (value: unknown) => boolean>> = {
  size: isSize,
  extent: isExtent,
  rate: (value) => typeof value === "number" && value >= 0 && value <= 1,
  flag: (value) => typeof value === "boolean",
  sizePair: (value) => isPair(value, isSize),
  extentPair: (value) => isPair(value, isExtent),
  shape: (value) => Array.isArray(value) && value.every(isEntry),
  axis: Number.isSafeInteger,
};

/** A size, the name of one that is bound at run (or what describing has for it, NaN), or -1. */
function isEntry(value: unknown): boolean {
  return isSize(value) || value === -1 || Number.isNaN(value) || (typeof value === "string" && value !== "");
}
