/** Explanations of the rules about tensor expressions and recurrent cells. */
import type { expressionRules } from "../rules/expression.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const expressionExplanations = {
  "implied-edge": {
    summary: { en: "An expression uses a tensor that no edge brings.", zh: "表达式用到了没有边带来的张量。" },
    text: {
      en: "The names in an expression are those of the tensors that edges bring. Where exactly one node carries a name that no edge brings, it is taken, and the picture lacks an edge: a reader who follows the edges misses what the formula says. Draw it.",
      zh: "表达式中的名称是各条边带来的张量的名称。若某个名称没有边带来，而恰有一个节点叫这个名称，就取那个节点；但图上少了一条边，顺着边看图的人会漏掉公式所说的内容。请画出这条边。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        act [label="Sigmoid"]
        y   [label="y [BatchSize, 8]"]
        z   [label="x + 2 * y"]
        oup [label="Output [BatchSize, 8]"]
        x -> act -> y -> z -> oup
      }`, ["y -> z -> oup\n", "y -> z -> oup\n  x -> z\n"]),
  },
  "ambiguous-name": {
    summary: { en: "An expression uses a name that several nodes carry.", zh: "表达式用到的名称属于多个节点。" },
    text: {
      en: "An edge into the expression's node says which of them is meant. Draw it, or give the nodes names of their own.",
      zh: "画一条通向该表达式节点的边，就能说明指的是哪一个；也可以给这些节点各起不同的名称。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        f   [label="Sigmoid"]
        g   [label="Tanh"]
        y1  [label="y [BatchSize, 8]"]
        y2  [label="y [BatchSize, 8]"]
        z   [label="x + y"]
        oup [label="Output [BatchSize, 8]"]
        x -> f -> y1
        x -> g -> y2
        x -> z -> oup
      }`, ["x -> z -> oup", "x -> z -> oup\n  y1 -> z"]),
  },
  "unknown-name": {
    summary: { en: "An expression uses a name that no node carries.", zh: "表达式用到的名称不属于任何节点。" },
    text: {
      en: "A name at `[t]` or `[t-1]` is that of a tensor, and so is one that is a letter away from what an edge brings. Any other name that no node carries is a parameter of the diagram.",
      zh: "带 `[t]` 或 `[t-1]` 的名称是张量的名称；与某条边带来的名称只差一两个字母的也是。其他没有节点叫的名称，则是本图的参数。",
    },
    example: example(dot`
      digraph Net {
        x   [label="Hidden [BatchSize, 8]"]
        y   [label="Gate [BatchSize, 8]"]
        z   [label="Hiden * Gate"]
        oup [label="Output [BatchSize, 8]"]
        x -> z -> oup
        y -> z
      }`, ["Hiden", "Hidden"]),
  },
  "own-result": {
    summary: { en: "An expression uses what is made of its own result.", zh: "表达式用到了由它自己的结果得来的张量。" },
    text: {
      en: "Data flows one way: no edge can bring an expression what comes out of it. In a cell the state of the step before is meant, `H[t-1]`, where `H[t]` is written.",
      zh: "数据只向一个方向流动：没有边能把表达式的结果再带给它自己。在单元里写了 `H[t]` 的地方，所指的是上一步的状态 `H[t-1]`。",
    },
    example: example(dot`
      digraph SumCell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="X[t] + H[t]"]
        h   [label="H[t] [BatchSize, 8]"]
        x -> sum -> h
        his -> sum
      }`, ["X[t] + H[t]", "X[t] + H[t-1]"]),
  },
  "unused-operand": {
    summary: { en: "An edge brings a tensor that the expression does not use.", zh: "边带来的张量没有被表达式用到。" },
    text: {
      en: "The picture says that the result depends on the tensor, the formula says that it does not. The formula is computed. Use the tensor's name in it, or remove the edge.",
      zh: "图上说结果依赖这个张量，公式却没有用它。程序按公式计算。请在公式中写出它的名称，或删去这条边。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        y   [label="y [BatchSize, 8]"]
        z   [label="x * x"]
        oup [label="Output [BatchSize, 8]"]
        x -> z -> oup
        y -> z
      }`, ["x * x", "x * y"]),
  },
  "expression-operands": {
    summary: { en: "An expression uses nothing that arrives.", zh: "表达式没有用到任何到达的张量。" },
    text: {
      en: "A label such as `Linear + Relu` reads as a formula over two names, and neither is a tensor's. One node is one step: draw a node for each layer. In a formula, write the names that stand first in the labels of the nodes before it, or their ids.",
      zh: "像 `Linear + Relu` 这样的标签会被读成关于两个名称的公式，而它们都不是张量。一个节点是一步：请给每一层各画一个节点。在公式中，请写前面各节点标签开头的名称，或节点的 id。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        z   [label="Features * 2"]
        oup [label="Output [BatchSize, 8]"]
        inp -> z -> oup
      }`, ["Features * 2", "inp * 2"]),
  },
  "unknown-function": {
    summary: { en: "An expression calls a function that is none.", zh: "表达式调用了不存在的函数。" },
    text: {
      en: "A word directly before a round bracket is a function. A product is written with its sign: `W * (a + b)`.",
      zh: "紧挨着圆括号的词是函数。乘法要写出乘号：`W * (a + b)`。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        z   [label="1 - sigmiod(x)"]
        oup [label="Output [BatchSize, 8]"]
        x -> z -> oup
      }`, ["sigmiod", "sigmoid"]),
  },
  "weight-not-found": {
    summary: { en: "An expression uses the weight of a layer that cannot be found.", zh: "表达式用到的权重找不到所属的层。" },
    text: {
      en: "`Embedding.w` is the weight of the diagram's one Embedding, shared and not copied. Where there are several, or none, write the id of the layer's node before the `.w`.",
      zh: "`Embedding.w` 是本图唯一的 Embedding 的权重，是共享而不是复制。若有多个或没有，请在 `.w` 前写出该层节点的 id。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        enc1 [label="Linear [8, 4]"]
        enc2 [label="Linear [4, 4]"]
        dec  [label="@ Linear.w"]
        oup  [label="Output [BatchSize, 8]"]
        inp -> enc1 -> enc2 -> dec -> oup
      }`, ["@ Linear.w", "@ enc1.w"]),
  },
  "weight-missing": {
    summary: { en: "An expression uses the weight of a layer that has none to share.", zh: "表达式用到的层没有可共享的权重。" },
    text: {
      en: "A matrix product needs a matrix: the weight of Linear, (Out, In), or of Embedding, (vocabulary, width). Other layers, blocks and repeated layers have none, or many.",
      zh: "矩阵乘法需要矩阵：Linear 的权重 `(Out, In)`，或 Embedding 的权重 `(vocabulary, width)`。其他层、块以及重复的层没有，或有多个。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        enc [label="Linear [8, 4]"]
        act [label="Relu"]
        dec [label="@ act.w"]
        oup [label="Output [BatchSize, 8]"]
        inp -> enc -> act -> dec -> oup
      }`, ["@ act.w", "@ enc.w"]),
  },
  "odd-index": {
    summary: { en: "One parameter of a formula has another index than its neighbours.", zh: "公式中有一个参数的下标与其他参数不同。" },
    text: {
      en: "The parameters of a gate carry the gate's letter: `W[z]`, `U[z]`, `b[z]`. One that differs is most often a slip; as drawn, it is a parameter of its own, and a file of weights will not have it.",
      zh: "一个门的各个参数带有该门的字母：`W[z]`、`U[z]`、`b[z]`。其中一个不同，多半是笔误；按图来读，它是另一个参数，权重文件中不会有它。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        h   [label="h [BatchSize, 4]"]
        z   [label="sigmoid(x @ W[z] + h @ U[x] + b[z])"]
        oup [label="Output [BatchSize, 4]"]
        x -> z -> oup
        h -> z
      }`, ["U[x]", "U[z]"]),
  },
  "parameter-open": {
    summary: { en: "Nothing tells the shape of a parameter.", zh: "没有任何地方给出参数的形状。" },
    text: {
      en: "A name in a formula that no node carries is a parameter, and takes its shape from what it is joined with: `x @ W` tells W's height, and a feature map behind the result its width. Where that is not enough, say more.",
      zh: "公式中没有节点叫的名称是参数，它的形状由与它结合的张量决定：`x @ W` 给出 W 的高，结果之后的特征图给出它的宽。若还不够，请补充说明。",
    },
    example: example(dot`
      digraph Net {
        x   [label="x [BatchSize, 8]"]
        z   [label="x @ W"]
        oup [label="Output"]
        x -> z -> oup
      }`, [`"Output"`, `"Output [BatchSize, 4]"`]),
  },
  "zero-division": {
    summary: { en: "A formula divides by 0.", zh: "公式除以 0。" },
    text: {
      en: "Every element would become infinite, or no number at all, and so would all that is computed from it. Write the number or the name that is meant.",
      zh: "每个元素都会变成无穷大或非数，由它算出的一切也是如此。请写出应当除以的数或名称。",
    },
    example: example(dot`
      digraph Net {
        x   [label="X [BatchSize, 8]"]
        y   [label="X / 0"]
        oup [label="Output"]
        x -> y -> oup
      }`, ["X / 0", "X / 2"]),
  },
  "noise-form": {
    summary: { en: "AddNoise is followed by something that is no noise.", zh: "AddNoise 之后不是噪声。" },
    text: {
      en: "AddNoise adds a multiple of standard normal noise when the model is trained, and nothing when it is used. The number before `randn` is the standard deviation; the shape is a claim about what arrives.",
      zh: "AddNoise 在训练时加上若干倍的标准正态噪声，使用时什么也不加。`randn` 前的数是标准差；形状是对到达张量的声明。",
    },
    example: example(dot`
      digraph Net {
        inp   [label="Input [BatchSize, 8]"]
        noise [label="AddNoise\n+ 0.5"]
        oup   [label="Output [BatchSize, 8]"]
        inp -> noise -> oup
      }`, ["+ 0.5", "+ 0.5 * randn(BatchSize, 8)"]),
  },
  "state-without-successor": {
    summary: { en: "A state of a recurrent cell is not followed by its next value.", zh: "循环单元的状态没有下一个值。" },
    text: {
      en: "`H[t-1]` is what the step before has left, so some node must make `H[t]`. Without it there is nothing to hand on. Call that node by the state's name.",
      zh: "`H[t-1]` 是上一步留下的，因此必须有节点生成 `H[t]`，否则没有可传下去的值。请用该状态的名称给那个节点命名。",
    },
    example: example(dot`
      digraph Cell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="tanh(X[t] + H[t-1])"]
        h   [label="Out[t] [BatchSize, 8]"]
        x -> sum -> h
        his -> sum
      }`, ["Out[t]", "H[t]"]),
  },
  "unused-state": {
    summary: { en: "Nothing uses a state of a recurrent cell.", zh: "循环单元的状态没有被用到。" },
    text: {
      en: "A state that no edge takes, and no formula names, makes no cell: every step would be the same function of its input alone. Draw its edges, or remove it.",
      zh: "没有边取用、也没有公式提到的状态不起作用：每一步都只由当前输入决定。请画出它的边，或删去它。",
    },
    example: example(dot`
      digraph Cell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="tanh(X[t] * 2)"]
        h   [label="H[t] [BatchSize, 8]"]
        x -> sum -> h
      }`, ["X[t] * 2", "X[t] + H[t-1]"], ["sum -> h\n", "sum -> h\n  his -> sum\n"]),
  },
  "state-shape": {
    summary: { en: "A state changes its shape from step to step.", zh: "状态的形状逐步改变。" },
    text: {
      en: "What a step gives as its state, the next step takes. Both must have the same shape, or the second step cannot run.",
      zh: "一步给出的状态由下一步接收，二者的形状必须相同，否则第二步无法运行。",
    },
    example: example(dot`
      digraph Cell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="X[t] + H[t-1]"]
        ll  [label="Linear [8, 4]"]
        h   [label="H[t] [BatchSize, 4]"]
        x -> sum -> ll -> h
        his -> sum
      }`, ["[8, 4]", "[8, 8]"], [`h   [label="H[t] [BatchSize, 4]"]`, `h   [label="H[t] [BatchSize, 8]"]`]),
  },
  "cell-sequence": {
    summary: { en: "A recurrent cell gets neither a sequence nor all that one step takes.", zh: "循环单元得到的既不是序列，也不是一步所需的全部输入。" },
    text: {
      en: "A cell draws one step. It runs over time where its tensor has one axis more than it draws, the second one; its states then start at zeros. It is one step alone where all its inputs have edges, states among them.",
      zh: "单元画的是一步。若到达的张量比所画的多一个轴（第二个轴），它就沿时间运行，状态从零开始；若它的所有输入（包括状态）都有边，则只运行一步。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        cell [label="SumCell"]
        oup  [label="Output"]
        inp -> cell -> oup
      }
      digraph SumCell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="X[t] + H[t-1]"]
        h   [label="H[t] [BatchSize, 8]"]
        x -> sum -> h
        his -> sum
      }`, ["Input [BatchSize, 8]", "Input [BatchSize, SeqLen, 8]"]),
  },
  "cell-in-step": {
    summary: { en: "A cell would be run over a sequence within a step of another cell.", zh: "一个单元会在另一个单元的一步之内沿序列运行。" },
    text: {
      en: "A cell is run over the time axis by the diagram that uses it. Within a step there is one time only: a cell used there is one step itself, and takes its states by edges. Run over sequences of sequences is not supported.",
      zh: "单元由使用它的图沿时间轴运行。一步之内只有一个时刻：在那里使用的单元本身也只是一步，其状态由边带来。不支持沿“序列的序列”运行。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, SeqLen, 3, 8]"]
        cell [label="OuterCell"]
        oup  [label="Output"]
        inp -> cell -> oup
      }
      digraph OuterCell {
        x    [label="X[t] [BatchSize, 3, 8]"]
        his  [label="S[t-1] [BatchSize, 3, 8]"]
        step [label="SumCell"]
        sum  [label="step + S[t-1]"]
        s    [label="S[t] [BatchSize, 3, 8]"]
        x -> step -> sum -> s
        his -> sum
      }
      digraph SumCell {
        x   [label="X[t] [BatchSize, 8]"]
        his [label="H[t-1] [BatchSize, 8]"]
        sum [label="X[t] + H[t-1]"]
        h   [label="H[t] [BatchSize, 8]"]
        x -> sum -> h
        his -> sum
      }`, ["label=\"SumCell\"", "label=\"Tanh\""]),
  },
} satisfies Record<keyof typeof expressionRules, Explanation>;
