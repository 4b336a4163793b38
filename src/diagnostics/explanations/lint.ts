/** Explanations of the rules about how a network is built, and about what it may cost. */
import type { lintRules } from "../rules/lint.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const lintExplanations = {
  "missing-activation": {
    summary: { en: "Two layers with weights follow each other without an activation.", zh: "两个带权重的层之间没有激活函数。" },
    text: {
      en: "A convolution or linear layer on the result of another computes nothing that one alone could not: two linear maps in a row are a linear map. Batch norm, dropout, pooling by average and reshapes between them change nothing in this. Draw an activation. Where a narrow layer in between is meant, as in a factorized convolution, turn the rule off.",
      zh: "在一个卷积层或线性层的结果上再加一个，算不出单独一个算不出的东西：连续两个线性变换仍是线性变换。其间的批归一化、丢弃、平均池化和变形都不改变这一点。请画上激活函数。若中间的窄层是有意为之（如分解卷积），可关闭本规则。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp     [label="Input [BatchSize, 8]"]
          linear1 [label="Linear1 [8, 16]"]
          linear2 [label="Linear2 [16, 4]"]
          oup     [label="Output"]
          inp -> linear1 -> linear2 -> oup
        }`, ["  linear2 [", `  relu    [label="Relu"]\n  linear2 [`], ["linear1 -> linear2", "linear1 -> relu -> linear2"]),
      design: true,
    },
  },
  "repeated-activation": {
    summary: { en: "An activation takes the result of another.", zh: "激活函数的输入是另一个激活函数的结果。" },
    text: {
      en: "A second Relu changes nothing, and a Sigmoid after a Relu sees only half of its range. Most often a node was copied, or the layer between the two was forgotten.",
      zh: "第二个 Relu 不起作用，Relu 之后的 Sigmoid 只用到一半值域。多半是节点复制多了，或漏画了中间的层。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp    [label="Input [BatchSize, 8]"]
          linear [label="Linear [8, 4]"]
          relu1  [label="Relu1"]
          relu2  [label="Relu2"]
          oup    [label="Output"]
          inp -> linear -> relu1 -> relu2 -> oup
        }`, [`  relu2  [label="Relu2"]\n`, ""], [" -> relu2", ""]),
      design: true,
    },
  },
  "early-softmax": {
    summary: { en: "A softmax stands before the last layer.", zh: "Softmax 不在最后一层之后。" },
    text: {
      en: "A softmax turns scores into probabilities, which sum to 1: that is an answer, not something to compute on. Between layers it squeezes what flows, and gradients with it. Use a Relu inside a network, and a softmax at its end. Attention is the exception: there its weights multiply values, and the rule can be turned off.",
      zh: "Softmax 把得分变成总和为 1 的概率：这是答案，而不是供后面继续计算的中间量。放在层间会压缩数据和梯度。网络内部请用 Relu，Softmax 放在末尾。注意力是例外：其权重用来乘以数值，可关闭本规则。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp     [label="Input [BatchSize, 8]"]
          linear1 [label="Linear1 [8, 16]"]
          act     [label="Softmax"]
          linear2 [label="Linear2 [16, 4]"]
          oup     [label="Output"]
          inp -> linear1 -> act -> linear2 -> oup
        }`, ["Softmax", "Relu"]),
      design: true,
    },
  },
  "dropout-before-batch-norm": {
    summary: { en: "A dropout stands before a batch norm.", zh: "Dropout 在批归一化之前。" },
    text: {
      en: "In training, dropout changes the variance of what flows; the batch norm keeps that variance and divides by it later, when nothing is dropped and the variance is another. Results get worse, and nothing tells why. Put the dropout behind the batch norm.",
      zh: "训练时 Dropout 会改变数据的方差；批归一化记录下这个方差，推理时却用它去除没有丢弃、方差已不同的数据。结果变差而原因不明。请把 Dropout 放在批归一化之后。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, 8]"]
          drop [label="Dropout"]
          norm [label="BatchNorm"]
          oup  [label="Output"]
          inp -> drop -> norm -> oup
        }`, ["drop -> norm", "norm -> drop"]),
      design: true,
    },
  },
  "useless-bias": {
    summary: { en: "A layer has a bias that the batch norm behind it takes away.", zh: "层的偏置会被其后的批归一化消去。" },
    text: {
      en: "Batch norm subtracts each channel's mean, and a bias is part of that mean; batch norm then adds a shift of its own. The bias costs parameters and does nothing. Write `Bias=false`, as networks with batch norm usually have it. Weights that were stored with the bias have one tensor more.",
      zh: "批归一化会减去每个通道的均值，偏置正包含在均值之中；之后批归一化又加上自己的偏移。因此偏置只占参数而不起作用。请写 `Bias=false`，带批归一化的网络通常如此。以前带偏置保存的权重会多出一个张量。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
          conv [label="Conv2D [K=3, Out=8]"]
          norm [label="BatchNorm"]
          oup  [label="Output"]
          inp -> conv -> norm -> oup
        }`, ["Out=8", "Out=8, Bias=false"]),
      design: true,
    },
  },
  "name-depth": {
    summary: { en: "A network's name promises more layers than are drawn.", zh: "网络名称所示的层数多于图中的层数。" },
    text: {
      en: "The number in VGG16 or ResNet18 counts the layers with weights on the longest way, batch norms apart. With fewer the drawing is another network, and stored weights will not fit. Draw the missing layers, or give it another name.",
      zh: "VGG16、ResNet18 中的数字是最长路径上带权重的层数（批归一化不计）。层数不足就是另一个网络，已有的权重也装不进去。请补画缺少的层，或改名。",
    },
    example: {
      ...example(dot`
        digraph LeNet2 {
          inp    [label="Input [BatchSize, 8]"]
          linear [label="Linear [8, 4]"]
          oup    [label="Output"]
          inp -> linear -> oup
        }`, ["LeNet2", "Classifier"]),
      design: true,
    },
  },
  "name-cell": {
    summary: { en: "A recurrent cell is drawn under the other one's name.", zh: "循环单元用了另一种单元的名称。" },
    text: {
      en: "An LSTM hands on two states, `H` and `C`, and has the gates `F`, `I` and `O`; a GRU hands on one state, and has the gates `Z` and `R`. A drawing of one under the name of the other misleads its reader, and the code made of it. Rename the digraph.",
      zh: "LSTM 传递两个状态 `H` 与 `C`，有 `F`、`I`、`O` 三个门；GRU 传递一个状态，有 `Z`、`R` 两个门。名称与图不符会误导读者，也会误导由它生成的代码。请给 digraph 改名。",
    },
    example: {
      ...example(dot`
        digraph LSTMCell {
          h   [label="H[t-1] [BatchSize, 8]"]
          z   [label="Z[t] [BatchSize, 8]"]
          r   [label="R[t] [BatchSize, 8]"]
          mul [label="*"]
          add [label="+"]
          oup [label="H[t] [BatchSize, 8]"]
          h -> mul -> add -> oup
          r -> mul
          z -> add
        }`, ["LSTMCell", "GRUCell"]),
      design: true,
    },
  },
  "budget-syntax": {
    summary: { en: "A budget cannot be read.", zh: "预算无法读取。" },
    text: {
      en: "A budget is a figure, a bound and a number: `params<=12M`. Figures are `params`, `macs`, `weightBytes` and `peakActivationBytes`; the bound is `<=` or `>=`; a number may end in k, M, G or T (thousands), or Ki, Mi, Gi or Ti (1024s). Several are separated by commas.",
      zh: "预算由指标、界限和数值组成：`params<=12M`。指标有 `params`、`macs`、`weightBytes`、`peakActivationBytes`；界限为 `<=` 或 `>=`；数值可用 k、M、G、T（以千计）或 Ki、Mi、Gi、Ti（以 1024 计）结尾。多个预算用逗号分隔。",
    },
    example: example(dot`
      digraph Net {
        budget="parms<=100"
        inp    [label="Input [BatchSize, 8]"]
        linear [label="Linear [8, 4]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["parms", "params"]),
  },
  "budget-unknown": {
    summary: { en: "Whether a budget is kept cannot be told.", zh: "无法判断是否符合预算。" },
    text: {
      en: "Costs are numbers, and a model with open sizes has none until they are given. Give them with `--set`, or write them in the diagram. The batch need not be given: costs are counted for one sample. A digraph that another one uses as a block costs something else at each call, so its own attribute `budget` is not held: limit the models.",
      zh: "开销是数值，尺寸未定的模型在给出尺寸之前没有开销可言。请用 `--set` 给出，或写在图中。批大小不必给出：开销按一个样本计算。被别的图当作块使用的 digraph，每次调用的开销各不相同，因此不检查它自己的 `budget` 属性：请对模型设限。",
    },
    example: example(dot`
      digraph Net {
        budget="params<=100"
        inp    [label="Input [BatchSize, NFeature]"]
        linear [label="Linear [NFeature, 4]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["BatchSize, NFeature", "BatchSize, NFeature(8)"]),
  },
  "budget-exceeded": {
    summary: { en: "A model costs more than its budget allows.", zh: "模型的开销超出预算。" },
    text: {
      en: "The limit stands in the graph's attribute `budget`, in the config, or on the command line. The message says by how much it is passed and which nodes cost most: make those smaller, or raise the limit on purpose.",
      zh: "上限写在图属性 `budget`、配置文件或命令行中。消息会说明超出多少、哪些节点开销最大：请缩小这些节点，或有意提高上限。",
    },
    example: example(dot`
      digraph Net {
        budget="params<=30"
        inp    [label="Input [BatchSize, 8]"]
        linear [label="Linear [8, 4]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["8, 4", "8, 3"]),
  },
} satisfies Record<keyof typeof lintRules, Explanation>;
