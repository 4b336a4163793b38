/** Rules about the writing of labels. */
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

export const interpretRules = {
  "missing-comma": {
    severity: "note",
    message: () => ({
      en: "A comma is missing here; the line break is read as one. Write a comma.",
      zh: "此处缺少逗号；换行被当作逗号来读。请补上逗号。",
    }),
  },
  "unclosed-bracket": {
    severity: "warning",
    message: (p: { opened: string; close: string }) => ({
      en: `The bracket \`${p.opened}\` is never closed; it is read as closed at the label's end. Write \`${p.close}\`.`,
      zh: `括号 \`${p.opened}\` 没有闭合，按在标签末尾闭合来读。请补上 \`${p.close}\`。`,
    }),
  },
  "shape-remark": {
    severity: "warning",
    message: (p: { text: string; shape: string }) => ({
      en: `\`${p.text}\` is read as a remark, and says nothing of the shape. Write the shape in square brackets, with the batch: \`${p.shape}\`.`,
      zh: `\`${p.text}\` 被读作备注，没有说明形状。请把形状写在方括号里，并写出批：\`${p.shape}\`。`,
    }),
  },
  "label-syntax": {
    severity: "error",
    message: (p: { expected: string; expectedZh: string; found: string | undefined }) => ({
      en: p.found === undefined ? `The label ends where ${p.expected.charAt(0).toLowerCase()}${p.expected.slice(1)} should stand.` : `${p.expected} should stand here, not \`${p.found}\`.`,
      zh: p.found === undefined ? `标签在此结束，而这里应当是${p.expectedZh}。` : `这里应当是${p.expectedZh}，而不是 \`${p.found}\`。`,
    }),
  },
  "label-depth": {
    severity: "error",
    message: (p: { most: number }) => ({
      en: `Brackets are nested more than ${p.most} deep here. Write the size without them.`,
      zh: `此处括号嵌套超过 ${p.most} 层。请简化这个尺寸。`,
    }),
  },
} satisfies RuleTable;

export const reportLabel = reporter(interpretRules);
