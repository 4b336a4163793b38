/** The words that reports set around messages, in every language. */
import type { Language, Message, Severity } from "./diagnostic.ts";

const words = {
  error: { en: "error", zh: "错误" },
  warning: { en: "warning", zh: "警告" },
  note: { en: "note", zh: "提示" },
  help: { en: "help", zh: "建议" },
  fixed: { en: "fixed", zh: "已修复" },
  way: { en: "how the size came about", zh: "尺寸的由来" },
  changesNetwork: { en: "changes what the network computes", zh: "会改变网络的计算结果" },
} as const satisfies Readonly<Record<Severity | string, Message>>;

export function word(key: keyof typeof words, language: Language): string {
  return words[key][language];
}

/** In front of text in brackets or behind it, Chinese takes no space: its brackets are wide. */
export function bracketed(text: string, language: Language): string {
  return language === "zh" ? `（${text}）` : ` (${text})`;
}
