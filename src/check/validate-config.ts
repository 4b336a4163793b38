/** A config file's syntax tree and a schema -> everything that is wrong with it, each with its place. */
import type { Node } from "jsonc-parser";
import { nearestName } from "../runtime/nearest-name.ts";
import type { Schema } from "./config-schema.ts";

export interface ConfigFault {
  readonly offset: number;
  readonly message: string;
}

/** No setting lies deeper; a file that does is told so and not followed. */
export function validateConfig(node: Node, schema: Schema): readonly ConfigFault[] {
  const fault = (message: string) => [{ offset: node.offset, message }];
  if (node.type !== schema.type) return fault(`This is ${article(node.type)}, and ${article(schema.type)} is wanted.`);
  switch (node.type) {
    case "object": return objectFaults(node, schema);
    case "array": return (node.children ?? []).flatMap((item) => validateConfig(item, schema.items!));
    case "string": case "number": case "boolean": return valueFaults(node, schema).flatMap(fault);
    default: return [];
  }
}

function objectFaults(node: Node, schema: Schema): readonly ConfigFault[] {
  const properties = new Map(Object.entries(schema.properties ?? {}));
  const seen = new Set<string>();
  const faults = entriesOf(node).flatMap(({ key, keyNode, value }) => {
    const fault = (message: string) => [{ offset: keyNode.offset, message }];
    if (seen.has(key)) return fault(`\`${key}\` is given twice.`);
    seen.add(key);
    const known = properties.get(key) ?? (schema.additionalProperties === false ? undefined : schema.additionalProperties);
    if (known === undefined) return fault(unknownKey(key, [...properties.keys()]));
    return [...[schema.keyFault?.(key)].flatMap((message) => (message === undefined ? [] : fault(message))), ...validateConfig(value, known)];
  });
  const missing = (schema.required ?? []).filter((key) => !seen.has(key));
  return [...faults, ...missing.map((key) => ({ offset: node.offset, message: `\`${key}\` is missing.` }))];
}

function valueFaults({ value }: Node, schema: Schema): readonly string[] {
  if (schema.enum !== undefined && !schema.enum.includes(String(value))) {
    const nearest = nearestName(String(value), schema.enum);
    return [`\`${value}\` is not one of ${schema.enum.join(", ")}.${nearest === undefined ? "" : ` Is \`${nearest}\` meant?`}`];
  }
  const fault = typeof value === "boolean" ? undefined : schema.fault?.(value as string | number);
  return fault === undefined ? [] : [fault];
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return `There is no key \`${key}\`.${nearest !== undefined ? ` Is \`${nearest}\` meant?` : known.length > mostNamed ? "" : ` The keys are ${known.join(", ")}.`}`;
}

const mostNamed = 20;

function article(type: string): string {
  return type === "null" ? type : `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

export interface ConfigEntry {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

/** Of an object; what a syntax error has cut off is left out. */
export function entriesOf(node: Node | undefined): readonly ConfigEntry[] {
  return (node?.children ?? []).flatMap(({ children = [] }) => {
    const [keyNode, value] = children;
    return keyNode === undefined || value === undefined ? [] : [{ key: String(keyNode.value), keyNode, value }];
  });
}
