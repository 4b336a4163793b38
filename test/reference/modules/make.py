#!/usr/bin/python3
"""Writes what PyTorch's modules compute over time and in training: recurrent.json and batch-norm.json beside this script.

The tests describe the same modules by hand, operation by operation. Gates have matrices of their own there, applied from
the right, so PyTorch's stacked ones are cut and transposed here. PyTorch computes in float64 on float32 numbers of three
decimals. Needs PyTorch alone (Debian: python3-torch); the same run gives the same bytes.
"""
import json
from pathlib import Path

import torch
from torch import nn

generator = torch.Generator().manual_seed(1)
here = Path(__file__).parent


def tensor(*shape, low=-1.0, high=1.0):
    drawn = torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low
    return (drawn * 1000).round() / 1000


def plain(t):
    return {"shape": list(t.shape), "data": [float(f"{x:.9g}") for x in t.flatten().tolist()]}


def draw(module):
    module.double()
    for value in module.state_dict().values():
        if value.dtype == torch.float64:
            value.copy_(tensor(*value.shape))


def gates(module, names, hidden):
    """`W.i` … from the inputs, `U.i` … from the state, and their biases `b.i` and `c.i`."""
    parts = {"W": module.weight_ih_l0, "U": module.weight_hh_l0, "b": module.bias_ih_l0, "c": module.bias_hh_l0}
    return {
        f"{part}.{gate}": plain(gate_of(values, i, hidden))
        for part, values in parts.items() for i, gate in enumerate(names)
    }


def gate_of(values, i, hidden):
    part = values[i * hidden:(i + 1) * hidden]
    return part.T if part.dim() == 2 else part


def recurrent(cell, make, gate_names, state_names, batch, steps, given):
    features, hidden = 3, 4
    module = make(features, hidden, batch_first=True)
    draw(module)
    x = tensor(batch, steps, features)
    first = [tensor(1, batch, hidden) for _ in state_names] if given else None
    with torch.no_grad():
        states = None if first is None else first[0] if len(first) == 1 else tuple(first)
        output, last = module(x, states)
    last = [last] if len(state_names) == 1 else last
    return {
        "title": f"{cell}, {batch} x {steps}{', from given states' if given else ''}",
        "cell": cell,
        "parameters": gates(module, gate_names, hidden),
        "x": plain(x),
        "first": {name: plain(t[0]) for name, t in zip(state_names, first or [])},
        "output": plain(output),
        "last": {name: plain(t[0]) for name, t in zip(state_names, last)},
    }


def batch_norm(title, module, *shapes):
    """Some batches in training, one after another, and one in evaluation."""
    draw(module)
    module.running_var.copy_(tensor(module.num_features, low=0.1))
    before = {name: plain(value) for name, value in module.state_dict().items() if value.dtype == torch.float64}
    batches = [tensor(*shape) for shape in shapes]
    with torch.no_grad():
        outputs = [module.train()(x) for x in batches]
        evaluated = module.eval()(batches[0])
    return {
        "title": title,
        "momentum": module.momentum,
        "parameters": before,
        "batches": [plain(x) for x in batches],
        "outputs": [plain(y) for y in outputs],
        "evaluated": plain(evaluated),
        "running_mean": plain(module.running_mean),
        "running_var": plain(module.running_var),
        "num_batches_tracked": int(module.num_batches_tracked),
    }


def write(name, cases):
    lines = ",\n".join(json.dumps(case) for case in cases)
    (here / name).write_text(f"[\n{lines}\n]\n")


cells = [
    ("rnn", nn.RNN, ["h"], ["H"]),
    ("lstm", nn.LSTM, ["i", "f", "g", "o"], ["H", "C"]),
    ("gru", nn.GRU, ["r", "z", "n"], ["H"]),
]
write("recurrent.json", [
    recurrent(*cell, batch, steps, given)
    for cell in cells for batch, steps, given in [(1, 1, False), (2, 2, True), (3, 7, True), (1, 5, False)]
])
write("batch-norm.json", [
    batch_norm("images", nn.BatchNorm2d(3), (2, 3, 3, 5), (1, 3, 2, 1)),
    batch_norm("rows, momentum 0.3", nn.BatchNorm1d(5, momentum=0.3), (7, 5), (2, 5), (3, 5)),
    batch_norm("sequences", nn.BatchNorm1d(2), (3, 2, 5)),
])
