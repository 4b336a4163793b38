/**
 * Where findings are told. One in the model itself stands where it is drawn. One inside a block that its drawing
 * alone does not show (a size that one call brings and another does not) is told at the call, with the way in.
 */
import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../ir/source.ts";
import type { CallSite, Scope, Told } from "./scope.ts";

export class Findings implements Told {
  private readonly atPlace = new Map<string, Diagnostic>();
  private readonly inCalls: { readonly scope: Scope; readonly site: CallSite; readonly diagnostic: Diagnostic }[] = [];

  tell(scope: Scope, diagnostic: Diagnostic): void {
    const { site } = scope;
    // Warnings are about names as they are written in the block.
    if (site !== undefined && diagnostic.severity !== "warning") this.inCalls.push({ scope, site, diagnostic });
    else this.keep(this.atPlace, keyOf(diagnostic), diagnostic);
  }

  /** All of them, each once. */
  all(): readonly Diagnostic[] {
    const atCalls = new Map<string, Diagnostic>();
    for (const { scope, site, diagnostic } of this.inCalls) {
      if (this.atPlace.has(keyOf(diagnostic))) continue;
      const moved = atCall(scope, site, diagnostic);
      this.keep(atCalls, `${keyOf(moved)} ${keyOf(diagnostic)}`, moved);
    }
    return [...this.atPlace.values(), ...atCalls.values()];
  }

  /** The first of its kind; one that knows the repair comes before one that does not. */
  private keep(kept: Map<string, Diagnostic>, key: string, diagnostic: Diagnostic): void {
    const before = kept.get(key);
    if (before === undefined || (!isCertain(before) && isCertain(diagnostic))) kept.set(key, diagnostic);
  }
}

function isCertain({ fixes }: Diagnostic): boolean {
  return fixes.some(({ preferred }) => preferred);
}

function keyOf({ rule, span }: Diagnostic): string {
  return `${rule} ${placeOf(span)}`;
}

function placeOf({ file, start, end }: Span): string {
  return `${start}-${end} ${file.path}`;
}

/** The finding at the outermost call; the calls on the way and the place itself are related. What would repair this call could break another. */
function atCall(scope: Scope, site: CallSite, diagnostic: Diagnostic): Diagnostic {
  const sites: CallSite[] = [];
  for (let at: CallSite | undefined = site; at !== undefined; at = at.scope.site) sites.unshift(at);
  const way = sites.map(({ name }) => name).join(" → ");
  const values = [...scope.bindings].map(([{ name }, { dimension }]) => [name, scope.format(dimension)] as const)
    .filter(([name, value]) => name !== value).map((pair) => pair.join("=")).join(", ");
  const [where, whereZh] = values === "" ? ["", ""] : [` where ${values}`, `（${values}）`];
  const { en, zh } = diagnostic.message;
  const inner: Related[] = sites.slice(1).map(({ span, name }) => ({ span, message: { en: `${name} is called here`, zh: `此处调用 ${name}` } }));
  const place = { span: diagnostic.span, message: { en: "Here in the block", zh: "在块中的此处" } };
  return {
    ...diagnostic,
    span: sites[0]!.span,
    message: { en: `In ${way}${where}: ${continued(en)}`, zh: `在 ${way}${whereZh === "" ? " " : whereZh}中：${zh}` },
    related: [...inner, place, ...diagnostic.related],
    fixes: [],
  };
}

/** A sentence behind a colon: its first word keeps its capital only where that is part of a name. */
function continued(sentence: string): string {
  return /^(?:The|This|A|An|No|Nothing|There|Only|Named|Two)\b/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}
