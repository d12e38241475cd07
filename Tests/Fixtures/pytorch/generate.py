#!/usr/bin/env python3
"""Writes the golden values of layers, attention, networks, losses, optimisers and schedules.

Run from anywhere: python3 Tests/Fixtures/pytorch/generate.py. Everything is in PyTorch's layout ([batch, channels,
length]); names are `case/what`, the settings of a case are JSON in the metadata key `cases`.
"""
import sys

import safetensors
import torch
from torch import nn
from torch.nn import functional as F

from fixture import Fixture, begin, randomize
from faultdx_model import Attention, Network, PlainBlock, ResidualBlock

SEED = 20261121
begin(SEED)


def layer(fixture, name, settings, module, shape):
    """Output, input gradient and parameter gradients of sum(y * dy)."""
    x = torch.randn(*shape, requires_grad=True)
    before = {f"parameters.{k}": v.clone() for k, v in module.state_dict().items() if v.dtype.is_floating_point}
    y = module(x)
    dy = torch.randn_like(y)
    (y * dy).sum().backward()
    fixture.case(name, settings, x=x, y=y, dy=dy, dx=x.grad, **before)
    for k, p in module.named_parameters():
        fixture.add(name, f"gradients.{k}", p.grad)
    for k, b in module.named_buffers():
        if b.dtype.is_floating_point:
            fixture.add(name, f"after.{k}", b)


def layers():
    f = Fixture("layers")
    for i, (n, o, k, s, p, d, length, bias) in enumerate([
        (1, 16, 64, 8, 28, 1, 256, False), (3, 5, 3, 1, 1, 1, 17, True), (4, 8, 3, 1, 1, 1, 1, False),
        (5, 7, 5, 2, 2, 2, 33, True), (16, 16, 3, 1, 1, 1, 12, False), (2, 1, 7, 1, 3, 1, 9, True),
        (6, 4, 1, 2, 0, 1, 11, False), (3, 2, 9, 1, 0, 1, 9, True), (2, 3, 2, 3, 0, 3, 20, True)]):
        settings = dict(kind="conv1d", stride=s, padding=p, dilation=d, bias=bias)
        layer(f, f"conv1d.{i}", settings, randomize(nn.Conv1d(n, o, k, s, p, d, bias=bias)), (3, n, length))
    for i, (channels, length, batch) in enumerate([(5, 7, 4), (16, 33, 3), (33, 1, 8)]):
        for mode in ("training", "evaluation"):
            module = nn.Sequential()
            module.add_module("norm", nn.BatchNorm1d(channels))
            norm = randomize(module).norm.train(mode == "training")
            layer(f, f"norm.{i}.{mode}", dict(kind=f"norm.{mode}"), norm, (batch, channels, length))
    layer(f, "linear", dict(kind="linear", bias=True), randomize(nn.Linear(37, 10)), (5, 37))
    layer(f, "linear.unbiased", dict(kind="linear", bias=False), randomize(nn.Linear(16, 3, bias=False)), (4, 16))
    layer(f, "relu", dict(kind="relu"), nn.ReLU(), (2, 5, 9))
    layer(f, "sigmoid", dict(kind="sigmoid"), nn.Sigmoid(), (2, 5, 9))
    for k, s, length in [(2, 2, 10), (2, 2, 11), (3, 2, 12), (3, 1, 7)]:
        settings = dict(kernelSize=k, stride=s)
        layer(f, f"maximum.{k}.{s}.{length}", dict(kind="maximumPool", **settings), nn.MaxPool1d(k, s), (2, 5, length))
        layer(f, f"average.{k}.{s}.{length}", dict(kind="averagePool", **settings), nn.AvgPool1d(k, s), (2, 5, length))

    class Head(nn.Module):
        def __init__(self, kind):
            super().__init__()
            self.kind = kind

        def forward(self, x):
            parts = {"average": [x.mean(2)], "maximum": [x.max(2).values],
                     "averageAndMaximum": [x.mean(2), x.max(2).values], "flatten": [x.flatten(1)]}
            return torch.cat(parts[self.kind], 1)

    for kind in ("average", "maximum", "averageAndMaximum", "flatten"):
        layer(f, f"head.{kind}", dict(kind="head", head=kind), Head(kind), (3, 6, 5))
    f.save()


def attention_settings(kind="cbam", arrangement="channelFirst", descriptor="both", mlp="shared", bias=False,
                       reduction=4, minimum=1, kernel=7):
    return dict(kind=kind, arrangement=arrangement, descriptor=descriptor, mlp=mlp, reduction=reduction,
                minimumHiddenUnits=minimum, mlpBias=bias, spatialKernelSize=kernel, spatialBias=bias, blocks=None)


def attention():
    f = Fixture("attention")
    variants = [("both", "shared"), ("both", "separate"), ("average", "shared"), ("maximum", "shared")]
    for bias in (False, True):
        for descriptor, mlp in variants:
            c = attention_settings("channel", descriptor=descriptor, mlp=mlp, bias=bias)
            layer(f, f"channel.{descriptor}.{mlp}.{bias}", dict(attention=c), randomize(Attention(8, c)), (2, 8, 6))
            for arrangement in ("channelFirst", "spatialFirst", "parallel"):
                c = attention_settings("cbam", arrangement, descriptor, mlp, bias)
                name = f"cbam.{arrangement}.{descriptor}.{mlp}.{bias}"
                layer(f, name, dict(attention=c), randomize(Attention(8, c)), (2, 8, 6))
        for kernel in (3, 7):
            c = attention_settings("spatial", bias=bias, kernel=kernel)
            layer(f, f"spatial.{kernel}.{bias}", dict(attention=c), randomize(Attention(5, c)), (3, 5, 9))
    c = attention_settings("none")
    layer(f, "none", dict(attention=c), Attention(5, c), (2, 5, 4))
    f.save()


def hashed(shape, salt, scale):
    """The same numbers in every language: a multiplicative hash of the index, in [-scale/2, scale/2)."""
    count = 1
    for extent in shape:
        count *= extent
    values = [(((i + 1) * 2654435761 + salt * 40503) & 0xFFFFFFFF) >> 8 for i in range(count)]
    return (torch.tensor(values, dtype=torch.float64) / 2**24 - 0.5).mul(scale).float().reshape(shape)


def founding_module():
    """The one-dimensional module of the fifth founding document: features [batch, 512, 16], an MLP per
    descriptor, biases everywhere. Only results are stored; input and weights are `hashed`."""
    f = Fixture("founding-module")
    c = attention_settings("cbam", mlp="separate", bias=True, reduction=16)
    module = Attention(512, c)
    with torch.no_grad():
        for salt, (_, p) in enumerate(module.named_parameters()):
            p.copy_(hashed(tuple(p.shape), salt + 10, 0.5))
    x = hashed((2, 512, 16), 1, 4.0).requires_grad_()
    y = module(x)
    dy = hashed((2, 512, 16), 2, 2.0)
    (y * dy).sum().backward()
    names = [n for n, _ in module.named_parameters()]
    f.case("cbam", dict(attention=c, parameters=names), y=y, dx=x.grad)
    for k, p in module.named_parameters():
        f.add("cbam", f"gradients.{k}", p.grad)
    f.save()


def networks():
    f = Fixture("networks")
    variants = {
        "plain": {}, "residual": dict(backbone="residual"),
        "plain.none": dict(attention=attention_settings("none")),
        "plain.parallel": dict(attention=attention_settings("cbam", "parallel", mlp="separate", bias=True)),
        "residual.spatialFirst": dict(backbone="residual", attention=attention_settings("cbam", "spatialFirst", bias=True)),
        "plain.second": dict(attention={**attention_settings(), "blocks": [1]}),
        "plain.flatten": dict(head="flatten"), "plain.both": dict(head="averageAndMaximum"),
        "residual.same": dict(backbone="residual", widths=[6, 6, 6], attention={**attention_settings("channel"), "blocks": [0]}),
    }
    for name, change in variants.items():
        c = dict(windowLength=96, inputChannels=2, classes=4, stem=dict(kernelSize=16, stride=2, padding=7),
                 widths=[6, 8, 12], backbone="plain", attention=attention_settings(), head="average", dropout=0.0)
        c = {**c, **change}
        network = randomize(Network(c))
        x = torch.randn(5, 2, 96, requires_grad=True)
        labels = torch.tensor([0, 3, 1, 2, 1])
        weights = torch.tensor([0.5, 1.0, 2.0, 1.5])
        before = {f"parameters.{k}": v.clone() for k, v in network.state_dict().items() if v.dtype.is_floating_point}
        f.case(name, dict(network=c, labels=labels.tolist(), smoothing=0.1), x=x, weights=weights,
               evaluation=network.eval()(x), **before)
        logits = network.train()(x)
        loss = F.cross_entropy(logits, labels, weights, label_smoothing=0.1)
        loss.backward()
        for key, value in (("training", logits), ("loss", loss), ("dx", x.grad)):
            f.add(name, key, value)
        for k, p in network.named_parameters():
            f.add(name, f"gradients.{k}", p.grad)
        for k, b in network.named_buffers():
            if b.dtype.is_floating_point:
                f.add(name, f"after.{k}", b)
    f.save()


def losses():
    f = Fixture("losses")
    for weighted in (False, True):
        for smoothing in (0.0, 0.1):
            logits = (torch.randn(6, 5) * 3).requires_grad_()
            labels = torch.tensor([0, 4, 2, 2, 1, 3])
            weights = torch.tensor([0.2, 1.0, 3.0, 0.5, 1.7]) if weighted else torch.ones(5)
            loss = F.cross_entropy(logits, labels, weights if weighted else None, label_smoothing=smoothing)
            loss.backward()
            f.case(f"crossEntropy.{weighted}.{smoothing}", dict(labels=labels.tolist(), smoothing=smoothing, weighted=weighted),
                   logits=logits, weights=weights, loss=loss, gradient=logits.grad)
    f.save()


def optimizers():
    f = Fixture("optimizers")
    steps = 6
    gradients = torch.randn(steps, 7)
    start = torch.randn(7)
    cases = {
        "sgd": (torch.optim.SGD, dict(lr=0.1)),
        "sgd.momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.01)),
        "sgd.nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
        "adam": (torch.optim.Adam, dict(lr=0.01)),
        "adam.decay": (torch.optim.Adam, dict(lr=0.01, betas=(0.8, 0.95), weight_decay=0.1)),
        "adamW": (torch.optim.AdamW, dict(lr=0.01, weight_decay=0.1)),
    }
    for name, (kind, settings) in cases.items():
        p = nn.Parameter(start.clone())
        optimizer = kind([p], **settings)
        rows = []
        for g in gradients:
            p.grad = g.clone()
            optimizer.step()
            rows.append(p.detach().clone())
        f.case(name, {k: v for k, v in settings.items()}, start=start, gradients=gradients, parameters=torch.stack(rows))
    p = nn.Parameter(start.clone())
    p.grad = gradients[0].clone()
    norm = nn.utils.clip_grad_norm_([p], 1.5)
    f.case("clip", dict(maximum=1.5), gradient=gradients[0], clipped=p.grad, norm=norm)
    f.save()


def schedules():
    f = Fixture("schedules")
    base, steps = 0.1, 20
    S = torch.optim.lr_scheduler
    cases = {
        "constant": (dict(), lambda o: S.LambdaLR(o, lambda _: 1.0)),
        "step": (dict(every=6, factor=0.5), lambda o: S.StepLR(o, 6, 0.5)),
        "multiStep": (dict(milestones=[4, 9, 15], factor=0.1), lambda o: S.MultiStepLR(o, [4, 9, 15], 0.1)),
        "cosine": (dict(minimum=0.001), lambda o: S.CosineAnnealingLR(o, steps, 0.001)),
        "oneCycle": (dict(), lambda o: S.OneCycleLR(o, base, total_steps=steps, cycle_momentum=False)),
        "oneCycle.linear": (dict(rise=0.4, startFactor=10, endFactor=100, linear=True), lambda o: S.OneCycleLR(
            o, base, total_steps=steps, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100, cycle_momentum=False)),
        "warmUp": (dict(steps=5), lambda o: S.LinearLR(o, 1 / 5, 1, 4)),
    }
    for name, (settings, make) in cases.items():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=base)
        schedule = make(optimizer)
        rates = []
        for _ in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        f.case(name, settings, rates=torch.tensor(rates, dtype=torch.float64))
    f.save()


def blocks():
    f = Fixture("blocks")
    c = attention_settings()
    for inputs, outputs, stride, length in [(6, 6, 1, 9), (6, 6, 2, 9), (5, 8, 1, 6), (4, 4, 2, 1)]:
        module = randomize(ResidualBlock(inputs, outputs, Attention(outputs, c), stride))
        settings = dict(kind="residual", stride=stride, attention=c)
        layer(f, f"residual.{inputs}.{outputs}.{stride}.{length}", settings, module, (4, inputs, length))
    for length in (1, 7, 8):
        module = randomize(PlainBlock(3, 5, Attention(5, c)))
        layer(f, f"plain.{length}", dict(kind="plain", attention=c), module, (4, 3, length))
    f.save()


print(f"torch {torch.__version__}, safetensors {safetensors.__version__}, Python {sys.version.split()[0]}, seed {SEED}")
for make in (layers, attention, founding_module, networks, losses, optimizers, schedules, blocks):
    make()
