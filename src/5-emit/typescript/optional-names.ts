/**
 * The types of a model's optional names: noise, and the states of its scans, by their paths from the model. A repeat
 * has an index in the path, which only a template tells: `rnn.${number}.H`.
 */
import type { Call, ModelFunction, Program } from "../../ir/program.ts";
import { stringLiteral } from "./identifiers.ts";

export interface OptionalNames {
  /** Types as source text, each once. */
  readonly noise: readonly string[];
  readonly states: readonly string[];
}

/** A part of a path: a node's id, or the index of a repeat. */
type Part = string | undefined;

export function optionalNames(program: Program): OptionalNames {
  const noise = new Set<string>();
  const states = new Set<string>();
  visit(program.functions.at(-1)!, []);
  return { noise: [...noise], states: [...states] };

  function visit({ statements }: ModelFunction, path: readonly Part[]): void {
    for (const statement of statements) {
      if (statement.kind === "randn") noise.add(printPath([...path, statement.id]));
      if (statement.kind === "call") visitCall(statement, [...path, statement.id, ...(statement.turn === undefined ? [] : [String(statement.turn)])]);
      if (statement.kind === "repeat" && statement.body.kind === "call") visitCall(statement.body, [...path, statement.id, undefined]);
    }
  }

  function visitCall({ callee, scan }: Call, path: readonly Part[]): void {
    for (const input of scan?.inputs ?? []) if (input.kind === "state") states.add(printPath([...path, input.name]));
    visit(program.functions[callee]!, path);
  }
}

function printPath(parts: readonly Part[]): string {
  if (!parts.includes(undefined)) return stringLiteral(parts.join("."));
  const text = parts.map((part) => (part === undefined ? "${number}" : stringLiteral(part).slice(1, -1).replaceAll('\\"', '"').replace(/`|\$\{/g, "\\$&"))).join(".");
  return `\`${text}\``;
}
