/**
 * The JSON of a safetensors header, read strictly: an object of tensors, and `__metadata__`. JSON.parse would take
 * the last of two equal keys and any kind of number, so the few forms that may stand here are read by hand. Goes
 * once over the text; its nesting is fixed, so that no input can exhaust the stack.
 */
import { ModelError, quoted } from "../model-error.ts";
import { RESERVED_NAME } from "../state-names.ts";

const SPACE: ReadonlySet<string | undefined> = new Set([" ", "\t", "\r", "\n"]);
const ENDS_NUMBER: ReadonlySet<string | undefined> = new Set([...SPACE, ",", "]", undefined]);

export interface HeaderEntry {
  readonly name: string;
  /** The entry's `dtype`, not yet checked. */
  readonly format: string;
  readonly shape: readonly number[];
  /** The entry's `data_offsets`, in bytes from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export function parseSafetensorsHeader(text: string): HeaderEntry[] {
  const json = new HeaderText(text);
  const entries: HeaderEntry[] = [];
  json.readObject((name) => {
    if (name === RESERVED_NAME) json.readObject(() => void json.readString());
    else entries.push(readEntry(json, name));
  });
  json.expectEnd();
  return entries;
}

function readEntry(json: HeaderText, name: string): HeaderEntry {
  let format: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  json.readObject((key) => {
    if (key === "dtype") format = json.readString();
    else if (key === "shape") shape = json.readIntegers();
    else if (key === "data_offsets") offsets = json.readIntegers();
    else json.fail(`${quoted(name)} has the unknown key ${quoted(key)}`);
  });
  if (format === undefined || shape === undefined || offsets === undefined) json.fail(`${quoted(name)} lacks dtype, shape or data_offsets`);
  const [begin, end, ...more] = offsets;
  if (begin === undefined || end === undefined || more.length > 0) json.fail(`data_offsets of ${quoted(name)} are not two numbers`);
  if (begin > end) json.fail(`data_offsets of ${quoted(name)} run backwards`);
  return { name, format, shape, begin, end };
}

class HeaderText {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fail(reason: string): never {
    throw new ModelError(`The weights are no valid safetensors file: ${reason} (character ${this.#position} of the header).`);
  }

  /** Calls `readValue` for each key, to read what follows it. */
  readObject(readValue: (key: string) => void): void {
    this.#expect("{");
    if (this.#take("}")) return;
    const keys = new Set<string>();
    do {
      const key = this.readString();
      if (keys.has(key)) this.fail(`the key ${quoted(key)} stands twice`);
      keys.add(key);
      this.#expect(":");
      readValue(key);
    } while (this.#take(","));
    this.#expect("}");
  }

  readIntegers(): readonly number[] {
    const integers: number[] = [];
    this.#expect("[");
    if (this.#take("]")) return integers;
    do integers.push(this.#readInteger()); while (this.#take(","));
    this.#expect("]");
    return integers;
  }

  readString(): string {
    this.#expect('"');
    const start = this.#position - 1;
    for (;;) {
      const unit = this.#text[this.#position];
      if (unit === undefined) this.fail("a string does not end");
      this.#position += unit === "\\" ? 2 : 1;
      if (unit === '"') break;
    }
    try {
      return JSON.parse(this.#text.slice(start, this.#position)) as string;
    } catch {
      return this.fail("a string is no JSON");
    }
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#position < this.#text.length) this.fail("something follows the header's last brace");
  }

  #readInteger(): number {
    this.#skipSpace();
    const start = this.#position;
    while (!ENDS_NUMBER.has(this.#text[this.#position])) this.#position++;
    const written = this.#text.slice(start, this.#position);
    const value = /^(0|[1-9]\d{0,15})$/.test(written) ? Number(written) : NaN;
    if (!Number.isSafeInteger(value)) this.fail(`${quoted(written)} is no whole number of at least 0`);
    return value;
  }

  #expect(character: string): void {
    if (!this.#take(character)) this.fail(`${quoted(character)} is missing`);
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): void {
    while (SPACE.has(this.#text[this.#position])) this.#position++;
  }
}
