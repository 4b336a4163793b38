/** Explanations of the rules about sizes as they are written, names of sizes, and calls of blocks. */
import type { inferRules } from "../rules/infer.ts";
import { dot, example, type Explanation } from "./explanation.ts";

export const nameExplanations = {
  "unknown-axis": {
    summary: { en: "A feature map has no axis of that name.", zh: "特征图没有这个名称的轴。" },
    text: {
      en: "The axes of a picture are called `W`, `H` and `C`, in any order and any case. The batch has no name, and stands first.",
      zh: "图像的轴名为 `W`、`H`、`C`，顺序和大小写不限。批没有轴名，写在最前。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, D=3]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["D=3", "C=3"]),
  },
  "axis-order": {
    summary: { en: "Named and unnamed axes are mixed.", zh: "有名轴与无名轴混用。" },
    text: {
      en: "Named axes may stand in any order, unnamed ones stand in the tensor's; mixed, nobody can tell which axis the unnamed one is. Name all but the batch, or none.",
      zh: "有名轴顺序任意，无名轴按张量的顺序；混在一起就看不出无名的是哪个轴。除批以外，请全部命名或全部不命名。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, 8, C=3]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["W=8, 8", "W=8, H=8"]),
  },
  "false-equation": {
    summary: { en: "A sum in a label is not true.", zh: "标签中的等式不成立。" },
    text: {
      en: "`C=64+6*32=256` shows where a size comes from, and is checked as it stands. Correct the side that is wrong: the shape that arrives is held against it as well.",
      zh: "`C=64+6*32=256` 说明了尺寸的由来，会照原样检查。请改正错误的一边；到达的形状也会与它核对。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=64+6*31=256]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["31", "32"]),
  },
  "fractional-size": {
    summary: { en: "A size does not come out whole.", zh: "尺寸不是整数。" },
    text: {
      en: "A size such as `BlockC/2` is a promise that BlockC is even. Where a call or `--set` gives an odd one, the message says which. Give a size that divides, or write the claim so that it holds for all.",
      zh: "`BlockC/2` 这样的尺寸，意味着 BlockC 必须是偶数。若调用或 `--set` 给出奇数，消息会说明是哪一个。请给出能整除的尺寸，或改写声明使它总能成立。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=8, H=8, C=3]"]
        half [label="HalfBlock"]
        oup  [label="Output"]
        inp -> half -> oup
      }
      digraph HalfBlock {
        inp  [label="Input [BatchSize, W=BlockW, H=BlockH, C=BlockC]"]
        conv [label="Conv2D [K=1, Out=BlockC/2]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["C=3", "C=4"]),
  },
  "not-a-size": {
    summary: { en: "A size is less than 1, or no number at all.", zh: "尺寸小于 1，或根本不是数。" },
    text: {
      en: "Every axis of a tensor has at least one element, so sizes are whole numbers from 1 on. A computed one that comes out 0 or negative shows that what it is computed from is too small.",
      zh: "张量的每个轴至少有一个元素，因此尺寸是从 1 起的整数。算出来为 0 或负数，说明算式中的尺寸太小。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 4-4]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["4-4", "4"]),
  },
  "solved-name": {
    summary: { en: "A name of a size stands only here, and takes what arrives.", zh: "尺寸名称只在此处出现，取到达的值。" },
    text: {
      en: "A name that nothing else uses checks nothing: whatever arrives is its value. Most often it is a slip of the pen for another name (`BatchSise`). Write the name that is meant, or the number.",
      zh: "别处不用的名称起不到检查作用：到达什么就是什么。它多半是另一名称的笔误（如 `BatchSise`）。请写出本意的名称，或写出数字。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        linear [label="Linear [8, 4]"]
        oup    [label="Output [BatchSise, 4]"]
        inp -> linear -> oup
      }`, ["BatchSise", "BatchSize"]),
  },
  "fixed-option": {
    summary: { en: "A size is drawn as open, but only one value fits.", zh: "尺寸画成未定，但只有一个值可行。" },
    text: {
      en: "An open name of an input becomes an option of the model, which its user chooses. Here a layer leaves no choice. Write the value, or the name in the layer as well, so that both change together.",
      zh: "输入中未定的名称会成为模型的选项，由使用者选择。而这里某一层使它别无选择。请写出值，或在该层也写这个名称，使二者一同变化。",
    },
    example: example(dot`
      digraph Net {
        x      [label="Input [BatchSize, 8]"]
        y      [label="Input [BatchSize, NClass]"]
        linear [label="Linear [8, 10]"]
        add    [label="+"]
        oup    [label="Output"]
        x -> linear -> add -> oup
        y -> add
      }`, ["8, 10", "8, NClass"]),
  },
  "open-equation": {
    summary: { en: "Two sizes that are drawn apart must be equal.", zh: "画成两个的尺寸必须相等。" },
    text: {
      en: "Names that nothing binds are sizes that the user of the model gives. Where two of them must be equal for the diagram to hold, one name was meant, or one of the two is misspelt: as it stands, the model fails for all values but the equal ones.",
      zh: "没有绑定的名称是由使用者给出的尺寸。若两个名称必须相等图才成立，那么本来应是同一个名称，或其中之一拼错了：照现在的画法，除非取值恰好相等，模型都会出错。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, W=BlockW, H=BlockH, C=3]"]
        relu [label="Relu"]
        oup  [label="Output [BatchSize, W=BlockH, H=BlockH, C=3]"]
        inp -> relu -> oup
      }`, ["W=BlockH", "W=BlockW"]),
  },
  "batch-name": {
    summary: { en: "The batch stands under another name than BatchSize.", zh: "批没有写作 BatchSize。" },
    text: {
      en: "The batch is the axis `BatchSize`: layers work on each of its items by itself, and its size is free at every run. An axis of another name is one like any other. A first axis that is called nearly so is taken for the batch.",
      zh: "批是名为 `BatchSize` 的轴：各层对其中每一项分别计算，其大小每次运行时可变。其他名称的轴只是普通的轴。名称相近的第一轴会被当作批。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSise, 8]"]
        relu [label="Relu"]
        oup  [label="Output"]
        inp -> relu -> oup
      }`, ["BatchSise", "BatchSize"]),
  },
  "channels-last": {
    summary: { en: "An input of images looks as if its channels were last.", zh: "图像输入的通道像是写在最后。" },
    text: {
      en: "TensorFlow and files of pictures order images by (N, H, W, C), and PyTorch by (N, C, H, W), as dot2model does. `[BatchSize, 32, 32, 3]` is therefore an image of 32 channels that is 3 wide. With names the axes may be written in any order.",
      zh: "TensorFlow 和图片文件按 `(N, H, W, C)` 排列图像，PyTorch 和 dot2model 则按 `(N, C, H, W)`。因此 `[BatchSize, 32, 32, 3]` 是 32 个通道、宽 3 的图像。写出轴名后，各轴可按任意顺序书写。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 32, 32, 3]"]
        conv [label="Conv2D [K=3, Out=8]"]
        oup  [label="Output"]
        inp -> conv -> oup
      }`, ["32, 32, 3", "H=32, W=32, C=3"]),
  },
  "two-values": {
    summary: { en: "A name is given two values.", zh: "一个名称有两个值。" },
    text: {
      en: "`NFeature(768)` gives the name its value for the whole diagram, so it can say only one. Keep the right one; elsewhere the name alone is enough.",
      zh: "`NFeature(768)` 为整张图给出该名称的值，因此只能有一个。请保留正确的那个，别处只写名称即可。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, NFeature(768)]"]
        linear [label="Linear [NFeature(784), 10]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["NFeature(768)", "NFeature"]),
  },
  "set-overrides": {
    summary: { en: "`--set` changes a size that the diagram gives.", zh: "`--set` 改变了图中给出的尺寸。" },
    text: {
      en: "The command line counts for more than the diagram, and says so, since the drawing now shows another model than the one that is checked. Leave the size open in the diagram if it is meant to be chosen.",
      zh: "命令行优先于图，并会提示，因为图上画的与所检查的已不是同一个模型。若该尺寸本应可选，请在图中让它未定。",
    },
    example: {
      ...example(dot`
        digraph Net {
          inp    [label="Input [BatchSize, NFeature(768)]"]
          linear [label="Linear [NFeature, 10]"]
          oup    [label="Output"]
          inp -> linear -> oup
        }`, ["NFeature(768)", "NFeature"]),
      set: { NFeature: 784 },
    },
  },
  "unbound-formal": {
    summary: { en: "A call leaves a size of its block open.", zh: "调用未给出块的某个尺寸。" },
    text: {
      en: "A block's free names are bound by the call's arguments, by the shape that arrives, or by a size of the same name in the caller. Where none of them says it, write it as an argument. `Out` is short for BlockOut.",
      zh: "块中的自由名称由调用的参数、到达的形状，或调用者的同名尺寸确定。若都没有给出，请写成参数。`Out` 可代表 BlockOut。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        body [label="WideBlock"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph WideBlock {
        inp    [label="Input [BatchSize, BlockIn]"]
        linear [label="Linear [BlockIn, BlockOut]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, [`"WideBlock"`, `"WideBlock [Out=16]"`]),
  },
  "argument-mismatch": {
    summary: { en: "A call states a size, and another one arrives.", zh: "调用中写的尺寸与到达的不同。" },
    text: {
      en: "The block's input claims the name alone (`BlockIn`), so what arrives is its value, and the argument must agree. Correct the argument or the layer before; what arrives need not be written at all.",
      zh: "块的输入直接声明了该名称（`BlockIn`），到达的尺寸就是它的值，参数必须与之一致。请改正参数或前面的层；能由到达的张量得知的尺寸其实不必写。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        body [label="WideBlock [In=4, Out=16]"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph WideBlock {
        inp    [label="Input [BatchSize, BlockIn]"]
        linear [label="Linear [BlockIn, BlockOut]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["In=4", "In=8"]),
  },
  "unused-argument": {
    summary: { en: "An argument of a call binds nothing in the block.", zh: "调用的参数在块中没有对应的名称。" },
    text: {
      en: "A call can give values to the names that its block leaves open, and to no others. The message lists them. Correct the key, or use the name in the block.",
      zh: "调用只能给块中未定的名称赋值。消息会列出这些名称。请改正键，或在块中使用该名称。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        body [label="WideBlock [Out=16, Depth=2]"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph WideBlock {
        inp    [label="Input [BatchSize, BlockIn]"]
        linear [label="Linear [BlockIn, BlockOut]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, [", Depth=2", ""]),
  },
  "block-outputs": {
    summary: { en: "A block with several outputs is used as a layer.", zh: "有多个输出的块被当作层使用。" },
    text: {
      en: "An edge carries one tensor, so an edge that leaves a block would not say which of its outputs is meant. Join them inside the block, or draw two blocks.",
      zh: "一条边只传一个张量，从块出来的边无法说明是哪个输出。请在块内汇合，或画成两个块。",
    },
    example: example(dot`
      digraph Net {
        inp  [label="Input [BatchSize, 8]"]
        body [label="ForkBlock"]
        oup  [label="Output"]
        inp -> body -> oup
      }
      digraph ForkBlock {
        inp   [label="Input [BatchSize, BlockIn]"]
        relu  [label="Relu"]
        tanh  [label="Tanh"]
        left  [label="Output"]
        right [label="Output"]
        inp -> relu -> left
        inp -> tanh -> right
      }`, [`left  [label="Output"]`, `left  [label="+"]`], ["relu -> left", "relu -> left -> right"], ["tanh -> right", "tanh -> left"]),
  },
  "too-many-layers": {
    summary: { en: "A model unfolds into more blocks than can be handled.", zh: "模型展开后的块过多。" },
    text: {
      en: "Repeats of blocks that repeat blocks multiply. The limit lies far above any network that people draw, and keeps a slip in a count from using up the machine. Check the counts.",
      zh: "块的重复中又有块的重复，数量会相乘。上限远高于人们会画的任何网络，为的是不让写错的次数耗尽机器资源。请检查重复次数。",
    },
    example: example(dot`
      digraph Net        { inp [label="Input [BatchSize, 8]"]; a [label="OuterBlock x 200"]; oup [label="Output"]; inp -> a -> oup }
      digraph OuterBlock { inp [label="Input [BatchSize, 8]"]; a [label="InnerBlock x 200"]; oup [label="Output"]; inp -> a -> oup }
      digraph InnerBlock { inp [label="Input [BatchSize, 8]"]; a [label="Relu"]; oup [label="Output"]; inp -> a -> oup }`, ["InnerBlock x 200", "InnerBlock x 2"]),
  },
  "reserved-name": {
    summary: { en: "An open size has the name of a module's own option.", zh: "未定尺寸与模块自身的选项同名。" },
    text: {
      en: "An open size becomes an option of the generated module, beside those that every module has, such as `seed` and `weights`. Give it another name.",
      zh: "未定尺寸会成为生成模块的选项，而每个模块已有 `seed`、`weights` 等选项。请换一个名称。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, seed]"]
        linear [label="Linear [8]"]
        oup    [label="Output"]
        inp -> linear -> oup
      }`, ["seed", "NFeature"], ["Linear [8]", "Linear [Out=8]"]),
  },
  "parameter-name": {
    summary: { en: "Two parameters would have the same name.", zh: "两个参数会同名。" },
    text: {
      en: "A parameter is named after the path of node ids that leads to it, joined by dots. An id that holds a dot can run into such a path. Weights are stored under these names, so they must differ. Rename one node.",
      zh: "参数以通向它的各节点 id 命名，用点连接。含有点的 id 可能与这样的路径重合。权重按名称保存，因此不能相同。请给其中一个节点改名。",
    },
    example: example(dot`
      digraph Net {
        inp    [label="Input [BatchSize, 8]"]
        a      [label="InnerBlock"]
        "a.fc" [label="Linear [8, 8]"]
        oup    [label="Output"]
        inp -> a -> "a.fc" -> oup
      }
      digraph InnerBlock {
        inp [label="Input [BatchSize, BlockIn]"]
        fc  [label="Linear [BlockIn, BlockIn]"]
        oup [label="Output"]
        inp -> fc -> oup
      }`, [`"a.fc" [`, `last   [`], [`"a.fc" ->`, "last ->"]),
  },
} satisfies Partial<Record<keyof typeof inferRules, Explanation>>;
