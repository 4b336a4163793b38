/** A diagnostic as plain JSON: places resolved (columns in UTF-16 units, ends exclusive), texts in one language. */
import type { Span } from "../../ir/source.ts";
import type { Diagnostic, Fix, Language, Related, Severity } from "../diagnostic.ts";
import type { Place, SourcePlaces } from "../source-places.ts";

interface JsonPlace extends Place {
  readonly file: string;
}

interface JsonRelated extends JsonPlace {
  readonly message: string;
}

interface JsonFix {
  readonly title: string;
  /** `--fix` applies it; at most one of a finding's. */
  readonly preferred: boolean;
  /** It changes what the network computes. */
  readonly unsafe: boolean;
  readonly edits: readonly (JsonPlace & { readonly text: string })[];
}

export interface JsonFinding extends JsonPlace {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly JsonRelated[];
  readonly trace: readonly JsonRelated[];
  readonly fixes: readonly JsonFix[];
}

export function jsonFinding({ rule, severity, span, message, related, trace = [], fixes }: Diagnostic, language: Language, places: SourcePlaces): JsonFinding {
  const at = (span: Span): JsonPlace => ({ file: span.file.path, ...places.place(span) });
  const other = ({ span, message }: Related): JsonRelated => ({ ...at(span), message: message[language] });
  const fix = ({ title, preferred, unsafe, edits }: Fix): JsonFix => ({ title: title[language], preferred, unsafe: unsafe === true, edits: edits.map(({ span, text }) => ({ ...at(span), text })) });
  return { ...at(span), rule, severity, message: message[language], related: related.map(other), trace: trace.map(other), fixes: fixes.map(fix) };
}
