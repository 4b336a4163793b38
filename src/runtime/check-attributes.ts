/**
 * Whether attribute values are what an operation's schema asks for. Sizes come from the caller's options, so this
 * is where a fraction, a zero or a string among them is found.
 */
import type { AttributeKind, Operation } from "../ops/operation.ts";
import { nearestName } from "./nearest-name.ts";
import { quoted } from "./model-error.ts";

const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;
const isExtent = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isPair = (value: unknown, check: (value: unknown) => boolean) => Array.isArray(value) && value.length === 2 && value.every(check);
const isShapeEntry = (value: unknown) => isSize(value) || value === -1 || (typeof value === "string" && value !== "");

const KINDS: Readonly<Record<AttributeKind, { readonly accepts: (value: unknown) => boolean; readonly is: string }>> = {
  size: { accepts: isSize, is: "a whole number of at least 1" },
  extent: { accepts: isExtent, is: "a whole number of at least 0" },
  rate: { accepts: (value) => typeof value === "number" && value >= 0 && value <= 1, is: "a number from 0 to 1" },
  amount: { accepts: (value) => Number.isFinite(value) && (value as number) >= 0, is: "a number of at least 0" },
  number: { accepts: Number.isFinite, is: "a number" },
  flag: { accepts: (value) => typeof value === "boolean", is: "true or false" },
  sizePair: { accepts: (value) => isPair(value, isSize), is: "two whole numbers of at least 1" },
  extentPair: { accepts: (value) => isPair(value, isExtent), is: "two whole numbers of at least 0" },
  sizes: { accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isSize), is: "a list of whole numbers of at least 1" },
  shape: { accepts: (value) => Array.isArray(value) && value.every(isShapeEntry), is: "a list of sizes, names of run dimensions, or -1" },
  axis: { accepts: Number.isSafeInteger, is: "a whole number" },
};

/** What is wrong with them, or undefined. */
export function attributeProblem(operation: Operation, attributes: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of Object.keys(attributes)) {
    if (Object.hasOwn(operation.attributes, name)) continue;
    const nearest = nearestName(name, Object.keys(operation.attributes));
    return `${operation.name} has no attribute ${quoted(name)}${nearest === undefined ? "" : `; the nearest is ${nearest}`}`;
  }
  for (const [name, spec] of Object.entries(operation.attributes)) {
    const value = attributes[name];
    if (value === undefined && (spec.default !== undefined || spec.optional)) continue;
    const kind = KINDS[spec.kind];
    if (!kind.accepts(value)) return `${name} is ${valueText(value)}; it must be ${kind.is}`;
  }
  return undefined;
}

function valueText(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return quoted(value);
  return Array.isArray(value) ? `[${value.map(valueText).join(", ")}]` : String(value);
}
