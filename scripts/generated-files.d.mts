import type { OperationEntry } from "../src/ops/index.ts";

export function fileOf(name: string): string;

/** The text of each generated file by its path from the project's root; `sourceOf` gives the text of src/ops/<op>.ts. */
export function generatedFiles(entries: readonly OperationEntry[], sourceOf: (name: string) => string): ReadonlyMap<string, string>;
