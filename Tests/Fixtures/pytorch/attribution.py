#!/usr/bin/env python3
"""Writes what autograd says of Grad-CAM, gradients and gates of whole networks in evaluation mode.

Run from anywhere: python3 Tests/Fixtures/pytorch/attribution.py. One window a case, in PyTorch's layout.
"""
import sys

import safetensors
import torch
from torch.nn import functional as F

from fixture import Fixture, begin, randomize
from faultdx_model import Network, PlainBlock

SEED = 20261122


def attention_settings(kind="cbam", arrangement="channelFirst", descriptor="both", mlp="shared", bias=False):
    return dict(kind=kind, arrangement=arrangement, descriptor=descriptor, mlp=mlp, reduction=4,
                minimumHiddenUnits=1, mlpBias=bias, spatialKernelSize=7, spatialBias=bias, blocks=None)


VARIANTS = {
    "plain": {}, "residual": dict(backbone="residual"),
    "plain.none": dict(attention=attention_settings("none")),
    "plain.channel": dict(attention=attention_settings("channel", descriptor="average")),
    "plain.spatial": dict(attention=attention_settings("spatial", bias=True)),
    "plain.maximum": dict(attention=attention_settings(descriptor="maximum", arrangement="spatialFirst")),
    "plain.parallel": dict(attention=attention_settings("cbam", "parallel", mlp="separate", bias=True)),
    "residual.spatialFirst": dict(backbone="residual", attention=attention_settings("cbam", "spatialFirst", bias=True)),
    "residual.parallel": dict(backbone="residual", attention=attention_settings("cbam", "parallel")),
    "plain.second": dict(attention={**attention_settings(), "blocks": [1]}),
    "plain.flatten": dict(head="flatten"), "plain.both": dict(head="averageAndMaximum"),
    "plain.odd": dict(windowLength=90), "plain.short": dict(windowLength=16, stem=dict(kernelSize=7, stride=1, padding=3), widths=[4] * 6),
    "residual.same": dict(backbone="residual", widths=[6, 6, 6]),
}


def traced(network, x):
    """Logits, the activation of each block (of plain ones before pooling), and the gates, which hooks saw."""
    activations, gates = [], {}
    for index, block in enumerate(network.blocks):
        for kind in ("channel", "spatial"):
            gate = getattr(block.attention, kind, None) if block.attention is not None else None
            if gate is not None:
                gate.register_forward_hook(lambda _m, _i, y, key=f"{kind}.{index}": gates.__setitem__(key, y.detach().flatten()))
    y = F.relu(network.stem(x))
    y = F.max_pool1d(y, 2) if y.shape[2] >= 2 else y
    for block in network.blocks:
        if isinstance(block, PlainBlock):
            a = F.relu(super(PlainBlock, block).forward(y))
            a = block.attention(a) if block.attention is not None else a
            y = F.max_pool1d(a, 2) if a.shape[2] >= 2 else a
        else:
            a = y = block(y)
        a.retain_grad()
        activations.append(a)
    head = network.configuration["head"]
    rows = y.flatten(1) if head == "flatten" else y.mean(2) if head == "average" else torch.cat([y.mean(2), y.max(2).values], 1)
    return network.head(rows), activations, gates


def main():
    fixture = Fixture("attribution")
    for name, change in VARIANTS.items():
        c = dict(windowLength=96, inputChannels=2, classes=4, stem=dict(kernelSize=16, stride=2, padding=7),
                 widths=[6, 8, 12], backbone="plain", attention=attention_settings(), head="average", dropout=0.0)
        c = {**c, **change}
        network = randomize(Network(c)).eval()
        x = torch.randn(1, 2, c["windowLength"], requires_grad=True)
        logits, activations, gates = traced(network, x)
        assert torch.allclose(logits, network(x), atol=1e-6)
        weights = torch.tensor([0.0, 1.0, 0.0, -0.25])
        (logits[0] * weights).sum().backward()
        parameters = {f"parameters.{k}": v for k, v in network.state_dict().items() if v.dtype.is_floating_point}
        fixture.case(name, dict(network=c), x=x, weights=weights, logits=logits, dx=x.grad, **parameters, **gates)
        for index, a in enumerate(activations):
            alpha = a.grad.mean(2, keepdim=True)
            for what, value in (("activation", a), ("gradient", a.grad), ("classActivation", (alpha * a).sum(1).flatten()),
                                ("contribution", (a.grad * a).sum(1).flatten())):
                fixture.add(name, f"{what}.{index}", value)
    fixture.save()


print(f"torch {torch.__version__}, safetensors {safetensors.__version__}, Python {sys.version.split()[0]}, seed {SEED}")
begin(SEED)
main()
