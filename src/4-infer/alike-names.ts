/** Which names of sizes a drawer takes for each other. */
import { sameDigits } from "../ir/same-digits.ts";
import { nearestName } from "../runtime/nearest-name.ts";

/** A name without case and without the prefixes that drawers vary: `BlockIN` and `LayerIn` are both `in`. */
export function bareName(name: string): string {
  return name.replace(/^(Block|Layer|Num|N)(?=\p{Lu})/u, "").toLowerCase();
}

/** Whether two names differ in such prefixes and in one letter at most; what is numbered apart is meant apart. */
export function isAlike(a: string, b: string): boolean {
  return sameDigits(a, b) && nearestName(bareName(a), [bareName(b)], 1) !== undefined;
}
