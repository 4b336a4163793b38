/** Findings and the comments that pass over some of them -> the findings that stay, and what is wrong with the comments. */
import type { Diagnostic, Edit, Fix } from "../diagnostics/diagnostic.ts";
import { reportCheck } from "../diagnostics/rules/check.ts";
import type { SourceFile } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { lineEnd, lineStart, type IgnoreComment, type IgnoredRule } from "./ignore-comments.ts";

export interface IgnoreRequest {
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly IgnoreComment[];
  /** All rules, and those under which a file was checked: no other can be known to be unused. */
  readonly rules: ReadonlySet<string>;
  readonly isChecked: (rule: string, file: SourceFile) => boolean;
}

export interface IgnoreResult {
  readonly kept: readonly Diagnostic[];
  /** About the comments. */
  readonly findings: readonly Diagnostic[];
}

export function applyIgnores({ diagnostics, comments, rules, isChecked }: IgnoreRequest): IgnoreResult {
  if (comments.length === 0) return { kept: diagnostics, findings: [] };
  const byRule = groupByRule(comments);
  const used = new Set<IgnoredRule>();
  const kept = diagnostics.filter(({ rule, span }) => {
    const fitting = (byRule.get(keyOf(span.file, rule)) ?? []).filter(({ comment: { covers } }) => covers.start <= span.start && span.start < covers.end);
    for (const { rule: entry } of fitting) used.add(entry);
    return fitting.length === 0;
  });
  return { kept, findings: comments.flatMap((comment) => judge(comment, used, rules, isChecked)) };
}

interface Entry {
  readonly comment: IgnoreComment;
  readonly rule: IgnoredRule;
}

/** By file and rule. */
function groupByRule(comments: readonly IgnoreComment[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const comment of comments) {
    for (const rule of comment.rules) {
      const key = keyOf(comment.span.file, rule.name);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ comment, rule }]);
      else group.push({ comment, rule });
    }
  }
  return groups;
}

function keyOf({ path }: SourceFile, rule: string): string {
  return `${rule} ${path}`;
}

function judge(comment: IgnoreComment, used: ReadonlySet<IgnoredRule>, rules: ReadonlySet<string>, isChecked: IgnoreRequest["isChecked"]): readonly Diagnostic[] {
  const { span, hasReason, isFile } = comment;
  if (comment.rules.length === 0) return [reportCheck("ignore-form", span, { missing: "rule" })];
  const unused = comment.rules.filter((rule) => rules.has(rule.name) && !used.has(rule) && isChecked(rule.name, span.file));
  return [
    ...(hasReason ? [] : [reportCheck("ignore-form", span, { missing: "reason" })]),
    ...comment.rules.filter(({ name }) => !rules.has(name)).map((rule) => reportUnknown(rule, rules)),
    ...unused.map((rule) => reportCheck("unused-ignore", rule.span, { name: rule.name, isFile }, { fixes: [removal(rule, comment, unused)] })),
  ];
}

function reportUnknown({ name, span }: IgnoredRule, rules: ReadonlySet<string>): Diagnostic {
  const nearest = nearestName(name, rules);
  const fixes: readonly Fix[] = nearest === undefined ? [] : [{ title: { en: `Write \`${nearest}\``, zh: `写作 \`${nearest}\`` }, edits: [{ span, text: nearest }], preferred: true }];
  return reportCheck("ignore-unknown-rule", span, { name, nearest }, { fixes });
}

/** The whole comment where none of its rules is used, else the name and its comma. */
function removal(rule: IgnoredRule, comment: IgnoreComment, unused: readonly IgnoredRule[]): Fix {
  const isWhole = unused.length === comment.rules.length;
  const title = isWhole ? { en: "Remove the comment", zh: "删去此注释" } : { en: `Remove \`${rule.name}\``, zh: `删去 \`${rule.name}\`` };
  // Of several findings about one comment the first removes it.
  return { title, edits: [isWhole ? removeComment(comment) : removeName(rule, comment)], preferred: !isWhole || rule === unused[0] };
}

function removeComment({ span: { file, start, end } }: IgnoreComment): Edit {
  const { text } = file;
  const [from, to] = [lineStart(text, start), lineEnd(text, end)];
  const isAlone = text.slice(from, start).trim() === "" && text.slice(end, to).trim() === "";
  if (isAlone) return { span: { file, start: from, end: Math.min(to + 1, text.length) }, text: "" };
  const before = text.slice(from, start).trimEnd();
  return { span: { file, start: text.slice(end, to).trim() === "" ? from + before.length : start, end }, text: "" };
}

function removeName(rule: IgnoredRule, { rules }: IgnoreComment): Edit {
  const index = rules.indexOf(rule);
  const [before, after] = [rules[index - 1], rules[index + 1]];
  const { file, start, end } = rule.span;
  return { span: after === undefined ? { file, start: before!.span.end, end } : { file, start, end: after.span.start }, text: "" };
}
