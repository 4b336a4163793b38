/** Layers that people draw and dot2model does not have -> what to draw instead. Knows words alone. */
import type { Message } from "../diagnostics/diagnostic.ts";

export interface ForeignLayer {
  /** It as a formula of `x`, where it is one. */
  readonly formula?: string;
  readonly instead?: Message;
}

/** `words` are tried on the word in lower case, without blanks and signs. */
export const foreignLayers: readonly (ForeignLayer & { readonly words: RegExp })[] = [
  { words: /^leakyrelu$/, formula: "relu(x) - 0.01 * relu(-x)" },
  { words: /^(silu|swish)$/, formula: "x * sigmoid(x)" },
  { words: /^relu6$/, formula: "relu(x) - relu(x - 6)" },
  { words: /^hswish$|^hardswish$/, formula: "x * (relu(x + 3) - relu(x - 3)) / 6" },
  { words: /^hardsigmoid$/, formula: "(relu(x + 3) - relu(x - 3)) / 6" },
  { words: /^elu$/, formula: "relu(x) + exp(-relu(-x)) - 1" },
  { words: /^softplus$/, formula: "log(1 + exp(x))" },
  { words: /^mish$/, formula: "x * tanh(log(1 + exp(x)))" },
  { words: /^logsoftmax$/, formula: "log(softmax(x))" },
  {
    words: /^(conv(olution)?(2d)?transposed?(2d)?|transposed?conv(olution)?(2d)?|deconv(olution)?(2d)?|转置卷积层?|反卷积层?)$/,
    instead: { en: "Draw `UpSample x2`, and a Conv2D behind it", zh: "请画 `UpSample x2`，其后接 Conv2D" },
  },
  {
    words: /^(bi|bidirectional|双向)?(lstm|gru|rnn|simplernn|长短期记忆|门控循环单元|循环神经网络)层?$|^bidirectional$/,
    instead: {
      en: "Draw one step of it as a digraph with inputs at `[t]` and `[t-1]`, such as that of graphs/lstm_cell.dot, and call it by its name: `LSTMCell [NIn, NOut]`. It runs from the first step to the last",
      zh: "请把它的一步画成输入带 `[t]` 和 `[t-1]` 的 digraph（参见 graphs/lstm_cell.dot），再以其名称调用：`LSTMCell [NIn, NOut]`。它从第一步运行到最后一步",
    },
  },
  {
    words: /^(global(average|avg)?pool(ing)?(2d)?|adaptive(average|avg)pool(ing)?(2d)?|gap|全局平均池化层?)$/,
    instead: { en: "Draw `AvgPool2D [K=…]` with the height and width that arrive", zh: "请画 `AvgPool2D [K=…]`，K 取到达的高和宽" },
  },
  {
    words: /^(global|adaptive)max(imum)?pool(ing)?(2d)?$|^全局最大池化层?$/,
    instead: { en: "Draw `MaxPool2D [K=…]` with the height and width that arrive", zh: "请画 `MaxPool2D [K=…]`，K 取到达的高和宽" },
  },
  {
    words: /^(multihead(self)?|self)?attention$|^mha$|^(多头|自)?注意力(机制|层)?$/,
    instead: { en: "Draw Q, K and V by Linear layers, and between them the formula `softmax(Q @ K.T / sqrt(D)) @ V`, as graphs/attention.dot does", zh: "请用 Linear 画出 Q、K、V，再写公式 `softmax(Q @ K.T / sqrt(D)) @ V`（参见 graphs/attention.dot）" },
  },
  {
    words: /^(depthwise|separable|depthwiseseparable)conv(olution)?(2d)?$|^深度(可分离)?卷积层?$/,
    instead: { en: "Draw a Conv2D of as many groups as channels, `[K=3, P=1, G=32, Out=32]`, and where it is separable `Conv2D [K=1, Out=…]` behind it", zh: "请画分组数等于通道数的 Conv2D（`[K=3, P=1, G=32, Out=32]`）；若是可分离卷积，其后再接 `Conv2D [K=1, Out=…]`" },
  },
  {
    words: /^(conv(olution)?|maxpool(ing)?|avgpool(ing)?|averagepool(ing)?)1d$|^一维卷积层?$/,
    instead: { en: "Draw the one of two dimensions over images that are 1 high: `[BatchSize, C=…, H=1, W=…]` and `K=1x3`", zh: "请画对应的二维层，把图像高度取 1：`[BatchSize, C=…, H=1, W=…]`，`K=1x3`" },
  },
  { words: /^(zero|reflection|replication)?pad(ding)?(2d)?$|^填充层?$/, instead: { en: "Write it as `P` of the layer behind it", zh: "请写成其后一层的 `P`" } },
  { words: /^inputlayer$/, instead: { en: "Write `Input [BatchSize, …]`", zh: "请写 `Input [BatchSize, …]`" } },
  { words: /^permute$/, instead: { en: "`Transpose` swaps the last two axes", zh: "`Transpose` 交换最后两个轴" } },
  { words: /^(group|instance|localresponse|rms|weight|spectral)norm(alization)?(2d)?$|^lrn$/, instead: { en: "Normalizations are BatchNorm and LayerNorm", zh: "归一化层有 BatchNorm 和 LayerNorm" } },
  { words: /^(crossentropy|bce|mse|nll|l1|huber)?loss(function)?$|^(crossentropy|mse)$|^损失(函数)?$/, instead: { en: "A loss belongs to training; a model ends with its output", zh: "损失属于训练；模型到输出为止" } },
  {
    words: /backward\d*$|^accumulategrad$/,
    instead: { en: "It is a function of PyTorch's autograd, as torchviz draws them, without what a layer is made of. Draw the layers themselves", zh: "它是 torchviz 画出的 PyTorch autograd 函数，不含层的参数。请画出各层本身" },
  },
];

/** Longer words are nobody's. */
const longest = 60;

export function foreignLayer(word: string): ForeignLayer | undefined {
  if (word.length > longest) return undefined;
  const folded = word.toLowerCase().replace(/[\s_.-]+/g, "");
  return foreignLayers.find(({ words }) => words.test(folded) || words.test(folded.replace(/(?<!\dd)\d+$/, "")));
}
