/**
 * Settings of V8 for a command that ends before V8's own would pay, on Node 20: newer versions judge well by themselves.
 *
 * Code is optimized later: a check of some twenty diagrams takes a third of the time. And of a check the young generation stays
 * as small as it starts: nearly all that lives through one collection lives to the end, so room for more of it is room that the
 * system has to clear first.
 */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before it is looked at; V8 11's own number is a fifteenth of it. */
const interruptBudget = 2_000_000;

/** Characters of all inputs. Where more is to be read, a small young generation is collected too often. */
const longText = 2_000_000;

const isKnown = process.versions.v8.startsWith("11.");

/** To be called before anything runs. `run` computes from its first moment on. */
export function expectShortRun([command]: readonly string[]): void {
  if (!isKnown || command === "run") return;
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
  if (command === "check") setFlagsFromString("--semi-space-growth-factor=1");
}

/** To be called when a check has read its inputs: long ones get back what V8 sets by itself. */
export function expectTexts(texts: readonly { readonly text: string }[]): void {
  const length = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (isKnown && length > longText) setFlagsFromString("--semi-space-growth-factor=2");
}
