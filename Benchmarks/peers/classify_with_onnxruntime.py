"""What `faultdx classify` does, in as little Python as it takes: MODEL.onnx RECORDING.wav."""
import sys

import numpy
import onnxruntime
import soundfile

model, recording = sys.argv[1:]
samples, _ = soundfile.read(recording, dtype="float32")
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
count, _, length = session.get_inputs()[0].shape
windows = samples[:count * length].reshape(count, 1, length)
windows = (windows - windows.mean(2, keepdims=True)) / windows.std(2, keepdims=True)
logits = session.run(None, {"windows": windows})[0]
odds = numpy.exp(logits - logits.max(1, keepdims=True))
mean = (odds / odds.sum(1, keepdims=True)).mean(0)
print(f"class {mean.argmax()}, {mean.max():.3f}")
