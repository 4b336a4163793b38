/** Rules of 1-read: what can be wrong with a text before anything is known of networks. */
import type { Rule, RuleTable } from "./rule.ts";

/** Words that Graphviz keeps for itself, and those that users write in their place, are shown as code. */
type Found = { readonly found: string };

/** For a rule whose message says the same of every finding. */
const fixed = (severity: Rule<never>["severity"], en: string, zh: string): Rule<Record<never, never>> => ({ severity, message: () => ({ en, zh }) });

export const readRules = {
  "no-diagram": fixed("error",
    "There is no diagram in this text: dot2model looks for `digraph NAME { … }`. Name a file that holds one.",
    "文中没有图：dot2model 要找的是 `digraph 名称 { … }`。请给出含有它的文件。"),
  "not-text": fixed("error",
    "This is not text: it holds a NUL byte. Diagrams are read as UTF-8; if the file is UTF-16, save it as UTF-8.",
    "这不是文本：其中有 NUL 字节。图按 UTF-8 读取；若文件是 UTF-16 编码，请另存为 UTF-8。"),
  "undirected-graph": fixed("error",
    "An undirected graph says nothing of where its data flows, so no model can be made of it. Write `digraph` and `->`.",
    "无向图没有说明数据的流向，无法据此生成模型。请改用 `digraph` 和 `->`。"),
  "syntax-error": {
    severity: "error",
    message: (p: { readonly found: string; readonly expected: { readonly en: string; readonly zh: string } }) => ({
      en: `Graphviz cannot read this: ${p.found === "" ? "the text ends" : `${p.found} stands`} where ${p.expected.en} is expected.`,
      zh: `Graphviz 读不懂这里：应为${p.expected.zh}，却${p.found === "" ? "到了文末" : `遇到 ${p.found}`}。`,
    }),
  },
  "unclosed-string": fixed("error",
    "This quotation mark is never closed on its line, so what follows is taken for text. Add the closing `\"`.",
    "这个引号在本行没有闭合，后面的内容都被当成了文字。请补上 `\"`。"),
  "unclosed-html": fixed("error",
    "This HTML text is never closed: each `<` in it needs a `>`. Add the missing `>`, or write `&lt;` for a bare `<`.",
    "这段 HTML 文字没有闭合：其中每个 `<` 都要有 `>`。请补上 `>`，或把单独的 `<` 写成 `&lt;`。"),
  "unclosed-comment": fixed("error",
    "This comment is never closed, so Graphviz skips the rest of the file. Add `*/` where it ends.",
    "这条注释没有结束，Graphviz 会跳过文件的余下部分。请在结尾处加上 `*/`。"),
  "unclosed-attributes": fixed("error",
    "This attribute list is never closed. Add `]` after its last attribute.",
    "这个属性列表没有闭合。请在最后一个属性后加上 `]`。"),
  "unclosed-brace": fixed("error",
    "This `{` is never closed. Add `}` where it ends.",
    "这个 `{` 没有闭合。请在结尾处加上 `}`。"),
  "missing-brace": {
    severity: "error",
    message: (p: { readonly after: string }) => ({
      en: `A \`{\` is missing after ${p.after}: the statements stand between \`{\` and \`}\`. Add it.`,
      zh: `${p.after} 后缺少 \`{\`：语句要写在 \`{\` 与 \`}\` 之间。请补上。`,
    }),
  },
  "missing-value": {
    severity: "error",
    message: (p: { readonly name: string }) => ({
      en: `The attribute ${p.name} has no value; Graphviz wants \`name=value\`. Write one, or remove the attribute.`,
      zh: `属性 ${p.name} 没有值；Graphviz 要求写成 \`名=值\`。请写上值，或删去该属性。`,
    }),
  },
  "unquoted-text": {
    severity: "error",
    message: (p: Found) => ({
      en: `${p.found} needs quotation marks: without them only letters, digits and \`_\`, or one number, are a single text.`,
      zh: `${p.found} 需要加引号：不加引号时，只有字母、数字与 \`_\` 的组合或一个数字才是一个整体。`,
    }),
  },
  "reserved-word": {
    severity: "error",
    message: (p: Found) => ({
      en: `${p.found} is a word of the DOT language and cannot be a name as it stands. Put it in quotation marks.`,
      zh: `${p.found} 是 DOT 语言的保留字，不能直接作名称。请加上引号。`,
    }),
  },
  "edge-operator": {
    severity: "error",
    message: (p: { readonly found: string; readonly wanted: string }) => ({
      en: `${p.found} is no edge here: in this kind of graph an edge is written \`${p.wanted}\`. Replace it.`,
      zh: `${p.found} 在这里不是边：这种图的边写作 \`${p.wanted}\`。请替换。`,
    }),
  },
  "full-width-punctuation": {
    severity: "warning",
    message: (p: { readonly characters: string; readonly replacement: string }) => ({
      en: `${p.characters} outside quotation marks is a letter to Graphviz and becomes part of a name. Write ${p.replacement}, or put the name in quotation marks.`,
      zh: `引号之外的 ${p.characters} 被 Graphviz 当成字母，成了名称的一部分。请改写为 ${p.replacement}，或给名称加上引号。`,
    }),
  },
  "split-number": {
    severity: "warning",
    message: (p: { readonly number: string; readonly rest: string }) => ({
      en: `Graphviz reads this as two words, \`${p.number}\` and \`${p.rest}\`. Put it in quotation marks if it is one, or a space between if it is two.`,
      zh: `Graphviz 把这里读成两个词：\`${p.number}\` 与 \`${p.rest}\`。若是一个词请加引号，若是两个请加空格。`,
    }),
  },
  "relabelled-node": {
    severity: "warning",
    message: (p: { readonly id: string }) => ({
      en: `${p.id} has a label already. To Graphviz it is one node, with the label that is written last. If it is another layer, give it an id of its own, else remove one of the labels.`,
      zh: `${p.id} 已有标签。Graphviz 视之为同一个节点，以最后写的标签为准。若是另一个层，请另取 id；否则请删去其中一个标签。`,
    }),
  },
  "html-id-clash": {
    severity: "error",
    message: (p: { readonly id: string }) => ({
      en: `Graphviz has two nodes of the id ${p.id}, one written as HTML, \`<…>\`, and one as text; nothing else tells them apart. Write both the same way, or give one another id.`,
      zh: `Graphviz 认为有两个 id 同为 ${p.id} 的节点：一个写成 HTML \`<…>\`，一个写成文字，除此之外无从区分。请统一写法，或换一个 id。`,
    }),
  },
  "diagram-too-large": {
    severity: "error",
    message: (p: { readonly limit: number }) => ({
      en: `Written out, this statement and those before it make more than ${p.limit} edges and attributes; the diagram is read without it. Draw fewer edges between groups, or set fewer defaults.`,
      zh: `展开后，此处及之前的语句会产生超过 ${p.limit} 条边和属性；读图时略去了这条语句。请减少组间的边或默认属性。`,
    }),
  },
} satisfies RuleTable;
