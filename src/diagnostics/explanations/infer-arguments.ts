/** Explanations of the rules about what a layer is given: its edges, its arguments, and the sizes that its shape rule takes. */
import type { inferRules } from "../rules/infer.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const argumentExplanations = {
  "input-count": {
    summary: { en: "A layer takes another number of tensors than its edges bring.", zh: "进入层的边数与它需要的张量数不符。" },
    text: {
      en: "A layer works on one tensor, a join such as `+` on two or more, `@` on two. Where two edges come into a layer, say how they are joined; where none does, an edge is missing.",
      zh: "层处理一个张量，`+` 等汇合节点处理两个或更多，`@` 处理两个。若有两条边进入一个层，请说明如何汇合；若没有边，则是漏画了。",
    },
    example: example(dot`
      digraph Net {
        x      [label="Input [BatchSize, 8]"]
        y      [label="Input [BatchSize, 8]"]
        linear [label="Linear [8, 4]"]
        oup    [label="Output"]
        x -> linear -> oup
        y -> linear
      }`, ["  linear [", `  add    [label="+"]\n  linear [`], ["x -> linear", "x -> add -> linear"], ["y -> linear", "y -> add"]),
  },
  "missing-argument": {
    summary: { en: "A layer needs an argument that nothing else decides.", zh: "层缺少参数，且无法由别处推出。" },
    text: {
      en: "Some arguments have a default, `In` is what arrives, and `Out` may be told by the feature map behind the layer. What is left, such as a kernel's size, must be written. The message lists the keys that the layer takes.",
      zh: "有些参数有默认值，`In` 取到达的尺寸，`Out` 可由层后的特征图给出。其余的（如核大小）必须写出。消息会列出该层可用的键。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [Out=4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["[Out", "[K=3, Out"]),
  },
  "unknown-key": {
    summary: { en: "A layer has no argument of that name.", zh: "层没有这个名称的参数。" },
    text: {
      en: "A key that nobody reads would be a setting that does nothing. The message offers the nearest key and lists all; docs/operations.md has them with their defaults.",
      zh: "无人读取的键等于不起作用的设置。消息会给出最接近的键并列出全部；默认值见 docs/operations.md。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [Kernal=3, Out=4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["Kernal", "K"]),
  },
  "surplus-argument": {
    summary: { en: "A layer takes no such argument at this position.", zh: "层在此位置不接受参数。" },
    text: {
      en: "Only what everybody writes without a key may stand so: a kernel's size, the two sizes of a `Linear`, a rate. Write the others as `Key=Value`, so that a reader knows what they are.",
      zh: "只有通常不写键的参数才能省略键：核大小、`Linear` 的两个尺寸、比率等。其余请写成 `键=值`，让读者知道它是什么。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [3, 4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["[3, 4]", "[3, Out=4]"]),
  },
  "repeated-argument": {
    summary: { en: "An argument or an axis is given twice.", zh: "参数或轴给了两次。" },
    text: {
      en: "One of the two would be ignored, and nobody could tell which. Keep one.",
      zh: "两者之一会被忽略，而读者无从得知是哪一个。请只留一个。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [3, K=5, Out=4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["3, K=5", "K=5"]),
  },
  "bad-value": {
    summary: { en: "An argument has a value that it cannot take.", zh: "参数的值不在允许范围内。" },
    text: {
      en: "Kernels and strides are whole numbers of at least 1, paddings of at least 0, rates lie from 0 to 1, and switches are true or false. The message says what the argument takes.",
      zh: "核与步长是至少为 1 的整数，填充至少为 0，比率在 0 到 1 之间，开关为 true 或 false。消息会说明该参数接受什么。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        conv [label="Conv2D [K=0, Out=4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["K=0", "K=1"]),
  },
  "kernel-too-large": {
    summary: { en: "A window is larger than the padded input.", zh: "窗口大于填充后的输入。" },
    text: {
      en: "The window of a convolution or pooling must fit into the picture at least once, dilation counted. Most often the picture has shrunk more than was thought by the layers before: make the input larger, the window smaller, or pad.",
      zh: "卷积或池化的窗口（计入膨胀）至少要能在图像中放下一次。多半是前面的层把图像缩得比预想的小：请增大输入、减小窗口，或增加填充。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=4, H=4, C=3]"]
        conv [label="Conv2D [K=7, P=1, Out=4]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["P=1", "P=3"]),
  },
  "unread-input": {
    summary: { en: "A layer leaves the last rows or columns of its input unread.", zh: "某层没有读取输入的最后几行或几列。" },
    text: {
      en: "Windows start every S rows and must fit; what is left after the last one is never read, though the window is wide enough to cover everything between two starts. Sizes round down, as in PyTorch, so the model runs; pad the input, or choose a size or a stride that comes out even. Padding that goes unread is no loss.",
      zh: "窗口每隔 S 行放一个，且必须放得下；虽然窗口足以覆盖两个起点之间的所有行，最后一个窗口之后剩下的行却从不被读取。与 PyTorch 一样向下取整，模型仍可运行；请填充输入，或选用除得尽的尺寸与步幅。未读取的填充不算损失。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=9, C=3]"]
        pool [label="MaxPool2D [K=2, S=2]"]
        oup  [label="Output"]
        inp -> pool -> oup
      }`, ["H=9", "H=8"]),
  },
  "padding-too-large": {
    summary: { en: "A pooling's padding is more than half of its window.", zh: "池化的填充超过窗口的一半。" },
    text: {
      en: "Some windows would then see nothing but padding, which has no largest value. PyTorch refuses it too. Half of the window, rounded down, is the most.",
      zh: "那样有的窗口就只看到填充，没有最大值可取，PyTorch 也会拒绝。填充至多为窗口的一半（向下取整）。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        pool [label="MaxPool2D [K=3, P=2]"]
        oup  [label="Output"]
        inp -> pool -> oup
      }`, ["P=2", "P=1"]),
  },
  "indivisible-groups": {
    summary: { en: "The groups of a convolution do not divide its channels.", zh: "卷积的分组数不能整除通道数。" },
    text: {
      en: "A grouped convolution splits the channels that come in, and those that go out, into `G` equal parts. Choose a `G` that divides both.",
      zh: "分组卷积把输入通道和输出通道各分成 `G` 等份。请选能整除二者的 `G`。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=6]"]
        conv [label="Conv2D [K=3, G=4, Out=8]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["G=4", "G=2"]),
  },
  "open-size": {
    summary: { en: "More sizes are left open than can be decided.", zh: "未定的尺寸过多，无法推出。" },
    text: {
      en: "`-1` in a reshape stands for the size that makes the number of elements come out. That decides one size; two would have many solutions. Write all but one.",
      zh: "变形中的 `-1` 表示由元素个数推出的尺寸。这只能确定一个尺寸，两个就有多种解。请写出其余的尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 12]"]
        flat [label="reshape([-1, 3, -1])"]
        oup  [label="Output"]
        inp -> flat -> oup
      }`, ["3, -1", "3, 2"]),
  },
  "axis-out-of-range": {
    summary: { en: "The tensor has no such axis.", zh: "张量没有这个轴。" },
    text: {
      en: "Axes count from 0 in the order of the tensor: batch, C, H, W, which may differ from the order in the label. Negative ones count from the end.",
      zh: "轴按张量的顺序从 0 数起：批、C、H、W，可能与标签中的顺序不同。负数从末尾数起。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        soft [label="Softmax [Axis=2]"]
        oup  [label="Output"]
        inp -> soft -> oup
      }`, ["Axis=2", "Axis=1"]),
  },
  "repeat-count": {
    summary: { en: "A layer is repeated a number of times that cannot be.", zh: "层的重复次数不合理。" },
    text: {
      en: "`Word x N` is N layers in a row, so N is a whole number, 0 included, up to a limit that no network reaches. Where N is computed, as in `x (Depth-1)`, check the sizes that it is computed from.",
      zh: "`词 x N` 是连续 N 层，因此 N 是整数（可以为 0），并有一个任何网络都达不到的上限。若 N 由算式给出，如 `x (Depth-1)`，请检查其中的尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        layers [label="Linear x 1.5 [8, 8]"]
        oup    [label="Output"]
        inp -> layers -> oup
      }`, ["1.5", "2"]),
  },
  "index-name": {
    summary: { en: "The index of a repeat is written with a slip.", zh: "重复的序号有笔误。" },
    text: {
      en: "Whatever name stands behind `#` is the index of the repeat, so a slip changes nothing, and a reader stumbles over it. Write the name of what is repeated.",
      zh: "`#` 之后无论写什么名称，都是重复的序号，因此笔误不影响结果，却会绊住读者。请写出被重复者的名称。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 4]"]
        layers [label="GrowLayer x 2 [NIn=4+#Layre]"]
        oup    [label="Output [BatchSize, 6]"]
        inp -> layers -> oup
      }
      digraph GrowLayer {
        inp [label="Input [BatchSize, NIn]"]
        fc  [label="Linear [NIn, NIn+1]"]
        oup [label="Output [BatchSize, NIn+1]"]
        inp -> fc -> oup
      }`, ["#Layre", "#Layer"]),
  },
  "index-outside-repeat": {
    summary: { en: "The index of a repeat stands where nothing is repeated.", zh: "没有重复，却用了重复的序号。" },
    text: {
      en: "`#Layer` is the number of the turn, from 0, in a node that is written `Word x N`. Elsewhere it has no value. Add the repeat, or write the size itself.",
      zh: "`#Layer` 是写作 `词 x N` 的节点中当前一次的序号，从 0 数起。在别处没有值。请补上重复，或直接写出尺寸。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        linear [label="Linear [8+#Layer, 9+#Layer]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["Linear [", "Linear x 2 ["]),
  },
  "run-size": {
    summary: { en: "A layer's size is one that each run decides.", zh: "层的尺寸要到每次运行才确定。" },
    text: {
      en: "BatchSize and a sequence's length are free at every call, while weights, windows and repeats are made when the model is created. Such a size may pass through a layer, but not be one of its arguments or its last axis. Write a number, or a name of your own, which becomes an option of the module.",
      zh: "BatchSize 和序列长度在每次调用时才确定，而权重、窗口和重复在创建模型时就要确定。这样的尺寸可以穿过层，但不能作层的参数或其最后一轴。请写数字，或用自己的名称（它会成为模块的选项）。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, SeqLen, 8]"]
        linear [label="Linear [8, SeqLen]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["[8, SeqLen]", "[8, NHidden]"]),
  },
} satisfies Partial<Record<keyof typeof inferRules, Explanation>>;
