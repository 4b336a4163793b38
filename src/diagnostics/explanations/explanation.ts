/**
 * What `explain` and docs/rules.md say of a rule, beside its message: why it matters, and a diagram that breaks it.
 * The examples are plain texts: who compiles them and shows their reports is no business of this folder's.
 */
import type { Message } from "../diagnostic.ts";

export interface Explanation {
  /** One line: what is the case where the rule speaks. */
  readonly summary: Message;
  /** Why it matters, and what to do. */
  readonly text: Message;
  readonly example: Example;
}

/** Both are whole DOT files, as small as can be. The broken one is reported under the rule, the mended one not at all. */
export interface Example {
  readonly broken: string;
  readonly mended: string;
  /** `--set`, for both. */
  readonly set?: Readonly<Record<string, number>>;
  /** The rules about design are on. */
  readonly design?: true;
  /** How the broken file is saved; UTF-8 where left out. */
  readonly encoding?: "latin1";
  /** Other rules that the broken one cannot but break as well. */
  readonly companions?: readonly string[];
}

/** An example whose mended text is the broken one with each `from` replaced, which must stand there once. */
export function example(broken: string, ...changes: readonly (readonly [from: string, to: string])[]): Example {
  const mended = changes.reduce((text, [from, to]) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times in this example:\n${text}`);
    return parts.join(to);
  }, broken);
  return { broken, mended };
}

/** The text of a template without the indentation that it has in its file, backslashes kept; ends in a line end. */
export function dot({ raw: [text] }: { readonly raw: readonly string[] }): string {
  const lines = text!.replace(/^\n|\s+$/g, "").split("\n");
  const indentation = Math.min(...lines.filter((line) => line !== "").map((line) => line.search(/\S/)));
  return lines.map((line) => `${line.slice(indentation)}\n`).join("");
}
