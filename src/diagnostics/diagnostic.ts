/**
 * What a phase says about the user's diagram: plain data, complete in every language, placed by spans. How it
 * looks is the business of the report formats beside this file.
 */
import type { Span } from "../ir/source.ts";

export type Severity = "error" | "warning" | "note";

export type Language = "en" | "zh";

/** One text in every language that dot2model speaks. */
export type Message = Readonly<Record<Language, string>>;

export interface Diagnostic {
  /** The rule's stable name, a key of the table in `rules/`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: Message;
  /** Other places that the reader must see to understand: where a size was made, the first of two. */
  readonly related: readonly Related[];
  /** Of a finding about shapes: the tensors on the way from where the size was made to where it is claimed, in order. */
  readonly trace?: readonly Related[];
  /** What would make it right; at most one is preferred, and that one `--fix` applies. */
  readonly fixes: readonly Fix[];
}

export interface Related {
  readonly span: Span;
  readonly message: Message;
}

export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
  readonly preferred: boolean;
  /** It changes what the network computes, so that a file is changed by it only when asked. */
  readonly unsafe?: true;
}

/** Replaces the text of `span` (an insertion where it is empty). */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A fix that was taken, and what it is for. */
export interface AppliedFix {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}
