"""The networks of faultdx as a torch.nn.Module: loads a faultdx model file and gives the same logits.

    network, metadata = load("model.safetensors")
    logits = network(windows)                      # [batch, channels, length] -> [batch, classes]
"""
import json

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

KEY = "faultdx.network"


class Unit(nn.Module):
    """A convolution without bias and its batch norm, as `<name>.conv` and `<name>.norm`."""

    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv1d(inputs, outputs, kernel, stride, padding, bias=False)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class MLP(nn.Module):
    def __init__(self, channels, hidden, bias):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(channels, hidden, bias), nn.Linear(hidden, channels, bias)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class ChannelGate(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        self.descriptor, self.separate = c["descriptor"], c["mlp"] == "separate"
        hidden = max(channels // c["reduction"], c["minimumHiddenUnits"])
        mlp = MLP(channels, hidden, c["mlpBias"])
        if self.separate:
            self.average, self.maximum = mlp, MLP(channels, hidden, c["mlpBias"])
        else:
            self.fc1, self.fc2 = mlp.fc1, mlp.fc2

    def shared(self, x):
        return self.fc2(F.relu(self.fc1(x)))

    def forward(self, x):
        average, maximum = (self.average, self.maximum) if self.separate else (self.shared, self.shared)
        total = 0
        if self.descriptor != "maximum":
            total = total + average(x.mean(2))
        if self.descriptor != "average":
            total = total + maximum(x.max(2).values)
        return torch.sigmoid(total).unsqueeze(2)


class SpatialGate(nn.Module):
    def __init__(self, c):
        super().__init__()
        k = c["spatialKernelSize"]
        self.conv = nn.Conv1d(2, 1, k, padding=k // 2, bias=c["spatialBias"])

    def forward(self, x):
        return torch.sigmoid(self.conv(torch.stack([x.mean(1), x.max(1).values], 1)))


class Attention(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        self.order = c["arrangement"]
        self.channel = ChannelGate(channels, c) if c["kind"] in ("channel", "cbam") else None
        self.spatial = SpatialGate(c) if c["kind"] in ("spatial", "cbam") else None

    def forward(self, x):
        if self.order == "parallel" and self.channel and self.spatial:
            return x * self.channel(x) * self.spatial(x)
        gates = [self.channel, self.spatial]
        for gate in gates if self.order != "spatialFirst" else gates[::-1]:
            x = x * gate(x) if gate is not None else x
        return x


class PlainBlock(Unit):
    def __init__(self, inputs, outputs, attention):
        super().__init__(inputs, outputs, 3, 1, 1)
        self.attention = attention

    def forward(self, x):
        x = F.relu(super().forward(x))
        x = self.attention(x) if self.attention is not None else x
        return F.max_pool1d(x, 2) if x.shape[2] >= 2 else x


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, attention, stride=2):
        super().__init__()
        self.conv1 = nn.Conv1d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm1d(outputs)
        self.conv2 = nn.Conv1d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm1d(outputs)
        self.attention = attention
        self.shortcut = Unit(inputs, outputs, 1, stride) if stride != 1 or inputs != outputs else None

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        y = self.attention(y) if self.attention is not None else y
        return F.relu(y + (self.shortcut(x) if self.shortcut is not None else x))


class Network(nn.Module):
    """The network that a `faultdx.network` configuration (a dictionary) describes."""

    def __init__(self, c):
        super().__init__()
        self.configuration = c
        a, widths, stem = c["attention"], c["widths"], c["stem"]
        self.stem = Unit(c["inputChannels"], widths[0], stem["kernelSize"], stem["stride"], stem["padding"])
        block = PlainBlock if c["backbone"] == "plain" else ResidualBlock
        where = a["blocks"] if a["blocks"] is not None else range(len(widths) - 1)
        self.blocks = nn.ModuleList(
            block(i, o, Attention(o, a) if n in where and a["kind"] != "none" else None)
            for n, (i, o) in enumerate(zip(widths, widths[1:])))
        with torch.no_grad():
            self.eval()
            inputs = self.summary(torch.zeros(1, c["inputChannels"], c["windowLength"])).shape[1]
            self.train()
        self.dropout = nn.Dropout(c["dropout"])
        self.head = nn.Linear(inputs, c["classes"])

    def summary(self, x):
        x = F.relu(self.stem(x))
        x = F.max_pool1d(x, 2) if x.shape[2] >= 2 else x
        for block in self.blocks:
            x = block(x)
        if self.configuration["head"] == "flatten":
            return x.flatten(1)
        return x.mean(2) if self.configuration["head"] == "average" else torch.cat([x.mean(2), x.max(2).values], 1)

    def forward(self, x):
        return self.head(self.dropout(self.summary(x)))


def load(path):
    """The network of a faultdx model file, in evaluation mode, and the file's metadata."""
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    network = Network(json.loads(metadata[KEY]))
    state = load_file(path)
    counters = {k: torch.tensor(0) for k in network.state_dict() if k.endswith("num_batches_tracked")}
    network.load_state_dict({**counters, **state}, strict=True)
    return network.eval(), metadata


def save(network, path, metadata):
    """Writes a network back as a faultdx model file; `metadata` is that of the file it was made from."""
    state = {k: v.contiguous() for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    save_file(state, path, {**metadata, KEY: json.dumps(network.configuration)})
