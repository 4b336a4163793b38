/** The one table of rules, put together from the phases'. A name stands in one of them only. */
import type { Severity } from "../diagnostic.ts";
import { checkRules } from "./check.ts";
import { expressionRules } from "./expression.ts";
import { fileRules } from "./files.ts";
import { inferRules } from "./infer.ts";
import { interpretRules } from "./interpret.ts";
import { linkRules } from "./link.ts";
import { lintRules } from "./lint.ts";
import { readRules } from "./read.ts";

const tables = { ...fileRules, ...readRules, ...interpretRules, ...linkRules, ...expressionRules, ...inferRules, ...lintRules, ...checkRules };

export type RuleName = keyof typeof tables;

/** How much each rule weighs where nothing else is configured. */
export const ruleSeverities: Readonly<Record<RuleName, Severity>> = Object.fromEntries(
  Object.entries(tables).map(([name, { severity }]) => [name, severity]),
) as Record<RuleName, Severity>;
