/** Explanations of the rules about the writing of labels. */
import type { interpretRules } from "../rules/interpret.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const interpretExplanations = {
  "missing-comma": {
    summary: { en: "Two arguments stand on two lines without a comma between them.", zh: "两个参数分在两行，中间没有逗号。" },
    text: {
      en: "A line break between two complete arguments is read as the comma that was forgotten, so the model is as meant. Write the comma: on one line the same text would be an error.",
      zh: "两个完整参数之间的换行会当作漏写的逗号，模型与本意一致。请补上逗号：同样的文字若写在一行就是错误。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input\n[BatchSize\nW=8, H=8, C=3]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, [String.raw`BatchSize\n`, String.raw`BatchSize,\n`]),
  },
  "unclosed-bracket": {
    summary: { en: "A bracket in a label is never closed.", zh: "标签中的括号没有闭合。" },
    text: {
      en: "It is read as closed at the label's end, which is right for `[BatchSize, 8` and wrong where more was to follow. Write the bracket where it belongs.",
      zh: "它按在标签末尾闭合来读：对 `[BatchSize, 8` 是对的，若后面漏了内容就不对。请在应有的位置补上括号。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["C=3", "C=3]"]),
  },
  "shape-remark": {
    summary: { en: "Sizes behind an input or output word stand as a remark.", zh: "输入或输出词后的尺寸成了备注。" },
    text: {
      en: "What stands in round brackets behind `Input` or `Output` is a remark for the reader, so that a shape there is neither the input's nor checked. Write `[BatchSize, C=3, H=32, W=32]`: which size is which axis then needs no guess.",
      zh: "`Input` 或 `Output` 之后圆括号里的文字是给读者的备注，写在那里的形状既不是输入的形状，也不会被检查。请写 `[BatchSize, C=3, H=32, W=32]`，这样哪个尺寸是哪个轴就不必猜。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 784]"]
        fc   [label="Linear [784, 10]"]
        oup  [label="Output (10)"]
        inp -> fc -> oup
      }`, ["(10)", "[BatchSize, 10]"]),
  },
  "label-syntax": {
    summary: { en: "A label cannot be read: something else should stand at this place.", zh: "标签无法读取：此处应当是别的内容。" },
    text: {
      en: "The word and the bracket show what the label is meant to be, but its arguments or sizes cannot be read. Arguments are sizes or `Key=Value`, separated by commas; a size is a number, a name, or arithmetic of those.",
      zh: "从词和括号能看出标签要表达什么，但其中的参数或尺寸无法读取。参数是尺寸或 `键=值`，以逗号分隔；尺寸是数字、名称，或由它们组成的算式。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        linear [label="Linear [8, = 4]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["= 4", "4"]),
  },
  "label-depth": {
    summary: { en: "Brackets in a label are nested too deeply.", zh: "标签中的括号嵌套过深。" },
    text: {
      en: "No size needs so many brackets; a text like this is most often made by a program that went wrong. Write the size without them.",
      zh: "没有哪个尺寸需要这么多层括号；这种文字多半由出错的程序生成。请去掉多余的括号。",
    },
    example: example(`digraph Net {
  inp  [label="Input [BatchSize, ${"(".repeat(65)}8${")".repeat(65)}]"]
  relu [label="Relu"]
  oup  [label="Output"]
  inp -> relu -> oup
}
`, [`${"(".repeat(65)}8${")".repeat(65)}`, "8"]),
  },
} satisfies Record<keyof typeof interpretRules, Explanation>;
