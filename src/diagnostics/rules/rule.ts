/** The shape of a row in the table of rules, and the constructor that the rows share. */
import type { Span } from "../../ir/source.ts";
import type { Diagnostic, Fix, Message, Related, Severity } from "../diagnostic.ts";

export interface Rule<P> {
  readonly severity: Severity;
  readonly message: (params: P) => Message;
}

export type Details = { readonly related?: readonly Related[]; readonly trace?: readonly Related[]; readonly fixes?: readonly Fix[] };

/** Rules of one phase, by their stable names. `P` of each row is what its message needs. */
export type RuleTable = Readonly<Record<string, Rule<never>>>;

/** A typed constructor of diagnostics over a table: `report("reshape-size", span, { … })`. */
export function reporter<T extends RuleTable>(table: T) {
  return <K extends keyof T & string>(rule: K, span: Span, params: Parameters<T[K]["message"]>[0], details: Details = {}): Diagnostic => {
    const row = table[rule] as unknown as Rule<Parameters<T[K]["message"]>[0]>;
    return { rule, severity: row.severity, span, message: row.message(params), related: details.related ?? [], ...(details.trace === undefined ? {} : { trace: details.trace }), fixes: details.fixes ?? [] };
  };
}
