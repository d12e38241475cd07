#!/usr/bin/env python3
"""Writes the golden logits of the golden networks in reduced precision.

Run from anywhere, behind `generate.py`: python3 Tests/Fixtures/pytorch/precision.py. Normalisations are folded into the
convolutions in double precision; then their weights and inputs are rounded, to bfloat16 by PyTorch itself, or to whole
numbers (a scale for each output channel, and one for each input from the largest value in it), and everything is computed
in double precision: what kernels that round nowhere else must come close to.
"""
import json
import pathlib
import sys

import safetensors
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "examples" / "pytorch"))
from faultdx_model import Network  # noqa: E402

torch.set_num_threads(1)


def bfloat16(x):
    return x.float().bfloat16().double()


class Rounded(nn.Module):
    """A convolution with its normalisation, of rounded numbers."""

    def __init__(self, conv, norm, largest):
        super().__init__()
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        weight = (conv.weight * factor[:, None, None]).float().double()
        self.bias = norm.bias - norm.running_mean * factor
        self.stride, self.padding, self.largest = conv.stride, conv.padding, largest
        if largest is None:
            self.weight = bfloat16(weight)
        else:
            scale = (weight.abs().amax((1, 2), keepdim=True).float() / 127).double()
            self.weight = (weight / scale).round().clamp(-127, 127) * scale

    def forward(self, x):
        if self.largest is None:
            x = bfloat16(x)
        else:
            x = (x * 255 / self.largest).round().clamp(0, 255) * (self.largest / 255)
        return nn.functional.conv1d(x, self.weight, self.bias, self.stride, self.padding)


def units(network):
    """Owner and names of every convolution with its normalisation, behind the stem in the order of the ranges."""
    yield network.stem, "conv", "norm", None
    index = 0
    for block in network.blocks:
        if hasattr(block, "conv1"):
            yield block, "conv1", "norm1", index
            yield block, "conv2", "norm2", index + 1
            if block.shortcut is not None:
                yield block.shortcut, "conv", "norm", index
            index += 2
        else:
            yield block, "conv", "norm", index
            index += 1


def ranges(network, x):
    """The largest input of each convolution but the stem's; shortcuts share theirs."""
    largest = {}
    for owner, conv, _, index in units(network):
        if index is not None:
            getattr(owner, conv).register_forward_pre_hook(
                lambda _, inputs, index=index: largest.__setitem__(index, inputs[0].max().item()))
    network(x)
    return [largest[index] for index in sorted(largest)]


def built(settings, state):
    network = Network(settings)
    counters = {k: torch.tensor(0) for k in network.state_dict() if k.endswith("num_batches_tracked")}
    network.load_state_dict({**counters, **state})
    return network.double().eval()


tensors, cases = {}, []
with safe_open(HERE / "networks.safetensors", "pt") as file, torch.no_grad():
    for case in json.loads(file.metadata()["cases"]):
        name = case["name"]
        prefix = f"{name}/parameters."
        state = {k[len(prefix):]: file.get_tensor(k) for k in file.keys() if k.startswith(prefix)}
        x = file.get_tensor(f"{name}/x").double()
        largest = ranges(built(case["network"], state), x)
        # Rounded to floats, as they come back from the file.
        largest = torch.tensor(largest, dtype=torch.float32)
        tensors[f"{name}/ranges"] = largest
        for kind in ("bf16", "int8"):
            network = built(case["network"], state)
            for owner, conv, norm, index in list(units(network)):
                whole = kind == "int8" and index is not None
                setattr(owner, conv, Rounded(
                    getattr(owner, conv), getattr(owner, norm), largest[index].double() if whole else None))
                setattr(owner, norm, nn.Identity())
            tensors[f"{name}/{kind}"] = network(x).float()
        cases.append({"name": name})
save_file(tensors, HERE / "precision.safetensors", {"cases": json.dumps(cases)})
print(f"torch {torch.__version__}, safetensors {safetensors.__version__}, Python {sys.version.split()[0]}")
