"""Diagnoses raw float32 samples with a model: as a recording, and as they would come from a sensor.

    python diagnose.py model.safetensors samples.f32 12000

The file is mapped and read where it lies: nothing is copied between it, NumPy and the library.
"""

import sys

import faultdx
import numpy


def show(events):
    for event in events:
        what = event.text or " ".join(filter(None, [event.kind, event.previous, event.label]))
        print(f"event {event.sequence} at frame {event.position}: {what}")


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: diagnose.py MODEL SAMPLES.f32 RATE")
    model = faultdx.Model(sys.argv[1])
    rate = float(sys.argv[3])
    samples = numpy.memmap(sys.argv[2], dtype=numpy.float32, mode="r")
    print(f"{len(model.labels)} classes, windows of {model.window_length} frames of "
          f"{len(model.channels)} channels at {model.sample_rate or 0:g} Hz")

    diagnosis = model.diagnose(samples, sample_rate=rate)
    print(f"recording: {diagnosis.label}, {diagnosis.confidence:.3f}, of {diagnosis.windows} windows")

    stream = faultdx.Stream(model, sample_rate=rate)
    chunk = int(rate / 10) * len(model.channels)
    starts = range(0, len(samples), chunk)
    for number, start in enumerate(starts):
        show(stream.push(samples[start:start + chunk], counter=start // len(model.channels)))
        if number == len(starts) // 2:
            stream = faultdx.Stream.restore(stream.snapshot(), model)
    show(stream.finish())
    state = stream.state()
    print(f"stream: {state.windows} windows, {state.label or state.verdict}")


if __name__ == "__main__":
    main()
