/** Explanations of the rules about the bytes of a file. */
import type { fileRules } from "../rules/files.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const fileExplanations = {
  "not-utf8": {
    summary: { en: "The file is not UTF-8.", zh: "文件不是 UTF-8 编码。" },
    text: {
      en: "Diagrams are read as UTF-8, as Graphviz reads them. In another encoding (GBK, Latin-1, UTF-16) every letter beyond ASCII would be guessed at, so the file is not read at all. Save it as UTF-8; editors call this \"Save with encoding\".",
      zh: "图按 UTF-8 读取，与 Graphviz 一致。其他编码（GBK、Latin-1、UTF-16）中 ASCII 以外的字符只能靠猜，因此整个文件都不读取。请另存为 UTF-8，编辑器里一般叫“以指定编码保存”。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
          label="Schön"
        }`),
      encoding: "latin1",
    },
  },
} satisfies Record<keyof typeof fileRules, Explanation>;
