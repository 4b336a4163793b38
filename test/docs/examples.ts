/**
 * The examples of a page of docs/: every fence that is followed by a line which starts with `→` and says what the
 * compiler makes of it. In: the page's text. Out: each example's source with what its line claims, and its own line
 * number for the test's title.
 */
export interface Example {
  readonly line: number;
  readonly heading: string;
  readonly language: string;
  readonly source: string;
  /** Without the arrow; undefined where no such line follows. */
  readonly claim: string | undefined;
}

export function examplesOf(page: string): readonly Example[] {
  const examples: Example[] = [];
  const lines = page.split("\n");
  let heading = "";
  for (let at = 0; at < lines.length; at++) {
    heading = /^#+ (.*)$/.exec(lines[at]!)?.[1] ?? heading;
    const language = /^```(\w*)$/.exec(lines[at]!)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf("```", at + 1);
    const source = lines.slice(at + 1, end).join("\n");
    examples.push({ line: at + 1, heading, language, source, claim: claimAfter(lines, end + 1) });
    at = end;
  }
  return examples;
}

/** A claim may run over several lines, up to an empty one. */
function claimAfter(lines: readonly string[], at: number): string | undefined {
  const start = lines[at] === "" ? at + 1 : at;
  if (lines[start]?.startsWith("→ ") !== true) return undefined;
  const end = lines.indexOf("", start);
  return lines.slice(start, end < 0 ? undefined : end).join(" ").slice(2);
}

export interface Claims {
  readonly compiles: boolean;
  /** `error unknown-layer`, sorted. */
  readonly findings: readonly string[];
  readonly set: ReadonlyMap<string, number>;
  /** What `--fix` is said to write; undefined where the line does not speak of it. */
  readonly fixes: readonly string[] | undefined;
  readonly models: readonly string[] | undefined;
  readonly options: readonly string[] | undefined;
  readonly outputs: ReadonlyMap<string, string>;
  readonly parameters: readonly string[];
}

/** What a claim's words say: docs/notation.md explains them at its top. */
export function readClaim(claim: string): Claims {
  const names = (word: string) => {
    const list = new RegExp(`\\b${word}s? ((?:(?:, | and )?\`[^\`]+\`)+)`).exec(claim)?.[1];
    return list === undefined ? undefined : [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  };
  return {
    compiles: /\bcompiles\b/i.test(claim),
    findings: [...claim.matchAll(/\b(error|warning|note) `([^`]+)`/g)].map(([, severity, rule]) => `${severity} ${rule}`).toSorted(),
    set: new Map([...claim.matchAll(/`--set (\w+)=(\S+)`/g)].map(([, name, value]) => [name!, Number(value)])),
    fixes: claim.includes("`--fix`") ? (names("writes") ?? names("write") ?? []) : undefined,
    models: names("model"),
    options: names("option"),
    outputs: new Map([...claim.matchAll(/`([^`]+)` is (\([^)]*\))/g)].map(([, name, shape]) => [name!, shape!])),
    parameters: [...claim.matchAll(/`([^`]+)` (\([^)]*\))/g)].map(([, name, shape]) => `${name} ${shape}`),
  };
}
