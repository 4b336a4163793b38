/** Rules about the comments by which a user passes over findings. */
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

export const checkRules = {
  "ignore-form": {
    severity: "error",
    message: (p: { missing: "rule" | "reason" }) => (p.missing === "rule"
      ? {
        en: "This comment names no rule to ignore. Write `dot2model-ignore RULE: REASON`, with the rule's name as reports give it.",
        zh: "此注释没有写明要忽略的规则。请写成 `dot2model-ignore 规则: 理由`，规则名见报告。",
      }
      : {
        en: "This comment gives no reason. Write `dot2model-ignore RULE: REASON`, so that the next reader knows why the finding is right to stand.",
        zh: "此注释没有写明理由。请写成 `dot2model-ignore 规则: 理由`，让后来的读者知道为何可以忽略。",
      }),
  },
  "ignore-unknown-rule": {
    severity: "error",
    message: (p: { name: string; nearest: string | undefined }) => ({
      en: `There is no rule \`${p.name}\` to ignore.${p.nearest === undefined ? " Reports give each finding's rule in square brackets." : ` Is \`${p.nearest}\` meant?`}`,
      zh: `没有名为 \`${p.name}\` 的规则可忽略。${p.nearest === undefined ? "报告的方括号里写有每处问题的规则名。" : `是否想写 \`${p.nearest}\`？`}`,
    }),
  },
  "unused-ignore": {
    severity: "warning",
    message: (p: { name: string; isFile: boolean }) => ({
      en: `Nothing ${p.isFile ? "in this file" : "here"} is reported under \`${p.name}\`, so there is nothing to ignore. Remove it from the comment.`,
      zh: `${p.isFile ? "此文件" : "此处"}没有 \`${p.name}\` 的问题，无需忽略。请从注释中删去。`,
    }),
  },
} satisfies RuleTable;

export const reportCheck = reporter(checkRules);
