/** What there is to say of each rule, by its name. Loaded by `explain` and the docs alone. */
import type { RuleName } from "../rules/index.ts";
import { checkExplanations } from "./check.ts";
import type { Explanation } from "./explanation.ts";
import { expressionExplanations } from "./expression.ts";
import { fileExplanations } from "./files.ts";
import { inferExplanations } from "./infer.ts";
import { interpretExplanations } from "./interpret.ts";
import { linkExplanations } from "./link.ts";
import { lintExplanations } from "./lint.ts";
import { readExplanations } from "./read.ts";

export const explanations: Readonly<Record<RuleName, Explanation>> = {
  ...fileExplanations,
  ...readExplanations,
  ...interpretExplanations,
  ...linkExplanations,
  ...expressionExplanations,
  ...inferExplanations,
  ...lintExplanations,
  ...checkExplanations,
};
