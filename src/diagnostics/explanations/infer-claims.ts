/** Explanations of the rules about shapes that contradict each other, and about feature maps. */
import type { inferRules } from "../rules/infer.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const claimExplanations = {
  "claim-mismatch": {
    summary: { en: "A feature map claims another size than the layers before it give.", zh: "特征图声明的尺寸与前面各层给出的不同。" },
    text: {
      en: "One of two is wrong: the size in the feature map, or a layer on the way to it (its kernel, stride, padding or `Out`). The finding shows where the tensor was made and its whole shape, batch first. Where what follows fits the claim, the mistake stands before it: the finding shows that place too, and the claim is not rewritten. Correct the claim, or the layer that should have made it true.",
      zh: "二者必有一错：特征图中的尺寸，或通向它的某一层（核、步长、填充或 `Out`）。报告会指出张量在何处产生及其完整形状（批在最前）。若后面与声明相符，错误就在声明之前：报告也会指出那一处，并且不改写声明。请改正声明，或改正本应使它成立的层。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=32, H=32, C=3]"]
        conv [label="Conv2D [K=5, Out=6]"]
        map  [label="[BatchSize, W=30, H=28, C=6]"]
        pool [label="MaxPool2D [K=2]"]
        oup  [label="Output"]
        inp -> conv -> map -> pool -> oup
      }`, ["W=30", "W=28"]),
  },
  "claim-rank": {
    summary: { en: "A feature map claims another number of axes than arrive.", zh: "特征图声明的维数与到达的不同。" },
    text: {
      en: "A picture has four axes (batch, C, H, W), a vector two. Where the claim is of a vector and a picture arrives, `Flatten`, `reshape` or a pooling over the whole picture is missing before it.",
      zh: "图像有四个轴（批、C、H、W），向量有两个。若声明的是向量而到达的是图像，说明前面缺少 `Flatten`、`reshape` 或覆盖整幅图像的池化。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [K=3, P=1, Out=4]"]
        oup  [label="Output [BatchSize, 256]"]
        inp -> conv -> oup
      }`, [`  oup  [`, `  flat [label="Flatten"]\n  oup  [`], ["conv -> oup", "conv -> flat -> oup"]),
  },
  "claim-inputs": {
    summary: { en: "Several edges come into a feature map.", zh: "有多条边进入特征图。" },
    text: {
      en: "A feature map shows one tensor. Two that arrive could be added, multiplied or put side by side, and the drawing must say which. Put a node `+`, `*` or `cat` before it.",
      zh: "特征图表示一个张量。到达的两个张量可以相加、相乘或拼接，图必须说明是哪一种。请在它前面放一个 `+`、`*` 或 `cat` 节点。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        relu [label="Relu"]
        tanh [label="Tanh"]
        oup  [label="Output [BatchSize, 8]"]
        inp -> relu -> oup
        inp -> tanh -> oup
      }`, ["  oup  [", `  add  [label="+"]\n  oup  [`], ["relu -> oup", "relu -> add -> oup"], ["tanh -> oup", "tanh -> add"]),
  },
  "size-mismatch": {
    summary: { en: "A layer is written for another size than arrives.", zh: "层所写的尺寸与到达的不同。" },
    text: {
      en: "`In` of a convolution, the first size of a `Linear`, the channels of a `BatchNorm` must be those of the tensor that comes in: weights of another size could not be multiplied with it. Write what arrives, or correct the layer before. Left out, `In` is what arrives.",
      zh: "卷积的 `In`、`Linear` 的第一个尺寸、`BatchNorm` 的通道数，必须与到达的张量一致，否则权重无法与它相乘。请改成到达的尺寸，或改正前面的层。`In` 省略时取到达的尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp   [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv1 [label="Conv2D1 [K=3, Out=16]"]
        conv2 [label="Conv2D2 [K=3, In=32, Out=8]"]
        oup   [label="Output"]
        inp -> conv1 -> conv2 -> oup
      }`, ["In=32", "In=16"]),
  },
  "reshape-size": {
    summary: { en: "A reshape changes the number of elements.", zh: "变形改变了元素个数。" },
    text: {
      en: "A reshape arranges the same numbers anew: the product of its sizes must be that of the tensor that arrives, the batch apart. Correct the sizes, or the picture that arrives; `-1` stands for the size that makes it come out.",
      zh: "变形只是重新排列同样的数：各尺寸之积必须等于到达张量的元素个数（批除外）。请改正尺寸或到达的图像；写 `-1` 则由程序推出该尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, W=6, H=6, C=256]"]
        flat   [label="reshape([4096])"]
        oup    [label="Output"]
        inp -> flat -> oup
      }`, ["4096", "9216"]),
  },
  "size-too-large": {
    summary: { en: "An axis is longer than any machine can hold.", zh: "轴的长度超出任何机器的容量。" },
    text: {
      en: "Sizes are counted exactly up to 2^53, which is far beyond every memory. One past it comes of a slip in a size that others are multiplied with. Reduce the sizes that the tensor is made of.",
      zh: "尺寸在 2^53 以内精确计算，这已远超任何内存。超过它，多半是相乘的尺寸中有一个写错了。请减小构成该张量的尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=3037000500, H=3037000500, C=1]"]
        flat [label="Flatten"]
        oup  [label="Output"]
        inp -> flat -> oup
      }`, ["W=3037000500", "W=32"], ["H=3037000500", "H=32"]),
  },
  "reshape-batch": {
    summary: { en: "A reshape moves the batch, or mixes it with other sizes.", zh: "变形移动了批，或把它与其他尺寸混在一起。" },
    text: {
      en: "The samples of a batch are independent of each other and stay the first axis. `BatchSize` may stand first in the target, or be left out; nowhere else.",
      zh: "批中的样本彼此独立，始终是第一个轴。`BatchSize` 只能写在目标形状的最前，或者省略。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8, 4]"]
        flat [label="reshape([BatchSize*8, 4])"]
        oup  [label="Output"]
        inp -> flat -> oup
      }`, ["BatchSize*8, 4]", "BatchSize, 8*4]"]),
  },
  rank: {
    summary: { en: "A layer cannot take a tensor of so many axes.", zh: "层不接受这样维数的张量。" },
    text: {
      en: "A convolution or a pooling needs a picture: batch, C, H and W. A vector that arrives must be reshaped to one, or the layer is meant to be another, such as `Linear`.",
      zh: "卷积和池化需要图像：批、C、H、W。若到达的是向量，须先变形为图像；或者本意是别的层，例如 `Linear`。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 64]"]
        pool [label="MaxPool2D [K=2]"]
        oup  [label="Output"]
        inp -> pool -> oup
      }`, ["  pool [", `  image [label="reshape([1, 8, 8])"]\n  pool [`], ["inp -> pool", "inp -> image -> pool"]),
  },
  "dimension-rank": {
    summary: { en: "A layer's name says another number of axes than arrive.", zh: "层名中的维数与到达的张量不符。" },
    text: {
      en: "`BatchNorm2D` is for pictures (batch, C, H, W), `BatchNorm1D` for vectors and sequences. PyTorch refuses the wrong one as well. Write the one that fits, or `BatchNorm`, which is for both.",
      zh: "`BatchNorm2D` 用于图像（批、C、H、W），`BatchNorm1D` 用于向量和序列，用错了 PyTorch 也会拒绝。请写合适的那个，或写两者通用的 `BatchNorm`。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        norm [label="BatchNorm2D"]
        oup  [label="Output"]
        inp -> norm -> oup
      }`, ["BatchNorm2D", "BatchNorm1D"]),
  },
  "batch-missing": {
    summary: { en: "A layer averages over a batch, and there is none.", zh: "层要对批求平均，但没有批。" },
    text: {
      en: "Batch norm takes its averages over the samples of a batch, so its input must have that axis. Begin the shape of the model's input with `BatchSize`.",
      zh: "批归一化对批中的样本求平均，因此输入必须有批轴。请让模型输入的形状以 `BatchSize` 开头。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [W=8, H=8, C=3]"]
        norm [label="BatchNorm"]
        oup  [label="Output"]
        inp -> norm -> oup
      }`, ["[W=8", "[BatchSize, W=8"]),
  },
  "element-type": {
    summary: { en: "A layer takes another type of numbers than arrive.", zh: "层需要的数值类型与到达的不同。" },
    text: {
      en: "An Embedding takes the indices of words, whole numbers; an input that feeds one, through feature maps and reshapes, is given as such. All other layers compute with floating-point numbers. So one input cannot feed both, and what a layer computes is no index: draw a second input, or put the Embedding first.",
      zh: "Embedding 接收词的序号，即整数；经特征图或 reshape 到达它的输入就以整数给出。其他各层以浮点数计算。所以同一个输入不能同时供给二者，层计算出的结果也不是序号：请画出另一个输入，或把 Embedding 放在最前面。",
    },
    example: example(dot`
      digraph Net {
        words [label="Input [BatchSize, SeqLen]"]
        act   [label="Tanh"]
        emb   [label="Embedding [100, 8]"]
        oup   [label="Output"]
        words -> act -> emb -> oup
      }`, ["words -> act -> emb -> oup", "words -> emb -> act -> oup"]),
  },
  "inputs-differ": {
    summary: { en: "A join cannot join its tensors: their sizes differ.", zh: "汇合节点的张量尺寸不同，无法连接。" },
    text: {
      en: "`+`, `-` and `*` work element by element and want equal shapes (or sizes of 1, which are spread); `cat` wants all axes equal but the one along which it joins. The finding shows where each branch made its tensor. Often one branch has a stride or a padding that the other lacks; for `cat`, count axes in the tensor's order: batch, C, H, W.",
      zh: "`+`、`-`、`*` 逐元素计算，要求形状相同（尺寸为 1 的轴会广播）；`cat` 要求除拼接轴外各轴相同。报告会指出各分支的张量在何处产生。常见原因是一个分支有步长或填充而另一个没有；`cat` 的轴按张量顺序数：批、C、H、W。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=4]"]
        conv [label="Conv2D [K=3, Out=4]"]
        add  [label="+"]
        oup  [label="Output"]
        inp -> conv -> add -> oup
        inp -> add
      }`, ["K=3", "K=3, P=1"]),
  },
  "implicit-broadcast": {
    summary: { en: "A join spreads one tensor over another.", zh: "汇合节点把一个张量广播到另一个。" },
    text: {
      en: "Where sizes differ and one of them is 1, that tensor is repeated along the axis, as PyTorch does it. A gate means just this; in other places it hides a wrong size. If it is meant, draw the result as a feature map: the claim says so to the reader, and is checked.",
      zh: "尺寸不同而其中一个为 1 时，该张量沿此轴重复，与 PyTorch 一致。门控正需如此；在别处则可能掩盖了错误的尺寸。若有意如此，请把结果画成特征图：既告诉读者，又能得到检查。",
    },
    example: example(dot`
      digraph Gate {
        inp  [label="Input [BatchSize, W=8, H=8, C=4]"]
        pool [label="AvgPool2D [K=8]"]
        mul  [label="*"]
        oup  [label="Output"]
        inp -> mul -> oup
        inp -> pool -> mul
      }`, ["Output", "Output [BatchSize, W=8, H=8, C=4]"]),
  },
  "input-shape-missing": {
    summary: { en: "Nothing says what shape an input has.", zh: "没有说明输入的形状。" },
    text: {
      en: "Every size of a model is computed from its inputs, so each input states its shape: `[BatchSize, W=224, H=224, C=3]`. A size may be a name where it is open.",
      zh: "模型的所有尺寸都由输入推出，因此每个输入都要写明形状：`[BatchSize, W=224, H=224, C=3]`。未定的尺寸可以写成名称。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["Input", "Input [BatchSize, 8]"]),
  },
  "parameter-shape": {
    summary: { en: "A parameter has no shape of its own, or one that depends on the data.", zh: "参数没有自己的形状，或其形状依赖数据。" },
    text: {
      en: "A parameter is learned and stored, so its sizes cannot be those of a batch or of a sequence. Write a shape without them; the join spreads it over the batch.",
      zh: "参数需要学习和保存，因此尺寸不能取决于批大小或序列长度。请写不含它们的形状；汇合时会沿批广播。",
    },
    example: example(dot`
      digraph Net {
        inp [label="Input [BatchSize, 8]"]
        w   [label="W (parameter) [BatchSize, 8]"]
        mul [label="*"]
        oup [label="Output"]
        inp -> mul -> oup
        w -> mul
      }`, ["(parameter) [BatchSize, 8]", "(parameter) [8]"]),
  },
} satisfies Partial<Record<keyof typeof inferRules, Explanation>>;
