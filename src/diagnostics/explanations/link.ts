/** Explanations of the rules about words, blocks and the graph that the edges make. */
import type { linkRules } from "../rules/link.ts";
import { dot, example, type Explanation } from "./explanation.ts";

/** A row of blocks, each of which holds the next. */
function nested(depth: number): string {
  const label = (index: number) => (index < depth ? `Level${index + 1}Block` : "Relu");
  return Array.from({ length: depth + 1 }, (_, index) => `digraph Level${index}Block { inp [label="Input [BatchSize, 8]"]; a [label="${label(index)}"]; oup [label="Output"]; inp -> a -> oup }\n`).join("");
}

export const linkExplanations = {
  "unknown-layer": {
    summary: { en: "A label is neither a layer nor a block.", zh: "标签既不是层，也不是块。" },
    text: {
      en: "A label begins with a layer's word, in English or Chinese, or with a word that names a digraph; it may also be an operator, or a shape. A sentence such as `Downsample the features` leaves out what to compute: say it with a layer (`MaxPool2D [K=2]`), or draw a digraph of that name as a block.",
      zh: "标签以层的名称（中英文均可）或某个 digraph 的名称开头，也可以是运算符或形状。像“对特征降采样”这样的句子没有说明如何计算：请用层来写（`MaxPool2D [K=2]`），或画一个同名的 digraph 作为块。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Covn2D [K=3, Out=8]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["Covn2D", "Conv2D"]),
  },
  "foreign-layer": {
    summary: { en: "A layer that others have and dot2model does not.", zh: "别处有、而 dot2model 没有的层。" },
    text: {
      en: "The layers of dot2model are those that docs/operations.md lists. Many others can be drawn with these: activations as formulas, a transposed convolution as UpSample and Conv2D, a recurrent layer as a digraph of one step. The finding says how.",
      zh: "dot2model 的层见 docs/operations.md。其他许多层可以用它们画出：激活函数写成公式，转置卷积画成 UpSample 和 Conv2D，循环层画成一步的 digraph。报告会说明画法。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        fc  [label="Linear [4]"]
        act [label="LeakyReLU [0.01]"]
        oup [label="Output"]
        inp -> fc -> act -> oup
      }`, ["LeakyReLU [0.01]", "relu(fc) - 0.01 * relu(-fc)"]),
  },
  "name-before-layer": {
    summary: { en: "A label begins with a name instead of its layer.", zh: "标签以名称而不是层开头。" },
    text: {
      en: "A label says which layer a node is, and begins with it. What the layer is called in the model, and in its file of weights, is the node's id.",
      zh: "标签说明节点是哪个层，并以层开头。层在模型和权重文件中的名称是节点的 id。",
    },
    example: example(dot`
      digraph Net {
        inp   [label="Input [BatchSize, 8]"]
        node1 [label="fc1: Linear [4]"]
        oup   [label="Output"]
        inp -> node1 -> oup
      }`, ["fc1: ", ""]),
  },
  "stray-number": {
    summary: { en: "A number after a layer's word is no whole number, so it is no name.", zh: "层名之后的数字不是整数，不能作编号。" },
    text: {
      en: "`Linear 7` is the seventh Linear: a number after the word tells layers apart and sets nothing. `Dropout 0.5` looks as if it set the rate, and would not. Write hyperparameters in brackets.",
      zh: "`Linear 7` 是第七个 Linear：层名之后的数字只用于区分，不设定任何值。`Dropout 0.5` 看似设定了比率，其实没有。超参数请写在方括号里。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        drop [label="Dropout 0.5"]
        oup  [label="Output"]
        inp -> drop -> oup
      }`, ["0.5", "[P=0.5]"]),
  },
  "bare-arguments": {
    summary: { en: "A layer's arguments stand without brackets.", zh: "层的参数没有写在括号里。" },
    text: {
      en: "A label is a word and then its arguments in `[…]` or `(…)`: so it is told from a name, a remark or a formula. `Conv2D K=3` has none, and neither has `3x3 conv, 64`. Write the word first and the arguments in brackets, with keys where there are several.",
      zh: "标签先写词，再在 `[…]` 或 `(…)` 中写参数，这样才不会与名称、备注或公式混淆。`Conv2D K=3` 没有括号，`3x3 conv, 64` 也没有。请先写词，再把参数写在括号里；有多个参数时写出键。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D K=3, Out=8"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["K=3, Out=8", "[K=3, Out=8]"]),
  },
  "text-after-brackets": {
    summary: { en: "Something stands behind a label's brackets.", zh: "标签的括号之后还有内容。" },
    text: {
      en: "A label ends with its brackets. What stands behind them, as in `Conv2D [K=3, Out=8], bias=False`, would be read by nobody, so it is refused. Write arguments within the brackets, and draw what is another step as a node of its own. An input needs no type: where an Embedding reads it, its numbers are indices.",
      zh: "标签到括号为止。括号之后的内容（如 `Conv2D [K=3, Out=8], bias=False`）不会被读取，因此视为错误。参数请写在括号里，另一步运算请另画一个节点。输入不需要类型：由 Embedding 读取时，它的数值就是索引。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [K=3, Out=8], bias=False"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["], bias=False", ", bias=False]"]),
  },
  "several-layers": {
    summary: { en: "One node names several layers.", zh: "一个节点写了几个层。" },
    text: {
      en: "A node is one layer, so that each has a name, weights and a place where a shape can be wrong. `Conv-BN-ReLU` in one box is three nodes, or a block: a digraph of that name.",
      zh: "一个节点是一个层，这样每个层都有自己的名称和权重，形状出错时也有位置可指。写在一个框里的 `Conv-BN-ReLU` 应是三个节点，或者一个同名的块（digraph）。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        fc   [label="Linear [8, 4]\nReLU"]
        oup  [label="Output"]
        inp -> fc -> oup
      }`, ["[8, 4]\\nReLU\"]", "[8, 4]\"]\n  relu [label=\"ReLU\"]"], ["fc -> oup", "fc -> relu -> oup"]),
  },
  "map-without-batch": {
    summary: { en: "A tensor's shape begins with a batch under another name.", zh: "张量形状开头的批用了别的名称。" },
    text: {
      en: "`x [BatchSize, 64]` names the tensor that passes there: the batch's name tells it from a layer. `[N, 64]` begins with a size like any other. Write `BatchSize`, or `Input [N, 64]` where an input is meant.",
      zh: "`x [BatchSize, 64]` 给经过此处的张量命名：靠批的名称才与层区分开来。`[N, 64]` 的开头只是普通的尺寸。请写 `BatchSize`；若指输入，请写 `Input [N, 64]`。",
    },
    example: example(dot`
      digraph Net {
        x    [label="x: [N, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        x -> relu -> oup
      }`, ["[N, 8]", "[BatchSize, 8]"]),
  },
  "misspelt-label": {
    summary: { en: "A node's label stands under a misspelt name.", zh: "节点标签的属性名拼错了。" },
    text: {
      en: "Graphviz passes over attributes that it does not know, so that `lable=\"Relu\"` leaves a node that shows its id, and means what its id says; where that is neither layer nor block, this is an error. Names of attributes are written in lower case: `label`.",
      zh: "Graphviz 会略过不认识的属性，因此 `lable=\"Relu\"` 只会让节点显示其 id，含义也由 id 决定；若 id 既不是层也不是块，则是错误。属性名须用小写：`label`。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        tanh [lable="Relu"]
        oup  [label="Output"]
        inp -> tanh -> oup
      }`, ["lable", "label"]),
  },
  "near-block": {
    summary: { en: "A block is taken from elsewhere, while the own one's name has a slip.", zh: "取用了别处的块，而自己的块名称有笔误。" },
    text: {
      en: "A word means the digraph's own block first, `Net` and `Body` being `NetBody`, and else the one digraph whose name ends in it. A slip in the own one's name leaves the other, in silence and with another meaning. Correct the name, or say which is meant.",
      zh: "一个词首先指本图自己的块（`Net` 与 `Body` 即 `NetBody`），否则指唯一以它结尾的 digraph。自己的块名称若有笔误，就会悄悄取用另一个，含义随之不同。请改正名称，或指明是哪一个。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        body [label="Body"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph NetBdoy   { inp [label="Input [BatchSize, NIn]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }
      digraph OtherBody { inp [label="Input [BatchSize, NIn]"]; a [label="Tanh"]; oup [label="Output"]; inp -> a -> oup }`, ["NetBdoy ", "NetBody "]),
  },
  "ambiguous-block": {
    summary: { en: "A word fits several digraphs.", zh: "一个词对应多个 digraph。" },
    text: {
      en: "The word in the label is no digraph's whole name, and more than one name ends with it. Which is meant decides what the model computes, so nothing is guessed. Choose one by its name, in the label, with the graph attribute `blocks`, or with `--block`.",
      zh: "标签中的词不是任何 digraph 的全名，却有多个名称以它结尾。选哪一个决定了模型的计算，因此不作猜测。请用全名指定：写在标签里、图属性 `blocks` 里，或用 `--block`。",
    },
    example: example(dot`
      digraph Model {
        inp  [label="Input [BatchSize, 8]"]
        body [label="Body"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph LeftBody  { inp [label="Input [BatchSize, NIn]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }
      digraph RightBody { inp [label="Input [BatchSize, NIn]"]; a [label="Tanh"]; oup [label="Output"]; inp -> a -> oup }`, ["digraph Model {", `digraph Model {\n  blocks="Body=LeftBody"`]),
  },
  "block-not-found": {
    summary: { en: "A word is mapped to a digraph that is nowhere to be found.", zh: "一个词指定了找不到的 digraph。" },
    text: {
      en: "The graph attribute `blocks`, or `--block`, names the digraph that a word stands for. It is looked for in the same file, the other inputs, the folder of the file, and what `--blocks` names. Check its spelling, or name the file that holds it.",
      zh: "图属性 `blocks` 或 `--block` 指定了词所代表的 digraph。查找范围是同一文件、其他输入、该文件所在文件夹，以及 `--blocks` 给出的位置。请检查拼写，或给出含有它的文件。",
    },
    example: example(dot`
      digraph Model {
        blocks="Body=Wiide"
        inp  [label="Input [BatchSize, 8]"]
        body [label="Body"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph Wide { inp [label="Input [BatchSize, NIn]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }`, ["Wiide", "Wide"]),
  },
  "recursive-block": {
    summary: { en: "A block contains itself.", zh: "块包含了自身。" },
    text: {
      en: "A model is finite: a block that holds itself, directly or by way of others, would unfold for ever. A layer that comes several times in a row is drawn as a repeat, `Word x N`.",
      zh: "模型是有限的：直接或间接包含自身的块会无限展开。连续出现多次的层请画成重复：`词 x N`。",
    },
    example: example(dot`
      digraph OuterBlock { inp [label="Input [BatchSize, 8]"]; a [label="InnerBlock"]; oup [label="Output"]; inp -> a -> oup }
      digraph InnerBlock { inp [label="Input [BatchSize, 8]"]; a [label="OuterBlock"]; oup [label="Output"]; inp -> a -> oup }`, [`"OuterBlock"`, `"Relu"`]),
  },
  "duplicate-digraph": {
    summary: { en: "Two different digraphs have the same name.", zh: "两个不同的 digraph 同名。" },
    text: {
      en: "Digraphs become modules and are called as blocks by their names, so a name stands for one of them. Names that differ by case alone would fall together as files. Rename one.",
      zh: "digraph 按名称生成模块，也按名称作为块调用，因此一个名称只能代表一个 digraph。仅大小写不同的名称在文件系统中会冲突。请给其中一个改名。",
    },
    example: example(dot`
      digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }
      digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Tanh"]; oup [label="Output"]; inp -> a -> oup }`, [`digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Tanh"]`, `digraph TanhNet { inp [label="Input [BatchSize, 8]"]; a [label="Tanh"]`]),
  },
  "repeated-digraph": {
    summary: { en: "The same digraph stands in the input twice.", zh: "同一个 digraph 在输入中出现了两次。" },
    text: {
      en: "Both say the same, however they are laid out and coloured, so one is taken. Copies drift apart with time: keep one, and let other places refer to it.",
      zh: "两处内容相同（布局与颜色不计），因此只取一个。副本迟早会不一致：请只保留一个，其他地方引用它。",
    },
    example: {
      broken: dot`
        digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }
        digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }`,
      mended: dot`
        digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }`,
    },
  },
  loop: {
    summary: { en: "The edges form a loop.", zh: "边构成了环。" },
    text: {
      en: "Each layer is computed once, from what its edges bring, so no result may lead back to where it came from. The message names the nodes of the loop in order. A skip connection goes forward; a recurrent step is drawn with the state as an input and as an output.",
      zh: "每一层根据进入它的边计算一次，因此结果不能流回自己的来处。消息按顺序列出环上的节点。跳跃连接应指向前方；循环网络的一步应把状态画成输入和输出。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        add    [label="+"]
        linear [label="Linear [8, 8]"]
        oup    [label="Output"]
        inp -> add -> linear -> oup
        linear -> add
      }`, ["  linear -> add\n", "  inp -> add\n"], ["inp -> add -> linear", "inp -> linear -> add"]),
  },
  "undeclared-node": {
    summary: { en: "A node is named in an edge only.", zh: "节点只在边中出现。" },
    text: {
      en: "DOT makes a node of every name in an edge, so a slip of the pen makes a new one. A node without a statement of its own is taken as a feature map whose shape nobody claims. Declare it, and say what it is.",
      zh: "DOT 把边中的每个名称都当成节点，因此笔误会产生新节点。没有单独语句的节点被当作没有形状的特征图。请声明它，说明它是什么。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        inp -> relu -> oup
      }`, [`[label="Relu"]\n`, `[label="Relu"]\n  oup  [label="Output [BatchSize, 8]"]\n`]),
  },
  "unreached-node": {
    summary: { en: "No path from an input reaches a node.", zh: "没有任何输入能到达某个节点。" },
    text: {
      en: "An output that is made of parameters alone is the same for every input: an edge is missing, or a feature map is marked as a parameter that is none. Draw the edge, or take the mark away.",
      zh: "只由参数算出的输出对任何输入都一样：或是缺了一条边，或是把特征图误标成了参数。请补上边，或去掉标记。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        relu   [label="Relu"]
        oup    [label="Output"]
        scale  [label="Scale (parameter) [8]"]
        exp    [label="exp"]
        scaled [label="Output"]
        inp -> relu -> oup
        scale -> exp -> scaled
      }`, ["scale  [label=\"Scale (parameter) [8]\"]", "scale  [label=\"Scale [BatchSize, 8]\"]"]),
  },
  "unconnected-node": {
    summary: { en: "No edge joins a node to anything.", zh: "节点没有任何边相连。" },
    text: {
      en: "A node without edges takes part in nothing, and the model leaves it out. Most often an edge was forgotten, or names another node. Draw the edges, or remove the node; a legend belongs in the graph's label.",
      zh: "没有边的节点不参与计算，模型会忽略它。多半是漏画了边，或边上写错了名称。请画出边，或删去节点；图例应写在图的标签里。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        drop [label="Dropout"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["relu -> oup", "relu -> drop -> oup"]),
  },
  "repeated-instance": {
    summary: { en: "Two layers of a diagram have the same number.", zh: "图中有两个层编号相同。" },
    text: {
      en: "A number after the word tells a reader which layer is which. Two that are called `Linear7` stay two layers with weights of their own, since parameters are named after node ids; a reader may take them for one that is used twice. Number them apart.",
      zh: "层名之后的编号告诉读者哪个层是哪个。两个 `Linear7` 仍是两个层，各有权重（参数以节点 id 命名），但读者可能以为是同一层用了两次。请用不同编号。",
    },
    example: example(dot`
      digraph Net {
        inp     [label="Input [BatchSize, 8]"]
        linear1 [label="Linear1 [8, 16]"]
        linear2 [label="Linear1 [16, 4]"]
        oup     [label="Output"]
        inp -> linear1 -> linear2 -> oup
      }`, ["Linear1 [16", "Linear2 [16"]),
  },
  "duplicate-edge": {
    summary: { en: "An edge is drawn twice.", zh: "一条边画了两次。" },
    text: {
      en: "Into a join both edges count: `x + x` is a sum of two operands, and if it is meant this finding may be ignored. Into a layer, which takes one tensor, the second edge says nothing. Remove it.",
      zh: "连到汇合节点的两条边都算数：`x + x` 是两个操作数之和，若有意如此可以忽略本条。连到只接受一个张量的层时，第二条边没有意义。请删去。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu
        inp -> relu -> oup
      }`, ["  inp -> relu\n", ""]),
  },
  "implied-output": {
    summary: { en: "No edge leaves a layer, so its result is an output.", zh: "层没有出边，其结果作为输出。" },
    text: {
      en: "A result that nothing takes is given to the caller under the layer's id. If that is meant, draw an output and claim its shape, so that the shape is checked; if not, an edge is missing.",
      zh: "没有去向的结果以该层的 id 为名交给调用者。若有意如此，请画出输出节点并声明形状，以便检查；否则就是漏画了边。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        inp -> relu
      }`, [`[label="Relu"]\n`, `[label="Relu"]\n  oup  [label="Output [BatchSize, 8]"]\n`], ["inp -> relu", "inp -> relu -> oup"]),
  },
  "too-deep": {
    summary: { en: "Blocks are nested too deeply.", zh: "块的嵌套过深。" },
    text: {
      en: "Each block holds another, more levels down than any network that people draw. The limit keeps a text made by a program from using up the machine. Draw fewer levels, or a repeat.",
      zh: "块中套块的层数超出了人们会画的任何网络。设此上限，是为防止程序生成的文字耗尽机器资源。请减少层次，或改用重复。",
    },
    example: { broken: nested(101), mended: nested(2) },
  },
  "no-output": {
    summary: { en: "A digraph holds no layers and gives nothing.", zh: "digraph 没有层，也没有输出。" },
    text: {
      en: "A model needs at least one layer between an input and an output. An empty digraph, or one that joins an input to an output, computes nothing. Draw the nodes and the edges between them.",
      zh: "模型在输入与输出之间至少要有一层。空的 digraph，或输入直接连到输出的 digraph，什么也不计算。请画出节点和它们之间的边。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        oup [label="Output"]
        inp -> oup
      }`, [`8]"]\n`, `8]"]\n  act [label="Relu"]\n`], ["inp -> oup", "inp -> act -> oup"]),
  },
} satisfies Record<keyof typeof linkRules, Explanation>;
