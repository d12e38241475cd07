#!/usr/bin/env python3
"""Writes the golden values of fine-tuning and of adaptation without labels.

Run from anywhere: python3 Tests/Fixtures/pytorch/transfer.py. Everything is in PyTorch's layout ([batch, channels,
length]); names are `case/what`, the settings of a case are JSON in the metadata key `cases`.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from fixture import Fixture, begin, randomize
from faultdx_model import Network

SEED = 20261122
begin(SEED)
fixture = Fixture("transfer")


def add(case, **values):
    for key, value in values.items():
        fixture.add(case, key, value)


def state(module, prefix):
    return {f"{prefix}.{k}": v.clone() for k, v in module.state_dict().items() if v.dtype.is_floating_point}


def shape(**change):
    attention = dict(kind="cbam", arrangement="channelFirst", descriptor="both", mlp="shared", reduction=4,
                     minimumHiddenUnits=2, mlpBias=False, spatialKernelSize=5, spatialBias=False, blocks=None)
    return {**dict(windowLength=96, inputChannels=2, classes=4, stem=dict(kernelSize=16, stride=2, padding=7),
                   widths=[6, 8, 12], backbone="plain", attention=attention, head="average", dropout=0.0), **change}


def random_network(c):
    return randomize(Network(c), weights=0.3, others=0.2)


def layer(network, name):
    return network.get_submodule(name)


def finetune():
    """Some steps of AdamW with a parameter group a layer, frozen layers in evaluation mode without gradients."""
    variants = {
        "finetune.stem": ({}, ["stem"], 0.5),
        "finetune.middle": (dict(backbone="residual"), ["blocks.0"], 1.0),
        "finetune.head": (dict(head="flatten"), ["stem", "blocks.0", "blocks.1"], 0.3),
        "finetune.none": ({}, [], 0.4),
    }
    for name, (change, frozen, decay) in variants.items():
        c = shape(**change)
        network = random_network(c)
        x, labels = torch.randn(6, 2, 96), torch.tensor([0, 3, 1, 2, 1, 0])
        fixture.cases.append(dict(name=name, network=c, labels=labels.tolist(), frozen=frozen, rateDecay=decay, steps=4, rate=3e-3, decay=0.05))
        add(name, x=x, **state(network, "parameters"))
        network.train()
        layers = ["stem"] + [f"blocks.{i}" for i in range(len(c["widths"]) - 1)] + ["head"]
        groups = []
        for power, key in enumerate(reversed(layers)):
            part = layer(network, key)
            if key in frozen:
                part.eval()
                part.requires_grad_(False)
                continue
            named = list(part.named_parameters())
            weights = [p for k, p in named if p.dim() > 1]
            rest = [p for k, p in named if p.dim() <= 1]
            rate = 3e-3 * decay ** power
            groups += [dict(params=weights, lr=rate, weight_decay=0.05), dict(params=rest, lr=rate, weight_decay=0.0)]
        optimizer = torch.optim.AdamW(groups)
        for _ in range(4):
            optimizer.zero_grad()
            F.cross_entropy(network(x), labels).backward()
            optimizer.step()
        add(name, **state(network, "after"))


def measure_anew(network, x):
    """Running averages of one batch: momentum None is the mean over batches."""
    for m in network.modules():
        if isinstance(m, nn.BatchNorm1d):
            m.reset_running_stats()
            m.momentum = None
    with torch.no_grad():
        network(x)


def adabn():
    """Running averages measured anew on target windows: momentum None is the mean over batches."""
    for name, change in {"adabn.plain": {}, "adabn.residual": dict(backbone="residual")}.items():
        c = shape(**change)
        network = random_network(c)
        x = torch.randn(11, 2, 96) * 1.7 + 0.4
        fixture.cases.append(dict(name=name, network=c))
        add(name, x=x, **state(network, "parameters"))
        measure_anew(network.train(), x)
        add(name, **state(network, "after"), logits=network.eval()(x))


def entropy():
    """TENT: batch statistics, Adam on scales and shifts alone; afterwards the running averages are measured anew."""
    for name, change in {"entropy.plain": {}, "entropy.residual": dict(backbone="residual")}.items():
        c = shape(**change)
        network = random_network(c)
        x = torch.randn(9, 2, 96) * 1.3
        fixture.cases.append(dict(name=name, network=c, steps=5, rate=1e-2))
        add(name, x=x, **state(network, "parameters"))
        network.train().requires_grad_(False)
        affine = []
        for m in network.modules():
            if isinstance(m, nn.BatchNorm1d):
                m.requires_grad_(True)
                affine += [m.weight, m.bias]
        optimizer = torch.optim.Adam(affine, lr=1e-2)
        values = []
        for _ in range(5):
            optimizer.zero_grad()
            logits = network(x)
            loss = -(logits.softmax(1) * logits.log_softmax(1)).sum(1).mean()
            values.append(loss.detach())
            loss.backward()
            optimizer.step()
        measure_anew(network, x)
        add(name, **state(network, "after"), losses=torch.stack(values))


def coral():
    """Target features whitened and coloured with the covariance of the source (Sun, Feng and Saenko, 2016)."""
    generator = np.random.default_rng(SEED)
    size = 7
    source = generator.normal(size=(60, size)) @ generator.normal(size=(size, size)) + generator.normal(size=size)
    target = generator.normal(size=(45, size)) @ generator.normal(size=(size, size)) * 2 + generator.normal(size=size)
    weight, bias = generator.normal(size=(3, size)), generator.normal(size=3)
    share = 0.01

    def power(matrix, exponent):
        values, vectors = np.linalg.eigh(matrix)
        return (vectors * values ** exponent) @ vectors.T

    def covariance(x):
        c = np.cov(x, rowvar=False)
        return c + share * np.trace(c) / size * np.eye(size)

    aligned = (target - target.mean(0)) @ power(covariance(target), -0.5) @ power(covariance(source), 0.5) + source.mean(0)
    fixture.cases.append(dict(name="coral", share=share))
    add("coral", **{k: torch.from_numpy(v) for k, v in dict(
        source=source, target=target, weight=weight, bias=bias, logits=aligned @ weight.T + bias).items()})


finetune()
adabn()
entropy()
coral()
fixture.save()
