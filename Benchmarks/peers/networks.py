"""What both sides are given: model files, windows, and the networks as every runtime wants them."""
import logging
import sys
from pathlib import Path

import numpy
import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples" / "pytorch"))
import faultdx_model  # noqa: E402

logging.getLogger("torch.onnx").setLevel(logging.ERROR)

SEED = 20260101
#: Batches of 64 that an epoch of the training rows has.
BATCHES = {"small": 16, "wide": 3}


class Case:
    """One reference network: its model file, its windows, its labels."""

    def __init__(self, name, ours, folder):
        self.name, self.folder = name, Path(folder)
        self.model = self.folder / f"{name}.safetensors"
        ours.ask("write", name, SEED, self.model)
        self.module, _ = faultdx_model.load(self.model)
        configuration = self.module.configuration
        self.length, self.classes = configuration["windowLength"], configuration["classes"]
        count = 64 * BATCHES[name]
        random = numpy.random.default_rng(SEED)
        # Channels last and channels first are the same memory where there is one channel.
        self.windows = random.standard_normal((count, 1, self.length), dtype=numpy.float32)
        self.labels = torch.arange(count) % self.classes
        self.file = self.folder / f"{name}.f32"
        self.windows.tofile(self.file)

    def load_into(self, ours):
        ours.ask("load", self.name, self.model, self.file)

    def fresh_module(self):
        return faultdx_model.load(self.model)[0]

    def batch(self, size):
        return self.windows[:size]

    def onnx(self, size):
        """The path of the network as ONNX for batches of one size."""
        path = self.folder / f"{self.name}-{size}.onnx"
        if not path.exists():
            x = torch.from_numpy(self.batch(size))
            torch.onnx.export(
                self.module, (x,), str(path), dynamo=True, external_data=False, verbose=False,
                input_names=["windows"], output_names=["logits"])
        return path

