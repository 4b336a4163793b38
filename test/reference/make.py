#!/usr/bin/python3
"""Runs the PyTorch counterpart of a diagram in graphs/ on given weights and inputs.

In: the digraph's name, its dimensions, a safetensors file of weights and a .npy file for each input. Out: a .npy file
for each output. Modules are named after the diagrams' nodes, so that `state_dict()` has the names of docs/notation.md.
Needs PyTorch and NumPy alone (Debian: python3-torch). It makes neither weights nor inputs: make.mjs does.
"""
import argparse
import inspect
import json
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch import nn


def chain(**nodes):
    """Nodes in a row, named by their ids; feature maps are left out."""
    return nn.Sequential(OrderedDict(nodes))


# The models, as drawn. Parameters of a constructor are the diagram's dimensions, under its names; those that only the
# input's size depends on are accepted and not used.


class ResNet18ConvBlock(nn.Module):
    def __init__(self, BlockC, BlockW=None, BlockH=None):
        super().__init__()
        self.conv1 = nn.Conv2d(BlockC, BlockC, 3, padding=1)
        self.conv2 = nn.Conv2d(BlockC, BlockC, 3, padding=1)

    def forward(self, inp):
        return torch.relu(self.conv2(torch.relu(self.conv1(inp))) + inp)


class ResNet18DownConvBlock(nn.Module):
    def __init__(self, BlockIn, BlockOut, BlockW=None, BlockH=None):
        super().__init__()
        self.conv1 = nn.Conv2d(BlockIn, BlockOut, 3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(BlockOut, BlockOut, 3, padding=1)
        self.downconv = nn.Conv2d(BlockIn, BlockOut, 1, stride=2)

    def forward(self, inp):
        return torch.relu(self.conv2(torch.relu(self.conv1(inp))) + self.downconv(inp))


def ResNet18():
    return chain(
        conv0=nn.Conv2d(3, 64, 7, stride=2, padding=3),
        maxpool0=nn.MaxPool2d(3, stride=2, padding=1),
        convblock1=ResNet18ConvBlock(64),
        convblock2=ResNet18ConvBlock(64),
        downconvblock3=ResNet18DownConvBlock(64, 128),
        convblock4=ResNet18ConvBlock(128),
        downconvblock5=ResNet18DownConvBlock(128, 256),
        convblock6=ResNet18ConvBlock(256),
        downconvblock7=ResNet18DownConvBlock(256, 512),
        convblock8=ResNet18ConvBlock(512),
        avgpool=nn.AvgPool2d(7, stride=7),
        reshape=nn.Flatten(),
        linear=nn.Linear(512, 1000),
        softmax=nn.Softmax(-1),
    )


def VGG16ConvBlock(BlockIn, BlockOut, BlockW=None, BlockH=None):
    return chain(
        conv1=nn.Conv2d(BlockIn, BlockOut, 3, padding=1),
        conv2=nn.Conv2d(BlockOut, BlockOut, 3, padding=1),
        relu=nn.ReLU(),
        maxpool=nn.MaxPool2d(2, stride=2),
    )


def VGG16():
    return chain(
        convblock1=VGG16ConvBlock(3, 64),
        convblock2=VGG16ConvBlock(64, 128),
        convblock3=VGG16ConvBlock(128, 256),
        convblock4=VGG16ConvBlock(256, 512),
        convblock5=VGG16ConvBlock(512, 512),
        reshape=nn.Flatten(),
        linear1=nn.Linear(7 * 7 * 512, 4096),
        relu1=nn.ReLU(),
        linear2=nn.Linear(4096, 4096),
        relu2=nn.ReLU(),
        linear3=nn.Linear(4096, 1000),
        relu3=nn.ReLU(),
        linear4=nn.Linear(1000, 1000),
        softmax=nn.Softmax(-1),
    )


class AlexNetL678(nn.Module):
    """As repaired by --fix: the reshape and the first layer hold all 9216 features."""

    def __init__(self):
        super().__init__()
        self.linear6 = nn.Linear(9216, 4096)
        self.linear7 = nn.Linear(4096, 4096)
        self.linear8 = nn.Linear(4096, 1000)

    def forward(self, featmap52):
        relu6 = torch.relu(self.linear6(featmap52.flatten(1)))
        relu7 = torch.relu(self.linear7(relu6))
        return torch.softmax(self.linear8(relu7), -1)


def AlexNet():
    return chain(
        conv1=nn.Conv2d(3, 96, 11, stride=4),
        relu1=nn.ReLU(),
        maxpool1=nn.MaxPool2d(3, stride=2),
        conv2=nn.Conv2d(96, 256, 5, padding=2),
        relu2=nn.ReLU(),
        maxpool2=nn.MaxPool2d(3, stride=2),
        conv3=nn.Conv2d(256, 384, 3, padding=1),
        relu3=nn.ReLU(),
        conv4=nn.Conv2d(384, 384, 3, padding=1),
        relu4=nn.ReLU(),
        conv5=nn.Conv2d(384, 256, 3, padding=1),
        relu5=nn.ReLU(),
        maxpool5=nn.MaxPool2d(3, stride=2),
        reshape=nn.Flatten(),
        linear6=nn.Linear(9216, 4096),
        relu6=nn.ReLU(),
        dropout6=nn.Dropout(),
        linear7=nn.Linear(4096, 4096),
        relu7=nn.ReLU(),
        dropout7=nn.Dropout(),
        linear8=nn.Linear(4096, 1000),
        softmax=nn.Softmax(-1),
    )


def LeNet():
    return chain(
        conv1=nn.Conv2d(1, 6, 5),
        relu1=nn.ReLU(),
        maxpool1=nn.MaxPool2d(2, stride=2),
        conv2=nn.Conv2d(6, 16, 5),
        relu2=nn.ReLU(),
        maxpool2=nn.MaxPool2d(2, stride=2),
        reshape=nn.Flatten(),
        linear3=nn.Linear(400, 120),
        relu3=nn.ReLU(),
        linear4=nn.Linear(120, 84),
        relu4=nn.ReLU(),
        linear5=nn.Linear(84, 10),
        softmax=nn.Softmax(-1),
    )


def LinearRegression(NFeature):
    return chain(linear=nn.Linear(NFeature, 1))


def SoftmaxRegression(NFeature, NLabel):
    return chain(linear=nn.Linear(NFeature, NLabel), softmax=nn.Softmax(-1))


def MLP(NFeature=784, NHidden1=512, NHidden2=256, NLabel=10):
    return chain(
        linear1=nn.Linear(NFeature, NHidden1),
        relu1=nn.ReLU(),
        linear2=nn.Linear(NHidden1, NHidden2),
        relu2=nn.ReLU(),
        linear3=nn.Linear(NHidden2, NLabel),
        softmax=nn.Softmax(-1),
    )


def StackedAutoEncoder(NFeature=784, NHidden1=512, NHidden2=256):
    return chain(
        linear1=nn.Linear(NFeature, NHidden1),
        sigmoid1=nn.Sigmoid(),
        linear2=nn.Linear(NHidden1, NHidden2),
        sigmoid2=nn.Sigmoid(),
        linear3=nn.Linear(NHidden2, NHidden1),
        sigmoid3=nn.Sigmoid(),
        linear4=nn.Linear(NHidden1, NFeature),
    )


def DenoisingAutoEncoder(NFeature=784, NHidden1=512, NHidden2=256):
    return StackedAutoEncoder(NFeature, NHidden1, NHidden2)  # in evaluation no noise is added


class TextClassifier(nn.Module):
    def __init__(self, NLabel, VocabSize=10000, NHidden=64):
        super().__init__()
        self.emb = nn.Embedding(VocabSize, NHidden)
        self.linear = nn.Linear(NHidden, NLabel)

    def forward(self, inp):
        return torch.softmax(self.linear(self.emb(inp).mean(1)), -1)


def parameters(shapes):
    """One letter's parameters by their index: `W[f]` is `W.f`."""
    return nn.ParameterDict({index: nn.Parameter(torch.empty(shape)) for index, shape in shapes.items()})


class RNNCell(nn.Module):
    """torch.nn.RNN knows no sigmoid: its formula is written out."""

    def __init__(self, NIn, NOut):
        super().__init__()
        self.W = nn.Parameter(torch.empty(NIn, NOut))
        self.U = nn.Parameter(torch.empty(NOut, NOut))
        self.b = nn.Parameter(torch.empty(1, NOut))

    def forward(self, x, his):
        return {"h": torch.sigmoid(x @ self.W + his @ self.U + self.b)}


class LSTMCell(nn.Module):
    def __init__(self, NIn, NOut):
        super().__init__()
        self.W = parameters({gate: (NIn, NOut) for gate in "ifgo"})
        self.U = parameters({gate: (NOut, NOut) for gate in "ifgo"})
        self.b = parameters({gate: (1, NOut) for gate in "ifgo"})

    def flat(self):
        """PyTorch's own weights, which hold the gates one below the other."""
        joined = [torch.cat([letter[gate] for gate in "ifgo"], 1) for letter in (self.W, self.U, self.b)]
        return [joined[0].T, joined[1].T, joined[2][0], torch.zeros_like(joined[2][0])]

    def forward(self, x, his_h, his_c):
        h, c = torch.lstm_cell(x, (his_h, his_c), *self.flat())
        return {"h": h, "c": c}

    def over(self, sequence):
        start = sequence.new_zeros(1, len(sequence), self.W["i"].shape[1])
        return torch.lstm(sequence, (start, start), self.flat(), True, 1, 0.0, False, False, True)


class GRUCell(nn.Module):
    def __init__(self, NIn, NOut):
        super().__init__()
        self.W = parameters({gate: (NIn, NOut) for gate in "rzn"})
        self.U = parameters({gate: (NOut, NOut) for gate in "rzn"})
        self.b = parameters({gate: (1, NOut) for gate in "rzn"})
        self.c = parameters({"n": (1, NOut)})

    def flat(self):
        joined = [torch.cat([letter[gate] for gate in "rzn"], 1) for letter in (self.W, self.U, self.b)]
        none = torch.zeros_like(self.c["n"])
        return [joined[0].T, joined[1].T, joined[2][0], torch.cat([none, none, self.c["n"]], 1)[0]]

    def forward(self, x, his):
        return {"h": torch.gru_cell(x, his, *self.flat())}

    def over(self, sequence):
        start = sequence.new_zeros(1, len(sequence), self.c["n"].shape[1])
        return torch.gru(sequence, start, self.flat(), True, 1, 0.0, False, False, True)


class SequenceTagger(nn.Module):
    def __init__(self, NTag, VocabSize=10000, NEmbed=64, NHidden=128):
        super().__init__()
        self.emb = nn.Embedding(VocabSize, NEmbed)
        self.lstm = LSTMCell(NEmbed, NHidden)
        self.linear = nn.Linear(NHidden, NTag)

    def forward(self, inp):
        hidst, h, c = self.lstm.over(self.emb(inp))
        return {"oup": torch.softmax(self.linear(hidst), -1), "lstm.H": h[0], "lstm.C": c[0]}


class LanguageModel(nn.Module):
    def __init__(self, NLayers, VocabSize=10000, NHidden=128):
        super().__init__()
        self.emb = nn.Embedding(VocabSize, NHidden)
        self.gru = nn.Sequential(*(GRUCell(NHidden, NHidden) for _ in range(NLayers)))

    def forward(self, inp):
        hidst = self.emb(inp)
        states = {}
        for layer, cell in enumerate(self.gru):
            hidst, last = cell.over(hidst)
            states[f"gru.{layer}.H"] = last[0]
        return {"oup": torch.softmax(hidst @ self.emb.weight.T, -1), **states}


class VariationalAutoEncoder(nn.Module):
    def __init__(self, NFeature=784, NHidden=512, NLatent=20):
        super().__init__()
        self.linear1 = nn.Linear(NFeature, NHidden)
        self.mean = nn.Linear(NHidden, NLatent)
        self.logvar = nn.Linear(NHidden, NLatent)
        self.linear4 = nn.Linear(NLatent, NHidden)
        self.linear5 = nn.Linear(NHidden, NFeature)

    def forward(self, inp, eps):
        relu1 = torch.relu(self.linear1(inp))
        z = self.mean(relu1) + torch.exp(self.logvar(relu1) / 2) * eps
        return torch.sigmoid(self.linear5(torch.relu(self.linear4(z))))


class Attention(nn.Module):
    """torch.nn.MultiheadAttention, whose heads fill the model's width."""

    def __init__(self, DModel, NHeads, DHead):
        super().__init__()
        assert DModel == NHeads * DHead
        self.heads = NHeads
        self.query, self.key, self.value, self.linear = (nn.Linear(DModel, DModel) for _ in range(4))

    def forward(self, inp):
        whole = nn.MultiheadAttention(inp.shape[-1], self.heads, batch_first=True).to(inp.dtype).train()
        whole.load_state_dict({
            "in_proj_weight": torch.cat([self.query.weight, self.key.weight, self.value.weight]),
            "in_proj_bias": torch.cat([self.query.bias, self.key.bias, self.value.bias]),
            "out_proj.weight": self.linear.weight,
            "out_proj.bias": self.linear.bias,
        })
        return whole(inp, inp, inp, need_weights=False)[0]


class TransformerLayer(nn.Module):
    def __init__(self, DModel, NHeads, DHead, DInner):
        super().__init__()
        self.attention = Attention(DModel, NHeads, DHead)
        self.norm1 = nn.LayerNorm(DModel)
        self.linear1 = nn.Linear(DModel, DInner)
        self.linear2 = nn.Linear(DInner, DModel)
        self.norm2 = nn.LayerNorm(DModel)

    def forward(self, inp):
        norm1 = self.norm1(self.attention(inp) + inp)
        return self.norm2(self.linear2(nn.functional.gelu(self.linear1(norm1))) + norm1)


def TransformerEncoder(NLayers, DModel, NHeads, DHead, DInner):
    return chain(layers=nn.Sequential(*(TransformerLayer(DModel, NHeads, DHead, DInner) for _ in range(NLayers))))


class DenseLayer(nn.Module):
    def __init__(self, LayerIn, BNSize, GrowthRate, LayerW=None, LayerH=None):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(LayerIn)
        self.conv1 = nn.Conv2d(LayerIn, BNSize * GrowthRate, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(BNSize * GrowthRate)
        self.conv2 = nn.Conv2d(BNSize * GrowthRate, GrowthRate, 3, padding=1, bias=False)

    def forward(self, inp):
        conv1 = self.conv1(torch.relu(self.bn1(inp)))
        conv2 = self.conv2(torch.relu(self.bn2(conv1)))
        return torch.cat([inp, conv2], 1)


def DenseBlock(LayerIn, NLayers, BNSize, GrowthRate, LayerW=None, LayerH=None):
    layers = [DenseLayer(LayerIn + layer * GrowthRate, BNSize, GrowthRate) for layer in range(NLayers)]
    return chain(DenseLayers=nn.Sequential(*layers))


def TransitionLayer(LayerIn, CompRate, LayerW=None, LayerH=None):
    return chain(
        bn=nn.BatchNorm2d(LayerIn),
        relu=nn.ReLU(),
        conv=nn.Conv2d(LayerIn, int(LayerIn * CompRate), 1, bias=False),
        avgpool=nn.AvgPool2d(2, stride=2),
    )


def DenseNet121():
    return chain(
        conv0=nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False),
        bn0=nn.BatchNorm2d(64),
        relu0=nn.ReLU(),
        maxpool0=nn.MaxPool2d(3, stride=2, padding=1),
        dense1=DenseBlock(64, NLayers=6, BNSize=4, GrowthRate=32),
        trans1=TransitionLayer(256, CompRate=0.5),
        dense2=DenseBlock(128, NLayers=12, BNSize=4, GrowthRate=32),
        trans2=TransitionLayer(512, CompRate=0.5),
        dense3=DenseBlock(256, NLayers=24, BNSize=4, GrowthRate=32),
        trans3=TransitionLayer(1024, CompRate=0.5),
        dense4=DenseBlock(512, NLayers=16, BNSize=4, GrowthRate=32),
        bn5=nn.BatchNorm2d(1024),
        relu5=nn.ReLU(),
        avgpool=nn.AvgPool2d(7, stride=7),
        reshape=nn.Flatten(),
        linear=nn.Linear(1024, 1000),
        softmax=nn.Softmax(-1),
    )


def CAEConvBlock(BlockIn, BlockOut, BlockW=None, BlockH=None):
    return chain(
        conv=nn.Conv2d(BlockIn, BlockOut, 3, padding=1),
        bn=nn.BatchNorm2d(BlockOut),
        relu=nn.ReLU(),
        maxpool=nn.MaxPool2d(2, stride=2),
    )


def CAEUpConvBlock(BlockIn, BlockOut, BlockW=None, BlockH=None):
    return chain(
        upsample=nn.Upsample(scale_factor=2, mode="nearest"),
        conv=nn.Conv2d(BlockIn, BlockOut, 3, padding=1),
        bn=nn.BatchNorm2d(BlockOut),
        relu=nn.ReLU(),
    )


def ConvAutoEncoder():
    return chain(
        convblock1=CAEConvBlock(3, 16),
        convblock2=CAEConvBlock(16, 32),
        convblock3=CAEConvBlock(32, 32),
        upconvblock3=CAEUpConvBlock(32, 32),
        upconvblock2=CAEUpConvBlock(32, 16),
        upsample1=nn.Upsample(scale_factor=2, mode="nearest"),
        conv1=nn.Conv2d(16, 3, 3, padding=1),
        tanh=nn.Tanh(),
    )


MODELS = {
    model.__name__: model
    for model in (
        AlexNet, AlexNetL678, Attention, CAEConvBlock, CAEUpConvBlock, ConvAutoEncoder, DenoisingAutoEncoder, DenseBlock,
        DenseLayer, DenseNet121, GRUCell, LanguageModel, LeNet, LinearRegression, LSTMCell, MLP, ResNet18, ResNet18ConvBlock,
        ResNet18DownConvBlock, RNNCell, SequenceTagger, SoftmaxRegression, StackedAutoEncoder, TextClassifier,
        TransformerEncoder, TransformerLayer, TransitionLayer, VariationalAutoEncoder, VGG16, VGG16ConvBlock,
    )
}


def read_safetensors(path):
    """The file's tensors by name: eight bytes of header length, little end first, the header in JSON, the data."""
    with open(path, "rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_bytes))
    header.pop("__metadata__", None)
    data = np.fromfile(path, np.uint8, offset=8 + header_bytes)
    return {name: read_tensor(data, **entry) for name, entry in header.items()}


def read_tensor(data, dtype, shape, data_offsets):
    begin, end = data_offsets
    numpy_type = {"F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8"}[dtype]
    array = data[begin:end].view(numpy_type).reshape(shape)
    if dtype == "BF16":  # the upper half of a float32
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return torch.from_numpy(array)


def named_files(arguments, names):
    """`[NAME=]FILE` arguments, as dot2model takes them, as {name: file}; without a name, the first of `names`."""
    files = {}
    for argument in arguments:
        name, equals, file = argument.partition("=")
        files[name if equals else names[0]] = file if equals else argument
    return files


def dimensions(text):
    """`A=1,B=0.5` as {"A": 1, "B": 0.5}."""
    pairs = (item.split("=") for item in text.split(",") if item)
    return {name: float(value) if "." in value else int(value) for name, value in pairs}


def input_names(model):
    """The diagram's inputs. PyTorch calls a chain's `input`; the diagrams call it `inp`."""
    names = inspect.signature(model.forward).parameters
    return ["inp" if name == "input" else name for name in names]


def read_input(file, dtype):
    """Indices stay whole."""
    array = torch.from_numpy(np.load(file))
    return array.to(dtype) if array.is_floating_point() else array.long()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=sorted(MODELS), metavar="NAME", help="the digraph: " + ", ".join(sorted(MODELS)))
    parser.add_argument("--dims", type=dimensions, default={}, metavar="NAME=VALUE,…", help="the diagram's free dimensions")
    parser.add_argument("--weights", required=True, metavar="FILE.safetensors")
    parser.add_argument("--input", action="append", required=True, metavar="[NAME=]FILE.npy")
    parser.add_argument("--output", action="append", required=True, metavar="[NAME=]FILE.npy")
    parser.add_argument("--logits", action="store_true", help="leave out the softmax that a chain ends with")
    parser.add_argument("--double", action="store_true", help="compute and write in float64")
    return parser.parse_args()


def run(arguments):
    dtype = torch.float64 if arguments.double else torch.float32
    model = MODELS[arguments.model](**arguments.dims)
    model.load_state_dict(read_safetensors(arguments.weights), strict=True)
    if arguments.logits:
        model = model[:-1]
    model.to(dtype).eval()
    inputs = {
        name: read_input(file, dtype)
        for name, file in named_files(arguments.input, input_names(model)).items()
    }
    with torch.no_grad():
        outputs = model(*(inputs[name] for name in input_names(model)))
    outputs = outputs if isinstance(outputs, dict) else {"oup": outputs}
    for name, file in named_files(arguments.output, list(outputs)).items():
        np.save(file, np.ascontiguousarray(outputs[name].numpy()))


if __name__ == "__main__":
    try:
        run(parse_arguments())
    except (OSError, KeyError, TypeError, RuntimeError) as error:
        sys.exit(f"make.py: {error}")
