/** Explanations of the rules about sizes, shapes and claims. */
import type { inferRules } from "../rules/infer.ts";
import type { Explanation } from "./explanation.ts";
import { argumentExplanations } from "./infer-arguments.ts";
import { claimExplanations } from "./infer-claims.ts";
import { nameExplanations } from "./infer-names.ts";

export const inferExplanations = { ...claimExplanations, ...argumentExplanations, ...nameExplanations } satisfies Record<keyof typeof inferRules, Explanation>;
