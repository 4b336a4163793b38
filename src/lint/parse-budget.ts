/** `params<=12M` -> a limit, from wherever it is written: the command line, a config file, a graph's attribute. */
import { figures, lintRules, type Figure } from "../diagnostics/rules/lint.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { nearestName } from "../runtime/nearest-name.ts";

export interface Budget {
  /** As it is written, blanks around it apart. */
  readonly text: string;
  readonly figure: Figure;
  readonly bound: "most" | "least";
  /** Both bounds keep the limit itself. */
  readonly limit: number;
}

/** What is wrong with a text that is no budget. */
export interface BudgetFault {
  readonly text: string;
  /** A word where a figure should stand, with the one that was probably meant. */
  readonly figure: string | undefined;
  readonly nearest: string | undefined;
}

const form = /^([A-Za-z]+)\s*(<=|>=)\s*(\d{1,30}(?:\.\d{1,30})?)\s*(?:([kKMGT])(i?))?B?$/;
const exponents = ["k", "M", "G", "T"];

/** Case is ignored in figures and in k. `M` is a million, `Mi` 2^20; a `B` behind them says nothing more. */
export function parseBudget(text: string): Budget | BudgetFault {
  const written = text.trim();
  const [, word = "", sign, digits, unit = "", binary] = form.exec(written) ?? [];
  if (digits === undefined) return { text: written, figure: undefined, nearest: undefined };
  const figure = figures.find((name) => name.toLowerCase() === word.toLowerCase());
  if (figure === undefined) return { text: written, figure: word, nearest: nearestName(word, figures) };
  const exponent = exponents.indexOf(unit === "K" ? "k" : unit) + 1;
  // A product with 1000 would round: 1.001k is 1001, and 1.001 * 1000 is less.
  const limit = binary === "i" ? Number(digits) * 1024 ** exponent : Number(`${digits}e${3 * exponent}`);
  return { text: written, figure, bound: sign === "<=" ? "most" : "least", limit };
}

export function isBudget(parsed: Budget | BudgetFault): parsed is Budget {
  return "limit" in parsed;
}

/** What the rule `budget-syntax` says of it, for those who report no diagnostics. */
export function budgetFaultMessage(fault: BudgetFault): Message {
  return lintRules["budget-syntax"].message(fault);
}
