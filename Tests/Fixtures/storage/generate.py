"""Writes the safetensors fixtures with the Python package.

    python3 Tests/Fixtures/storage/generate.py

float32.safetensors  F32 only, one metadata entry: the Swift writer must give the same bytes.
types.safetensors    every type that is read; expected.json holds the values as float32 bit patterns.
"""

import json
import pathlib

import numpy
import safetensors
import safetensors.numpy
import safetensors.torch
import torch

print("numpy", numpy.__version__, "torch", torch.__version__, "safetensors", safetensors.__version__)
folder = pathlib.Path(__file__).parent
generator = torch.Generator().manual_seed(7)

float32 = {
    "blocks.0.conv.weight": torch.randn(3, 2, 5, generator=generator),
    "empty": torch.zeros(0, 4),
    "head.bias": torch.tensor([0.0, -0.0, 1e-45, 3.4028235e38]),
    "scalar": torch.tensor(2.5),
    "tab\t\"quote\" \\ é 😀 \x01": torch.arange(7, dtype=torch.float32),
}
safetensors.torch.save_file(
    float32, folder / "float32.safetensors", metadata={"faultdx.schema": "1 \"é\"\n"})

halves = torch.tensor(
    [0, 1, 0x3FF, 0x400, 0x3C00, 0xBC00, 0x7BFF, 0x8000, 0x8001, 0xFBFF, 0x3555],
    dtype=torch.int32).to(torch.int16).view(torch.float16)
types = {
    "f64": torch.tensor([0.1, -1e-300, 3.0000000001, 16777217.0, 1 / 3], dtype=torch.float64),
    "f32": torch.randn(2, 3, generator=generator),
    "f16": halves,
    "bf16": torch.randn(9, generator=generator).to(torch.bfloat16),
    "i64": torch.tensor([0, -1, 16777217, 2**62, -(2**63)], dtype=torch.int64),
    "i32": torch.tensor([[0, -1], [2**31 - 1, -(2**31)]], dtype=torch.int32),
    "num_batches_tracked": torch.tensor(1234, dtype=torch.int64),
}
safetensors.torch.save_file(types, folder / "types.safetensors")
expected = {
    name: {
        "shape": list(value.shape),
        "bits": value.to(torch.float32).reshape(-1).view(torch.int32).tolist(),
    }
    for name, value in types.items()
}
(folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
