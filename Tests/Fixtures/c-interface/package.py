"""What the Python package promises; run by the tests."""

import sys
import threading

import faultdx
import numpy

model = faultdx.Model(sys.argv[1])
with open(sys.argv[1], "rb") as file:
    same = faultdx.Model(file.read())
assert same.labels == model.labels == ["normal", "inner_race", "outer_race"]
assert model.channels == ["vibration"] and model.sample_rate == 12_000
samples = numpy.fromfile(sys.argv[2], dtype=numpy.float32)

window = samples[:64]
probabilities = model.diagnose_window(window)
assert probabilities.dtype == numpy.float32 and abs(probabilities.sum() - 1) < 1e-5
assert (model.diagnose_window(window.astype(float)) == probabilities).all()
assert (model.diagnose_window(window[:, None]) == probabilities).all()
assert (model.diagnose(window).probabilities == probabilities).all()


def refused(call, error=faultdx.FaultDXError):
    try:
        call()
    except error as problem:
        return str(problem)
    raise AssertionError(f"{call} was not refused")


assert "63 samples, expected 64" in refused(lambda: model.diagnose_window(window[:63]))
assert "nan, not a finite number" in refused(lambda: model.diagnose_window(window * numpy.nan))
assert "expected [frames, 1]" in refused(lambda: model.diagnose(samples.reshape(-1, 2)), ValueError)
assert "model" in refused(lambda: faultdx.Model(b"no model"))
refused(lambda: faultdx.Model("/nowhere"))
refused(lambda: faultdx.Stream(model, sample_rate=-5))
refused(lambda: faultdx.Stream(model, nonsense=1), TypeError)
refused(lambda: faultdx.Stream.restore(b"FDXSTREAM", model))

# Any chunks, and kept half-way, give the same events.
whole = faultdx.Stream(model)
expected = whole.push(samples, counter=0, time=5.0) + whole.finish()
assert [event.sequence for event in expected] == list(range(len(expected)))
assert {event.kind for event in expected} >= {"invalid_input", "valid_input"}
stream = faultdx.Stream(model)
found = []
for number, start in enumerate(range(0, len(samples), 777)):
    found += stream.push(samples[start:start + 777], counter=start, time=5.0 + start / 12_000)
    if number % 5 == 0:
        stream = faultdx.Stream.restore(stream.snapshot(), model)
found += stream.finish()
assert [(e.kind, e.label, e.position) for e in found] == [
    (e.kind, e.label, e.position) for e in expected]
assert stream.state() == whole.state()
assert whole.push(samples[:100], counter=len(samples) + 50)[0].missing_frames == 50
whole.replace_model(same)
assert whole.set_speed(1500) == [] and whole.set_speed(None) == []
assert "speed is -1.0" in refused(lambda: whole.set_speed(-1))

# One model, many threads.
answers = []
threads = [
    threading.Thread(target=lambda: answers.append(model.diagnose(samples).confidence))
    for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(answers) == 4 and len(set(answers)) == 1
