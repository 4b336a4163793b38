/**
 * Ways to run each diagram of graphs/: what the numbers from PyTorch are made for, and what the tests compile and run.
 * `gain` is for varyWeights and chosen so that outputs depend on inputs without a softmax saturating;
 * without it the weights stay as the seed gives them.
 *
 * @type {typeof import("./cases.d.mts").cases}
 */
export const cases = [
  { graph: "resnet18_convblock", model: "ResNet18ConvBlock", name: "odd", set: { BlockC: 5, BlockH: 7, BlockW: 9 }, batch: 2, gain: 2 },
  { graph: "resnet18_convblock", model: "ResNet18ConvBlock", name: "one-pixel", set: { BlockC: 3, BlockH: 1, BlockW: 1 }, batch: 1, gain: 2 },
  { graph: "resnet18_downconvblock", model: "ResNet18DownConvBlock", name: "odd", set: { BlockIn: 3, BlockOut: 7, BlockH: 9, BlockW: 11 }, batch: 2, gain: 2 },
  { graph: "resnet18_downconvblock", model: "ResNet18DownConvBlock", name: "even", set: { BlockIn: 4, BlockOut: 6, BlockH: 8, BlockW: 6 }, batch: 1, gain: 2 },
  { graph: "vgg16_convblock", model: "VGG16ConvBlock", name: "oblong", set: { BlockIn: 3, BlockOut: 5, BlockH: 6, BlockW: 10 }, batch: 2, gain: 2 },
  { graph: "densenet_layer", model: "DenseLayer", name: "odd", set: { LayerIn: 5, BNSize: 3, GrowthRate: 7, LayerH: 7, LayerW: 9 }, batch: 2, gain: 2 },
  { graph: "densenet_block", model: "DenseBlock", name: "odd", set: { LayerIn: 5, NLayers: 3, BNSize: 2, GrowthRate: 3, LayerH: 5, LayerW: 7 }, batch: 2, gain: 2 },
  { graph: "densenet_block", model: "DenseBlock", name: "no-layers", set: { LayerIn: 5, NLayers: 0, BNSize: 2, GrowthRate: 3, LayerH: 3, LayerW: 2 }, batch: 1, gain: 2 },
  { graph: "densenet_transition", model: "TransitionLayer", name: "oblong", set: { LayerIn: 6, CompRate: 0.5, LayerH: 6, LayerW: 10 }, batch: 2, gain: 2 },
  { graph: "cae_convblock", model: "CAEConvBlock", name: "oblong", set: { BlockIn: 3, BlockOut: 5, BlockH: 6, BlockW: 10 }, batch: 2, gain: 2 },
  { graph: "cae_upconvblock", model: "CAEUpConvBlock", name: "odd", set: { BlockIn: 5, BlockOut: 3, BlockH: 3, BlockW: 5 }, batch: 2, gain: 2 },
  { graph: "linear_regression", model: "LinearRegression", name: "seven-features", set: { NFeature: 7 }, batch: 5, gain: 2 },
  { graph: "softmax_regression", model: "SoftmaxRegression", name: "seven-features", set: { NFeature: 7, NLabel: 5 }, batch: 5, gain: 2 },
  { graph: "mlp", model: "MLP", name: "whole", batch: 3, gain: 2 },
  { graph: "mlp", model: "MLP", name: "narrow", set: { NFeature: 11, NHidden1: 7, NHidden2: 5, NLabel: 3 }, batch: 2, gain: 2 },
  { graph: "stacked_autoencoder", model: "StackedAutoEncoder", name: "whole", batch: 3, gain: 3 },
  { graph: "denoising_autoencoder", model: "DenoisingAutoEncoder", name: "whole", batch: 3, gain: 3 },
  { graph: "denoising_autoencoder", model: "DenoisingAutoEncoder", name: "narrow", set: { NFeature: 11, NHidden1: 7, NHidden2: 5 }, batch: 2, gain: 3 },
  { graph: "text_classifier", model: "TextClassifier", name: "whole", set: { NLabel: 4 }, batch: 3, gain: 2 },
  { graph: "text_classifier", model: "TextClassifier", name: "odd", set: { VocabSize: 13, NHidden: 5, NLabel: 3 }, batch: 2, dim: { SeqLen: 7 }, gain: 2 },
  { graph: "text_classifier", model: "TextClassifier", name: "one-word", set: { VocabSize: 13, NHidden: 5, NLabel: 3 }, batch: 1, dim: { SeqLen: 1 }, gain: 2 },
  { graph: "rnn_cell", model: "RNNCell", name: "odd", set: { NIn: 5, NOut: 7 }, batch: 3, inputs: ["x", "his"], outputs: ["h"], gain: 2 },
  { graph: "lstm_cell", model: "LSTMCell", name: "odd", set: { NIn: 5, NOut: 7 }, batch: 3, inputs: ["x", "his_h", "his_c"], outputs: ["h", "c"], gain: 2 },
  { graph: "gru_cell", model: "GRUCell", name: "odd", set: { NIn: 5, NOut: 7 }, batch: 3, inputs: ["x", "his"], outputs: ["h"], gain: 2 },
  ...[[1, 1], [2, 2], [3, 7]].flatMap(([batch, SeqLen]) => [
    { graph: "sequence_tagger", model: "SequenceTagger", name: `${batch}-by-${SeqLen}`, set: { VocabSize: 13, NEmbed: 5, NHidden: 7, NTag: 3 }, batch, dim: { SeqLen }, outputs: ["oup", "lstm.H", "lstm.C"], gain: 2 },
    { graph: "language_model", model: "LanguageModel", name: `${batch}-by-${SeqLen}`, set: { VocabSize: 13, NHidden: 5, NLayers: 3 }, batch, dim: { SeqLen }, outputs: ["oup", "gru.0.H", "gru.1.H", "gru.2.H"], gain: 2 },
    { graph: "attention", model: "Attention", name: `${batch}-by-${SeqLen}`, set: { DModel: 6, NHeads: 2, DHead: 3 }, batch, dim: { SeqLen }, gain: 2 },
  ]),
  { graph: "variational_autoencoder", model: "VariationalAutoEncoder", name: "whole", batch: 3, inputs: ["inp", "eps"], gain: 2 },
  { graph: "transformer_layer", model: "TransformerLayer", name: "odd", set: { DModel: 6, NHeads: 2, DHead: 3, DInner: 11 }, batch: 2, dim: { SeqLen: 5 }, gain: 2 },
  { graph: "transformer_encoder", model: "TransformerEncoder", name: "one-step", set: { DModel: 15, NHeads: 3, DHead: 5, DInner: 7, NLayers: 2 }, batch: 1, dim: { SeqLen: 1 }, gain: 2 },
  { graph: "transformer_encoder", model: "TransformerEncoder", name: "odd", set: { DModel: 15, NHeads: 3, DHead: 5, DInner: 31, NLayers: 3 }, batch: 2, dim: { SeqLen: 7 }, gain: 2 },
  { graph: "lenet", model: "LeNet", name: "whole", batch: 2, gain: 2 },
  { graph: "conv_autoencoder", model: "ConvAutoEncoder", name: "whole", batch: 1, gain: 1.5 },
  { graph: "resnet18", model: "ResNet18", name: "seeded", batch: 1 },
  { graph: "resnet18", model: "ResNet18", name: "whole", batch: 1, gain: 1.75 },
  { graph: "alexnet_l678", model: "AlexNetL678", name: "fixed", fix: true, batch: 2, gain: 1.5 },
  { graph: "alexnet", model: "AlexNet", name: "whole", batch: 1, gain: 2 },
  { graph: "vgg16", model: "VGG16", name: "whole", batch: 1, gain: 1.75 },
  { graph: "densenet121", model: "DenseNet121", name: "whole", batch: 1, gain: 2.25 },
].map((each) => ({ set: {}, fix: false, seed: 1, ...each }));

/**
 * PyTorch's float32 against float64. A gain of sqrt(6) makes of weights uniform within 1 / sqrt(fan in) those of kaiming_uniform_.
 *
 * @type {typeof import("./cases.d.mts").errorCase}
 */
export const errorCase = { graph: "resnet18", model: "ResNet18", name: "kaiming-error", set: {}, fix: false, seed: 1, batch: 2, gain: Math.sqrt(6) };
