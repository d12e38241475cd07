#!/usr/bin/env python3
"""Checks on a recording that PyTorch answers as faultdx did.

    faultdx classify signal.wav --model model.safetensors --format json --windows > diagnosis.json
    python3 compare_recording.py model.safetensors signal.wav diagnosis.json

The recording must be at the model's rate, and the model's windows scaled the usual way (`standard`). Ends with 1
where the logits differ by more than 1e-5 of the largest.
"""
import json
import sys

import numpy
import soundfile
import torch

from faultdx_model import load

LIMIT = 1e-5


def main(model, recording, diagnosis):
    network, metadata = load(model)
    labels, length = json.loads(metadata["faultdx.labels"]), int(metadata["faultdx.window"])
    assert json.loads(metadata["faultdx.normalization"]) == {"kind": "standard"}, "windows scaled in another way"
    samples, rate = soundfile.read(recording, always_2d=True)
    results = json.load(open(diagnosis))["recordings"][0]["windowResults"]

    starts = [round(result["start"] * rate) for result in results]
    windows = numpy.stack([samples[start:start + length] for start in starts]).transpose(0, 2, 1)
    windows = (windows - windows.mean(2, keepdims=True)) / windows.std(2, keepdims=True)
    expected = torch.tensor([[result["logits"][label] for label in labels] for result in results])
    with torch.no_grad():
        logits = network(torch.from_numpy(windows.astype(numpy.float32)))
    difference = ((logits - expected).abs().max() / logits.abs().max()).item()
    print(f"{len(logits)} windows, largest difference {difference:.2e} of the largest logit, limit {LIMIT:.0e}")
    return 0 if difference <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
