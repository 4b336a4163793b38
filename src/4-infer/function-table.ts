/** The functions of a program, each once: two calls that come out as the same statements share one. */
import type { ModelFunction } from "../ir/program.ts";

export class FunctionTable {
  readonly list: ModelFunction[] = [];
  private readonly byText = new Map<string, number>();

  /** Its index in the list. */
  add(made: ModelFunction): number {
    const text = JSON.stringify(made, (key, value: unknown) => (key === "operation" ? (value as { readonly name: string }).name : value));
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    this.byText.set(text, this.list.length);
    return this.list.push(made) - 1;
  }
}
