/** Explanations of the rules about DOT as a text. */
import type { readRules } from "../rules/read.ts";
import { dot, example, type Explanation } from "./explanation.ts";

/** Two groups of nodes, and an edge from each node of the one to each node of the other where they are joined. */
function twoGroups(size: number, join: string): string {
  const group = (name: string) => Array.from({ length: size }, (_, index) => `    ${name}${index} [label="Relu"]\n`).join("");
  return `digraph Net {
  inp [label="Input [BatchSize, 8]"]
  cat [label="cat"]
  oup [label="Output"]
  subgraph left {
${group("a")}  }
  subgraph right {
${group("b")}  }
  inp -> subgraph left {} -> cat
  inp -> subgraph right {} -> cat -> oup
${join}}
`;
}

export const readExplanations = {
  "no-diagram": {
    summary: { en: "The text holds no diagram.", zh: "文中没有图。" },
    text: {
      en: "A model is made of a graph that is written `digraph NAME { … }`; in Markdown it may stand in a fenced block marked `dot`, or bare. Check that the right file is named, and that the graph is spelled `digraph`.",
      zh: "模型由写作 `digraph 名称 { … }` 的图生成；在 Markdown 中，它可以放在标有 `dot` 的代码块里，也可以直接写在正文中。请确认文件无误，且关键字写作 `digraph`。",
    },
    example: {
      broken: dot`
        // The network will be drawn here.`,
      mended: dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
        }`,
    },
  },
  "not-text": {
    summary: { en: "The file holds a NUL byte, which no text does.", zh: "文件中有 NUL 字节，文本中不会出现它。" },
    text: {
      en: "A NUL byte means a picture, an archive, or a text saved as UTF-16. Nothing of it is read. Name the DOT source instead of the picture made of it, or save the file as UTF-8.",
      zh: "出现 NUL 字节，说明这是图片、压缩包，或是以 UTF-16 保存的文本，因此整个文件都不读取。请给出 DOT 源文件，而不是由它生成的图片；或将文件另存为 UTF-8。",
    },
    example: {
      broken: "digraph Net {\n  inp  [label=\"Input [BatchSize, 8]\"]\n  relu [label=\"Relu\0\"]\n  oup  [label=\"Output\"]\n  inp -> relu -> oup\n}\n",
      mended: dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
        }`,
    },
  },
  "undirected-graph": {
    summary: { en: "The graph is undirected, so its data has no direction.", zh: "图是无向图，数据没有流向。" },
    text: {
      en: "An edge `a -- b` does not say whether a feeds b or b feeds a, and a model needs to know. Write `digraph` for `graph` and `->` for `--`.",
      zh: "边 `a -- b` 没有说明是 a 输入 b 还是 b 输入 a，而模型必须知道。请把 `graph` 改为 `digraph`，把 `--` 改为 `->`。",
    },
    example: example(dot`
      graph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -- relu -- oup
      }`, ["graph", "digraph"], ["inp -- relu -- oup", "inp -> relu -> oup"]),
  },
  "syntax-error": {
    summary: { en: "Graphviz cannot read the text at this place.", zh: "Graphviz 无法读取此处的文字。" },
    text: {
      en: "Something stands where the DOT language has no place for it, or something is missing before it. The message names what stands there and what is expected. Reading goes on after the statement, so the rest of the file is checked all the same.",
      zh: "此处出现了 DOT 语言不允许的内容，或者它前面缺了什么。消息会说明遇到了什么、应当是什么。读取会从下一条语句继续，文件其余部分照常检查。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> -> oup
      }`, ["-> -> oup", "-> oup"]),
  },
  "unclosed-string": {
    summary: { en: "A quotation mark is never closed.", zh: "引号没有闭合。" },
    text: {
      en: "Quoted text may run over lines, so a forgotten `\"` swallows what follows, up to the next one. Add the closing `\"`, usually at the end of the line that is marked.",
      zh: "引号内的文字可以跨行，因此漏写一个 `\"` 会把后面直到下一个引号的内容都吞进去。请补上 `\"`，通常就在所标的行末。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, [`"Relu]`, `"Relu"]`]),
  },
  "unclosed-html": {
    summary: { en: "An HTML text is never closed.", zh: "HTML 文字没有闭合。" },
    text: {
      en: "A text that begins with `<` is HTML to Graphviz and ends at the `>` that belongs to it, so each `<` inside needs its `>`. Add the missing one. For a bare sign write `&lt;`.",
      zh: "以 `<` 开头的文字被 Graphviz 当作 HTML，到与之配对的 `>` 为止，因此其中每个 `<` 都要有 `>`。请补上缺少的 `>`；若只是小于号，请写 `&lt;`。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        oup  [label="Output"]
        inp -> relu -> oup
        relu [label=<Relu]
      }`, ["<Relu]", "<Relu>]"]),
  },
  "unclosed-comment": {
    summary: { en: "A comment is never closed.", zh: "注释没有结束。" },
    text: {
      en: "Everything behind `/*` is skipped up to `*/`; where that is missing, the rest of the file is lost. Add `*/`, or use `//` for a comment of one line.",
      zh: "`/*` 之后直到 `*/` 的内容都会跳过；缺少 `*/` 时，文件余下的部分全部丢失。请补上 `*/`，或用 `//` 写单行注释。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
          /* one layer is enough
        }`, ["enough", "enough */"]),
    },
  },
  "unclosed-attributes": {
    summary: { en: "An attribute list is never closed.", zh: "属性列表没有闭合。" },
    text: {
      en: "The attributes of a node or an edge stand between `[` and `]`. Without the `]` the next statement would be read as more attributes. Add it after the last attribute.",
      zh: "节点和边的属性写在 `[` 与 `]` 之间。缺少 `]` 时，下一条语句会被当成属性。请在最后一个属性后补上。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"
        oup  [label="Output"]
        inp -> relu -> oup
      }`, [`"Relu"`, `"Relu"]`]),
  },
  "unclosed-brace": {
    summary: { en: "A `{` is never closed.", zh: "`{` 没有闭合。" },
    text: {
      en: "Each graph and each group ends in `}`. Where one is missing, Graphviz refuses the file, and a graph that follows would be taken as part of this one. Add the `}`.",
      zh: "每个图、每个组都以 `}` 结束。缺少时 Graphviz 拒绝整个文件，后面的图也会被当成本图的一部分。请补上 `}`。",
    },
    example: {
      broken: dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup`,
      mended: dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
        }`,
    },
  },
  "missing-brace": {
    summary: { en: "A graph or subgraph has no `{`.", zh: "图或子图缺少 `{`。" },
    text: {
      en: "The statements of a graph stand between `{` and `}`. Add the `{` after the graph's name.",
      zh: "图的语句写在 `{` 与 `}` 之间。请在图名后补上 `{`。",
    },
    example: example(dot`
      digraph Net
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["digraph Net", "digraph Net {"]),
  },
  "missing-value": {
    summary: { en: "An attribute has no value.", zh: "属性没有值。" },
    text: {
      en: "An attribute is written `name=value`. Without a value Graphviz refuses the file. Write one, `\"\"` for an empty text, or remove the attribute.",
      zh: "属性写作 `名=值`。没有值时 Graphviz 拒绝整个文件。请写上值（空文字写 `\"\"`），或删去该属性。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu", color=]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["color=", "color=red"]),
  },
  "unquoted-text": {
    summary: { en: "A text needs quotation marks.", zh: "文字需要加引号。" },
    text: {
      en: "Without quotation marks only letters, digits and `_`, or one number, are a single text; at a blank, a dot or a dash Graphviz begins another. Put the text in `\"…\"`.",
      zh: "不加引号时，只有字母、数字与 `_` 的组合或一个数字才算一个整体；遇到空格、点或横线，Graphviz 就当作另一段。请用 `\"…\"` 括起来。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label=Relu-1]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["Relu-1", `"Relu-1"`]),
  },
  "reserved-word": {
    summary: { en: "A word of the DOT language stands as a name.", zh: "用 DOT 语言的保留字作了名称。" },
    text: {
      en: "`node`, `edge`, `graph`, `digraph`, `subgraph` and `strict`, in any case of letters, belong to the language. As a name such a word is put in quotation marks; another name is easier to read.",
      zh: "`node`、`edge`、`graph`、`digraph`、`subgraph`、`strict`（不分大小写）是语言的保留字。用作名称时须加引号；换一个名称更易读。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
        relu [group=edge]
      }`, ["group=edge", `group="edge"`]),
  },
  "edge-operator": {
    summary: { en: "An edge is not written as this kind of graph writes it.", zh: "边的写法不适用于这种图。" },
    text: {
      en: "In a digraph an edge is `->`. Graphviz knows no `-->`, `=>` or `→`, and refuses `--` here. Replace it.",
      zh: "digraph 中的边写作 `->`。Graphviz 不认识 `-->`、`=>` 和 `→`，在这里也不接受 `--`。请替换。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -- relu -> oup
      }`, ["--", "->"]),
  },
  "full-width-punctuation": {
    summary: { en: "Full-width punctuation outside quotation marks becomes part of a name.", zh: "引号之外的全角标点成了名称的一部分。" },
    text: {
      en: "To Graphviz `，` is a letter: `label=Relu，shape` is one long name, and the drawing shows it. Write the ASCII sign outside quotation marks. Inside a label full-width signs are read as their ASCII ones.",
      zh: "对 Graphviz 来说 `，` 是字母：`label=Relu，shape` 是一个长名称，图上也会这样显示。引号之外请用半角标点。标签之内的全角标点按半角来读，不受影响。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"，shape=box]
          oup  [label="Output"]
          inp -> relu -> oup
        }`, ["，", ", "]),
    },
  },
  "split-number": {
    summary: { en: "Letters follow a number without a blank, and Graphviz reads two words.", zh: "数字后紧跟字母，Graphviz 读成两个词。" },
    text: {
      en: "`2x` without quotation marks is the number `2` and then the word `x`: two nodes, or a syntax error inside a list. Put it in quotation marks, or begin the name with a letter.",
      zh: "不加引号的 `2x` 会读成数字 `2` 和单词 `x`：成了两个节点，在列表中则是语法错误。请加引号，或让名称以字母开头。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          relu [label="Relu"]
          oup  [label="Output"]
          inp -> relu -> oup
          label=2nd
        }`, ["2nd", `"2nd"`]),
      companions: ["unconnected-node"],
    },
  },
  "relabelled-node": {
    summary: { en: "A node is given a second label.", zh: "节点有了第二个标签。" },
    text: {
      en: "To Graphviz, all statements with one id are about one node, and an attribute that is written again replaces what it was. So of two layers that are given one id only the last is drawn, and computed. Give the second an id of its own.",
      zh: "对 Graphviz 来说，id 相同的语句说的是同一个节点，重写的属性会取代原值。因此 id 相同的两个层只有后一个会画出来，也只有它参与计算。请给第二个层另取 id。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        fc  [label="Linear [4]"]
        fc  [label="Linear [2]"]
        oup [label="Output [BatchSize, 2]"]
        inp -> fc -> oup
      }`, ['  fc  [label="Linear [2]"]', '  fc2 [label="Linear [2]"]'], ["fc -> oup", "fc -> fc2 -> oup"]),
  },
  "html-id-clash": {
    summary: { en: "Two nodes have the same id, one as HTML and one as text.", zh: "两个节点 id 相同，一个是 HTML，一个是文字。" },
    text: {
      en: "Graphviz keeps `<a>` and `a` apart, and draws two nodes; parameters are named after ids, so a model cannot. Write both the same way if one node is meant, else give one another id.",
      zh: "Graphviz 把 `<a>` 与 `a` 看作两个节点；而参数以 id 命名，模型无法区分它们。若本是一个节点，请统一写法，否则请换一个 id。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        <relu> [label="Relu1"]
        relu   [label="Relu2"]
        oup    [label="Output"]
        inp -> <relu> -> relu -> oup
      }`, ["<relu> [", "first  ["], ["-> <relu>", "-> first"]),
  },
  "diagram-too-large": {
    summary: { en: "The diagram writes out to far more edges or attributes than its text is long.", zh: "图展开后的边或属性远多于这样长的文字所能画的。" },
    text: {
      en: "An edge between two groups is an edge between each node of one and each of the other, and a default is copied into every node; so a short text can ask for more than a machine can hold. The statement that passes the limit is left out. Draw the edges that are meant one by one.",
      zh: "两个组之间的一条边，表示一组的每个节点到另一组的每个节点都有边；默认属性也会复制到每个节点。因此很短的文字也可能超出机器的容量。超过上限的语句会被略去。请逐条画出真正需要的边。",
    },
    example: {
      broken: twoGroups(1200, "  subgraph left {} -> subgraph right {}\n"),
      mended: twoGroups(2, ""),
    },
  },
} satisfies Record<keyof typeof readRules, Explanation>;
