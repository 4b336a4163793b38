import type { ExplainedRule } from "../src/cli/explain-rule.ts";

/** The text of docs/rules.md; `show` gives an example as people read it. */
export function rulesPage(rules: readonly ExplainedRule[], show: (example: string) => string): string;
