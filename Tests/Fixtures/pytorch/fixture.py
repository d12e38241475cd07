"""What the scripts beside this one share: a file of golden values, and modules with parameters worth testing.

Everything is in PyTorch's layout ([batch, channels, length]); names are `case/what`, the settings of a case are JSON in
the metadata key `cases`.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "examples" / "pytorch"))


def begin(seed):
    torch.manual_seed(seed)
    torch.set_num_threads(1)


class Fixture:
    def __init__(self, name):
        self.name, self.tensors, self.cases = name, {}, []

    def case(self, name, settings, **tensors):
        self.cases.append({"name": name, **settings})
        for key, value in tensors.items():
            self.add(name, key, value)

    def add(self, case, key, value):
        self.tensors[f"{case}/{key}"] = value.detach().float().contiguous().clone()

    def save(self):
        path = HERE / f"{self.name}.safetensors"
        save_file(self.tensors, path, {"cases": json.dumps(self.cases)})
        print(f"{path.name}: {len(self.cases)} cases, {path.stat().st_size} bytes")


def randomize(module, weights=0.5, others=0.3):
    """Parameters worth testing: no zeros, no ones."""
    with torch.no_grad():
        for name, p in module.named_parameters():
            p.copy_(torch.randn_like(p) * (weights if p.dim() > 1 else others) + (1 if "norm" in name and name.endswith("weight") else 0))
        for m in module.modules():
            if isinstance(m, nn.BatchNorm1d):
                m.running_mean.copy_(torch.randn_like(m.running_mean) * 0.2)
                m.running_var.copy_(torch.rand_like(m.running_var) + 0.5)
    return module
