/** Rules about the bytes of a file, before there is a text. */
import type { RuleTable } from "./rule.ts";
import { reporter } from "./rule.ts";

export const fileRules = {
  "not-utf8": {
    severity: "error",
    message: (p: { byteOffset: number }) => ({
      en: `This is not UTF-8: byte ${p.byteOffset} of the file is part of no character. Save it as UTF-8, or name a file that holds text.`,
      zh: `这不是 UTF-8：文件的第 ${p.byteOffset} 个字节不属于任何字符。请另存为 UTF-8，或给出文本文件。`,
    }),
  },
} satisfies RuleTable;

export const reportFile = reporter(fileRules);
