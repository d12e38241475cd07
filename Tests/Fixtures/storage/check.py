"""Reads a safetensors file with the Python package and prints what it holds, for the test that writes it.

    python3 check.py FILE
"""

import json
import sys

import safetensors
import safetensors.numpy

with safetensors.safe_open(sys.argv[1], framework="numpy") as file:
    content = {
        "metadata": file.metadata(),
        "tensors": {
            name: {
                "shape": list(file.get_tensor(name).shape),
                "bits": file.get_tensor(name).reshape(-1).view("int32").tolist(),
            }
            for name in file.keys()
        },
    }
print(json.dumps(content))
