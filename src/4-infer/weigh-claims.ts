/**
 * Findings of two readings of a diagram -> those that are told. Where a feature map or a normalization states another size than arrives, either
 * may be the mistake: one reading goes on with what is claimed, the other with what arrives. The one that meets fewer errors
 * is told. Where that is the claims', the mistake stands before them, and rewriting them would only move it on.
 */
import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../ir/source.ts";
import type { Scope, Told } from "./scope.ts";

export interface Telling {
  readonly scope: Scope;
  readonly diagnostic: Diagnostic;
  readonly kind: "finding" | "falseClaim";
}

/** What one reading tells, in order. */
export class Tellings implements Told {
  readonly list: Telling[] = [];

  tell(scope: Scope, diagnostic: Diagnostic, kind: Telling["kind"]): void {
    this.list.push({ scope, diagnostic, kind });
  }
}

export function hasFalseClaims(tellings: readonly Telling[]): boolean {
  return tellings.some(isFalseClaim);
}

export function weighClaims(asClaimed: readonly Telling[], asArriving: readonly Telling[]): readonly Telling[] {
  const [claimed, arriving] = [asClaimed, asArriving].map((tellings) => tellings.filter(({ diagnostic }) => diagnostic.severity === "error")) as [Telling[], Telling[]];
  if (arriving.length <= claimed.length) return asArriving;
  const witnesses = witnessesOf(arriving, new Set(claimed.map(keyOf)));
  return asClaimed.map((telling) => {
    const witness = isFalseClaim(telling) ? witnesses.get(keyOf(telling)) : undefined;
    return witness === undefined ? telling : { ...telling, diagnostic: doubted(telling.diagnostic, witness) };
  });
}

/** Of each error, the next one that only going on with what arrives brings about: it fits what is claimed. */
function witnessesOf(arriving: readonly Telling[], known: ReadonlySet<string>): ReadonlyMap<string, Telling> {
  const witnesses = new Map<string, Telling>();
  let next: Telling | undefined;
  for (const group of byTensor(arriving).reverse()) {
    if (next !== undefined) for (const telling of group) witnesses.set(keyOf(telling), next);
    next = group.find((telling) => !known.has(keyOf(telling))) ?? next;
  }
  return witnesses;
}

/** What one feature map claims of its axes is told together, and is no witness of itself. */
function byTensor(tellings: readonly Telling[]): Telling[][] {
  const groups: Telling[][] = [];
  for (const telling of tellings) {
    const before = groups.at(-1)?.[0];
    if (before !== undefined && isFalseClaim(before) && isFalseClaim(telling) && before.diagnostic.related[0]?.span.start === telling.diagnostic.related[0]?.span.start) groups.at(-1)!.push(telling);
    else groups.push([telling]);
  }
  return groups;
}

/** In a block a call brings the size, and the call is where the finding is told. */
function isFalseClaim({ scope, kind }: Telling): boolean {
  return scope.site === undefined && kind === "falseClaim";
}

/** The claim as it arrives is shown, and not written. */
function doubted(diagnostic: Diagnostic, witness: Telling): Diagnostic {
  const related: Related = { span: outermostSpan(witness), message: { en: "This fits what is claimed, so the mistake may stand before the claim", zh: "此处与声明的相符，错误可能在声明之前" } };
  return { ...diagnostic, related: [...diagnostic.related, related], fixes: diagnostic.fixes.map((fix) => ({ ...fix, preferred: false })) };
}

function outermostSpan({ scope, diagnostic }: Telling): Span {
  let { span } = diagnostic;
  for (let site = scope.site; site !== undefined; site = site.scope.site) span = site.span;
  return span;
}

function keyOf({ scope, diagnostic: { rule, span } }: Telling): string {
  const site = scope.site?.span;
  return `${rule} ${span.start}-${span.end} ${site?.start}-${site?.end} ${span.file.path}`;
}
