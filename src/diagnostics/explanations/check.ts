/** Explanations of the rules about the comments by which a user passes over findings. */
import type { checkRules } from "../rules/check.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const checkExplanations = {
  "ignore-form": {
    summary: { en: "A comment that ignores findings lacks its rule or its reason.", zh: "忽略问题的注释缺少规则或理由。" },
    text: {
      en: "`// dot2model-ignore RULE: REASON` passes over what is reported under that rule on the same line, or on the next where the comment stands alone; `dot2model-ignore-file` does so for the whole file. Without a rule it would hide what nobody has seen, and without a reason nobody can tell when it may go.",
      zh: "`// dot2model-ignore 规则: 理由` 忽略同一行中该规则的问题，注释独占一行时则忽略下一行的；`dot2model-ignore-file` 对整个文件有效。不写规则会掩盖没人见过的问题，不写理由则无人知道何时可以删去。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        drop [label="Dropout"] // dot2model-ignore unconnected-node
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["unconnected-node", "unconnected-node: to be joined in the next version"]),
  },
  "ignore-unknown-rule": {
    summary: { en: "A comment ignores a rule that does not exist.", zh: "注释忽略了不存在的规则。" },
    text: {
      en: "Rules are named as reports name them, in square brackets. A name with a slip in it ignores nothing, so the finding is still reported. `dot2model explain` lists all rules.",
      zh: "规则名以报告方括号中的为准。写错的名称不起作用，问题照样报告。`dot2model explain` 会列出全部规则。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          drop [label="Dropout"] // dot2model-ignore unconected-node: to be joined later
          oup  [label="Output"]
          inp -> relu -> oup
        }`, ["unconected-node", "unconnected-node"]),
      companions: ["unconnected-node"],
    },
  },
  "unused-ignore": {
    summary: { en: "A comment ignores what is not reported.", zh: "注释要忽略的问题并不存在。" },
    text: {
      en: "The diagram was mended, or the comment stands in the wrong place. Left in, it would hide the next finding of its kind. Remove it.",
      zh: "可能是图已改正，或注释放错了位置。留着它会掩盖以后的同类问题。请删去。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"] // dot2model-ignore unconnected-node: to be joined later
        oup  [label="Output"]
        inp -> relu -> oup
      }`, [" // dot2model-ignore unconnected-node: to be joined later", ""]),
  },
} satisfies Record<keyof typeof checkRules, Explanation>;
