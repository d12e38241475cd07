#!/usr/bin/env python3
"""Checks that PyTorch gives the same logits as faultdx, and sends the weights back.

    python3 compare.py model.safetensors windows.f32 logits.f32 [--save back.safetensors]

`windows` holds what the network sees, after normalisation: window after window, frame after frame, channels
interleaved; `logits` holds what faultdx made of them. Both are raw little-endian 32-bit floats (.f32), or text with
one window, or the logits of one window, in a row (.csv). Ends with 1 where they differ by more than 1e-5 of the
largest logit.
"""
import argparse
import json
import sys

import numpy
import torch

from faultdx_model import KEY, load, save

LIMIT = 1e-5


def read(path, columns):
    values = numpy.loadtxt(path, delimiter=",", dtype=numpy.float32) if path.endswith(".csv") else numpy.fromfile(path, "<f4")
    return torch.from_numpy(values.astype(numpy.float32).reshape(-1, columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("windows")
    parser.add_argument("logits")
    parser.add_argument("--save", metavar="FILE", help="write the weights back from PyTorch")
    arguments = parser.parse_args()

    network, metadata = load(arguments.model)
    shape = json.loads(metadata[KEY])
    windows = read(arguments.windows, shape["windowLength"] * shape["inputChannels"])
    windows = windows.reshape(-1, shape["windowLength"], shape["inputChannels"]).transpose(1, 2)
    expected = read(arguments.logits, shape["classes"])
    with torch.no_grad():
        logits = network(windows.contiguous())
    difference = ((logits - expected).abs().max() / logits.abs().max()).item()
    print(f"{len(logits)} windows, largest difference {difference:.2e} of the largest logit, limit {LIMIT:.0e}")
    if arguments.save:
        save(network, arguments.save, metadata)
    return 0 if difference <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
