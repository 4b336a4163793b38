/**
 * Tells whether a label's tokens have the form of a tensor expression (`μ + exp(logσ² / 2) * ε`), perhaps under a
 * line that names it. The expression itself is not read here.
 */
import type { LabelToken } from "./scan-label.ts";

/** Words and signs that are functions where a bracket follows. */
const functions = new Set(["σ", "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "softmax", "mean", "sum", "randn"]);
const operators = new Set(["+", "-", "*", "/", "@"]);

/** True where operands and operators alternate with balanced brackets, and there is at least one operator or function. */
export function looksLikeExpression(tokens: readonly LabelToken[]): boolean {
  const naming = tokens.findIndex((token) => token.lineBefore);
  return alternates(tokens) || (naming === 1 && alternates(tokens.slice(1)));
}

function alternates(tokens: readonly LabelToken[]): boolean {
  let operatorsSeen = 0;
  let depth = 0;
  let wantsOperand = true;
  for (const [index, token] of tokens.entries()) {
    if (isOperand(token)) {
      if (!wantsOperand) return false;
      wantsOperand = false;
    } else if (token.text === "(" || token.text === "[") {
      if (!wantsOperand && functions.has(tokens[index - 1]!.text)) operatorsSeen += 1;
      wantsOperand = true;
      depth += 1;
    } else if (token.text === ")" || token.text === "]") {
      depth -= 1;
      if (wantsOperand || depth < 0) return false;
    } else if (token.text === ",") {
      if (wantsOperand || depth === 0) return false;
      wantsOperand = true;
    } else if (token.text === "." && tokens[index + 1]?.kind === "name") {
      wantsOperand = true;
    } else if (operators.has(token.text)) {
      if (wantsOperand && token.text !== "-" && index > 0) return false;
      operatorsSeen += 1;
      wantsOperand = true;
    } else {
      return false;
    }
  }
  return operatorsSeen > 0 && depth === 0 && !wantsOperand;
}

function isOperand(token: LabelToken): boolean {
  return token.kind === "name" || token.kind === "number";
}
