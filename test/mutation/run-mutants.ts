/** Breaks diagrams, one part of one diagram at a time, until so many breaks are counted; what is right again is not. */
import { breakPart } from "./break-part.ts";
import { families } from "./families.ts";
import { findParts, partKinds } from "./find-parts.ts";
import { judgeMutant, type Verdict } from "./judge-mutant.ts";
import { SeededRandom } from "./seeded-random.ts";

export interface Outcome {
  /** `lenet.dot:15 size 32 -> 33` */
  readonly mutant: string;
  readonly verdict: Verdict;
  /** Rules of the new findings, each once. */
  readonly rules: readonly string[];
}

/** Diagrams and kinds of parts are as likely as one another; no mutant is drawn twice. */
export function runMutants(counted: number, seed: number): readonly Outcome[] {
  const random = new SeededRandom(seed);
  const drawn = families.flatMap((family) => family.files.map((file) => ({ family, file, parts: findParts(file.text) })));
  const seen = new Set<string>();
  const outcomes: Outcome[] = [];
  let breaks = 0;
  while (breaks < counted) {
    const { family, file, parts } = random.pick(drawn);
    const kind = random.pick(partKinds);
    const candidates = parts.filter((part) => part.kind === kind);
    if (candidates.length === 0) continue;
    const mutant = breakPart(file.text, random.pick(candidates), random);
    const key = `${file.path}\n${mutant.text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const { verdict, findings } = judgeMutant(family, file, mutant);
    if (verdict !== "right again") breaks += 1;
    const line = file.text.slice(0, mutant.replaced.start).split("\n").length;
    outcomes.push({ mutant: `${file.path}:${line} ${kind} ${mutant.what}`, verdict, rules: [...new Set(findings.map(({ rule }) => rule))] });
  }
  return outcomes;
}
