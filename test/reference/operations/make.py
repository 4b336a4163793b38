#!/usr/bin/python3
"""Writes what PyTorch computes for each operation of src/ops, one <operation>.json beside this script.

A file holds a list of cases: the operation's attributes, its inputs, its parameters under PyTorch's names in PyTorch's
order, and the output. Numbers are float32, inputs with three decimals, so that they are exact in both readers; NaN and
infinities are strings. Needs PyTorch alone (Debian: python3-torch); the same run gives the same bytes.
"""
import json
import math
from pathlib import Path

import torch
from torch import nn

generator = torch.Generator().manual_seed(1)
nan, inf = math.nan, math.inf


def tensor(*shape, low=-2.0, high=2.0):
    drawn = torch.rand(shape, generator=generator) * (high - low) + low
    return (drawn * 1000).round() / 1000


def given(values):
    return torch.tensor(values, dtype=torch.float32)


def number(x):
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return float(f"{x:.9g}")


def plain(t):
    integers = {} if t.is_floating_point() else {"element": "int32"}
    return {"shape": list(t.shape), **integers, "data": [number(x) for x in t.flatten().tolist()]}


def case(title, compute, inputs, attributes=None):
    """`compute` is a module, the parameters of which are drawn here, or a function."""
    parameters = {}
    if isinstance(compute, nn.Module):
        compute.eval()
        for name, value in compute.state_dict().items():
            if value.dtype == torch.float32:
                value.copy_(tensor(*value.shape, low=0.1) if name == "running_var" else tensor(*value.shape))
                parameters[name] = plain(value)
    with torch.no_grad():
        output = compute(*inputs)
    return {
        "title": title,
        "attributes": attributes or {},
        "inputs": [plain(t) for t in inputs],
        "parameters": parameters,
        "output": plain(output),
    }


def conv2d(title, shape, out_channels, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1, bias=True):
    in_channels = shape[-3]
    module = nn.Conv2d(in_channels, out_channels, kernel, stride, padding, dilation, groups, bias)
    return case(title, module, [tensor(*shape)], {
        "inChannels": in_channels, "outChannels": out_channels, "kernel": kernel, "stride": stride, "padding": padding,
        "dilation": dilation, "groups": groups, "bias": bias,
    })


def pool(title, module, x, kernel, stride, padding=(0, 0)):
    attributes = {"kernel": kernel, "stride": stride, "padding": padding}
    return case(title, module(kernel, stride, padding), [x], attributes)


def linear(title, shape, out_features, bias=True):
    module = nn.Linear(shape[-1], out_features, bias)
    return case(title, module, [tensor(*shape)], {"inFeatures": shape[-1], "outFeatures": out_features, "bias": bias})


def batch_norm(title, module, shape):
    return case(title, module, [tensor(*shape)], {"numFeatures": shape[1], "eps": module.eps, "momentum": module.momentum})


def softmax(title, x, dim):
    return case(title, nn.Softmax(dim), [x], {"dim": dim})


def parameter(title, value):
    made = case(title, lambda: value, [], {"shape": list(value.shape)})
    return {**made, "parameters": {"": plain(value)}}


special = [nan, inf, -inf, 0.0, -0.0, 1e-30, -1e-30, 88.0, -88.0, 89.0, -89.0, 104.0, -104.0, 1e30, -1e30]
holes = given([[[1, nan, 3, 4, 5], [6, 7, -inf, 9, 1], [2, 3, 4, inf, 6], [-inf, -inf, -1, -2, -3], [-inf, -inf, -4, -5, -6]]])


def elementwise(function):
    return [
        case("a vector", function, [tensor(7)]),
        case("an image", function, [tensor(2, 3, 5, 3)]),
        case("NaN, infinities, and where float32 ends", function, [given(special)]),
    ]


def joins(function):
    return [
        case("equal shapes", function, [tensor(2, 3, 5), tensor(2, 3, 5)]),
        case("a row", function, [tensor(3, 5), tensor(5)]),
        case("a column", function, [tensor(3, 5), tensor(3, 1)]),
        case("each repeated along other axes", function, [tensor(4, 1, 5), tensor(3, 1)]),
        case("a longer shape to the right", function, [tensor(1), tensor(2, 1, 3)]),
        case("a scalar", function, [given([[1.5, -2, 0.25]]), given(0.7)]),
        case("NaN and infinities", function, [given([nan, inf, -inf, inf, 0, 1]), given([1, inf, inf, 0, -inf, nan])]),
    ]


cases = {
    "conv2d": [
        conv2d("3x3 with padding", (2, 3, 7, 5), 5, (3, 3), padding=(1, 1)),
        conv2d("7x7, stride 2, padding 3", (1, 3, 15, 13), 4, (7, 7), (2, 2), (3, 3)),
        conv2d("1x1, stride 2, no bias", (3, 5, 5, 9), 2, (1, 1), (2, 2), bias=False),
        conv2d("3 high and 5 wide, other strides and paddings", (1, 2, 9, 11), 3, (3, 5), (2, 3), (1, 2)),
        conv2d("dilated", (2, 2, 11, 9), 3, (3, 2), (1, 2), (2, 1), (2, 3)),
        conv2d("in groups", (2, 6, 5, 7), 9, (3, 3), padding=(1, 0), groups=3),
        conv2d("depthwise", (1, 5, 6, 5), 5, (3, 3), groups=5),
        conv2d("without a batch", (3, 5, 7), 2, (2, 3)),
        conv2d("padding beyond the kernel", (1, 1, 2, 1), 1, (2, 2), (3, 3), (4, 5)),
    ],
    "maxPool2d": [
        pool("2x2", nn.MaxPool2d, tensor(2, 3, 6, 8), (2, 2), (2, 2)),
        pool("overlapping, odd sizes, padded", nn.MaxPool2d, tensor(1, 2, 7, 9), (3, 3), (2, 2), (1, 1)),
        pool("all below zero, padded", nn.MaxPool2d, tensor(2, 1, 5, 5, low=-3.0, high=-1.0), (3, 2), (1, 2), (1, 1)),
        pool("NaN and infinities, without a batch", nn.MaxPool2d, holes, (2, 2), (1, 1), (1, 1)),
    ],
    "avgPool2d": [
        pool("7x7 of 7x7", nn.AvgPool2d, tensor(2, 3, 7, 7), (7, 7), (7, 7)),
        pool("odd sizes, padding counts", nn.AvgPool2d, tensor(1, 2, 7, 9), (3, 2), (2, 3), (1, 1)),
        pool("NaN and infinities, without a batch", nn.AvgPool2d, holes, (2, 3), (1, 2), (1, 1)),
    ],
    "linear": [
        linear("a batch of rows", (3, 7), 5),
        linear("one vector", (5,), 3),
        linear("rank 3, no bias", (2, 3, 9), 6, bias=False),
        linear("rank 4", (2, 1, 3, 4), 1),
    ],
    "relu": elementwise(nn.ReLU()),
    "sigmoid": elementwise(nn.Sigmoid()),
    "tanh": elementwise(nn.Tanh()),
    "exp": elementwise(torch.exp),
    "softmax": [
        softmax("over the last axis", tensor(3, 5), 1),
        softmax("over channels", tensor(2, 3, 2, 3), 1),
        softmax("over the first axis", tensor(3, 2, 2), 0),
        softmax("axis -2", tensor(2, 4, 3), -2),
        softmax("large numbers", given([[1000, 1001, 999], [-1000, -1001, -1e30]]), 1),
        softmax("NaN and infinities", given([[nan, 1, 2], [inf, 1, 2], [-inf, 1, 2], [-inf, -inf, -inf]]), 1),
    ],
    "dropout": [
        case("in evaluation", nn.Dropout(), [tensor(3, 5)], {"p": 0.5}),
        case("in evaluation, all dropped", nn.Dropout(1.0), [given([1, nan, inf])], {"p": 1}),
    ],
    "batchNorm": [
        batch_norm("rank 4", nn.BatchNorm2d(3), (2, 3, 3, 5)),
        batch_norm("rank 2", nn.BatchNorm1d(5), (3, 5)),
        batch_norm("rank 3", nn.BatchNorm1d(2), (3, 2, 7)),
        batch_norm("eps 0.1", nn.BatchNorm2d(2, eps=0.1, momentum=0.3), (1, 2, 1, 3)),
    ],
    "reshape": [
        case("a whole shape", lambda x: x.reshape(3, 10), [tensor(2, 3, 5)], {"shape": [3, 10]}),
        case("with what is left", lambda x: x.reshape(2, -1, 3), [tensor(2, 5, 6)], {"shape": [2, -1, 3]}),
    ],
    "flatten": [
        case("all but the batch", nn.Flatten(), [tensor(2, 3, 2, 5)], {"startDim": 1}),
        case("everything", nn.Flatten(0), [tensor(3, 2, 2)], {"startDim": 0}),
        case("axis -2", nn.Flatten(-2), [tensor(3, 2, 5)], {"startDim": -2}),
    ],
    "upsample": [
        case("twice", nn.Upsample(scale_factor=2), [tensor(2, 3, 3, 5)], {"scale": [2, 2]}),
        case("3 times the height", nn.Upsample(scale_factor=(3, 1)), [tensor(1, 2, 5, 3)], {"scale": [3, 1]}),
        case("7 times", nn.Upsample(scale_factor=7), [tensor(1, 1, 3, 3)], {"scale": [7, 7]}),
    ],
    "add": joins(torch.add),
    "sub": joins(torch.sub),
    "mul": joins(torch.mul),
    "matmul": [
        case("two matrices", torch.matmul, [tensor(3, 5), tensor(5, 2)]),
        case("a batch by one matrix", torch.matmul, [tensor(2, 3, 5), tensor(5, 7)]),
        case("one matrix by a batch", torch.matmul, [tensor(3, 5), tensor(2, 5, 1)]),
        case("batches repeated along other axes", torch.matmul, [tensor(2, 1, 3, 4), tensor(5, 4, 2)]),
    ],
    "cat": [
        case("channels of two", lambda *x: torch.cat(x, 1), [tensor(2, 3, 2, 3), tensor(2, 1, 2, 3)], {"dim": 1}),
        case("three, first axis", lambda *x: torch.cat(x, 0), [tensor(1, 3), tensor(2, 3), tensor(3, 3)], {"dim": 0}),
        case("axis -1", lambda *x: torch.cat(x, -1), [tensor(2, 2, 1), tensor(2, 2, 4)], {"dim": -1}),
        case("one alone", lambda *x: torch.cat(x, 0), [tensor(3)], {"dim": 0}),
    ],
    "featureMap": [
        case("an image", nn.Identity(), [tensor(2, 3, 2, 3)], {"shape": [2, 3, 2, 3]}),
        case("an axis of any size", nn.Identity(), [tensor(2, 5)], {"shape": [-1, 5]}),
    ],
    "parameter": [parameter("a matrix", tensor(3, 5)), parameter("a row", tensor(1, 7))],
}

cases |= {
    "log": elementwise(torch.log),
    "sqrt": elementwise(torch.sqrt),
    "neg": elementwise(torch.neg),
    "div": joins(torch.div),
    "transpose": [
        case("a matrix", lambda x: x.transpose(-2, -1), [tensor(3, 5)]),
        case("matrices", lambda x: x.transpose(-2, -1), [tensor(2, 3, 1, 7)]),
    ],
    "constant": [case("a fraction", lambda: torch.tensor(0.1), [], {"value": 0.1}), case("a whole number", lambda: torch.tensor(-3.0), [], {"value": -3})],
}


def layer_norm(title, shape, normalized, eps=1e-5):
    return case(title, nn.LayerNorm(normalized, eps), [tensor(*shape)], {"normalizedShape": normalized, "eps": eps})


def embedding(title, rows, width, ids):
    return case(title, nn.Embedding(rows, width), [torch.tensor(ids)], {"numEmbeddings": rows, "embeddingDim": width})


def reductions(function):
    return [
        case("all elements", function, [tensor(3, 5)]),
        case("the last axis", lambda x: function(x, -1), [tensor(2, 3, 7)], {"dim": -1}),
        case("a middle axis", lambda x: function(x, 1), [tensor(3, 5, 2)], {"dim": 1}),
        case("the first axis", lambda x: function(x, 0), [tensor(3, 1, 2)], {"dim": 0}),
        case("an axis of size 1", lambda x: function(x, 1), [tensor(2, 1, 3)], {"dim": 1}),
        case("NaN and infinities", lambda x: function(x, 1), [given([[nan, 1], [inf, 1], [-inf, inf], [-inf, 1]])], {"dim": 1}),
    ]


cases |= {
    "gelu": [*elementwise(nn.GELU()), case("the tails", nn.GELU(), [tensor(31, low=-9.0, high=-2.0)]), case("both sides", nn.GELU(), [tensor(31, low=-4.0, high=4.0)])],
    "layerNorm": [
        layer_norm("the last axis", (2, 3, 7), [7]),
        layer_norm("two axes", (3, 2, 5), [2, 5]),
        layer_norm("one row", (9,), [9]),
        layer_norm("of one element", (3, 1), [1]),
        layer_norm("eps 0.1", (2, 5), [5], 0.1),
        case("equal elements", nn.LayerNorm([3]), [given([[2, 2, 2], [0, 0, 0]])], {"normalizedShape": [3], "eps": 1e-5}),
        case("NaN and infinities", nn.LayerNorm([3]), [given([[nan, 1, 2], [inf, 1, 2], [-inf, inf, 2]])], {"normalizedShape": [3], "eps": 1e-5}),
    ],
    "mean": reductions(torch.mean),
    "sum": reductions(torch.sum),
    "addNoise": [case("in evaluation", nn.Identity(), [tensor(3, 5)], {"std": 0.5})],
    "embedding": [
        embedding("sequences", 7, 3, [[0, 6, 3, 3, 1], [2, 5, 0, 1, 4]]),
        embedding("one index", 5, 4, 4),
        embedding("one row", 1, 1, [0, 0]),
        embedding("rank 3", 3, 2, [[[0], [1]], [[2], [0]]]),
    ],
}

folder = Path(__file__).parent
for operation, made in cases.items():
    text = ",\n".join(json.dumps(one, separators=(",", ":")) for one in made)
    (folder / f"{operation}.json").write_text(f"[\n{text}\n]\n")
