"""Writes the goldens of scikit-learn that the evaluation is held to.

    python3 Tests/Fixtures/evaluation/generate.py

reports.json       1200 cases named by a seed (the Swift test draws the same vectors): the report as a
                   64-bit FNV-1a hash, for the first 60 as text too, and the scalar metrics.
discriminant.json  shrinkage LDA on windows drawn from a seed: features, predictions, probabilities.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

print("numpy", numpy.__version__, "scikit-learn", sklearn.__version__)
warnings.simplefilter("ignore")
folder = pathlib.Path(__file__).parent
MASK = 2**64 - 1
NAMES = ["normal", "inner_race", "outer_race", "ball", "a", "é", "外輪", "e\u0301tat",
         "a very long name of a fault of a bearing", "0", "with space", "😀"]


class SplitMix:
    """The generator of the Swift test."""

    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.next() % bound

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53


def shuffled(generator, values):
    values = list(values)
    for last in range(len(values) - 1, 0, -1):
        other = generator.below(last + 1)
        values[last], values[other] = values[other], values[last]
    return values


def draw(seed):
    """Truth, predictions, class names and the classes to report (None for all)."""
    g = SplitMix(seed)
    classes = 1 + g.below(160 if seed % 40 == 0 else 14)
    windows = 1 + g.below(250)
    skill = g.below(5)
    skew = g.below(2)
    truth, predicted = [], []
    for _ in range(windows):
        first, second = g.below(classes), g.below(classes)
        truth.append(min(first, second) if skew else first)
        guess = g.below(classes)
        predicted.append(truth[-1] if g.below(5) < skill else guess)
    names = [NAMES[c % 12] + ("" if c < 12 else str(c)) for c in range(classes)]
    subset = None
    if g.below(4) == 0:
        subset = shuffled(g, range(classes))[: 1 + g.below(classes)]
    return truth, predicted, names, subset


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


cases = []
for seed in range(1200):
    truth, predicted, names, subset = draw(seed)
    labels = list(range(len(names))) if subset is None else subset
    text = metrics.classification_report(
        truth, predicted, labels=labels, target_names=[names[c] for c in labels], zero_division=0,
        digits=4 if seed % 10 == 9 else 2)
    kappa = metrics.cohen_kappa_score(truth, predicted)
    case = {
        "hash": f"{fnv(text):016x}",
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balanced": metrics.balanced_accuracy_score(truth, predicted),
        "kappa": None if numpy.isnan(kappa) else kappa,
        "mcc": metrics.matthews_corrcoef(truth, predicted),
    }
    if seed < 60:
        case["text"] = text
    cases.append(case)
lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
(folder / "reports.json").write_text(f"[\n{lines}\n]\n")


def bands(window, count=32):
    """The features of LinearDiscriminantBaseline, one channel."""
    deviation = window.std()
    standard = (window - window.mean()) / deviation if deviation > 0 else numpy.zeros(len(window))
    power = numpy.abs(numpy.fft.rfft(standard))[1:] ** 2 / len(window)
    count = min(count, len(power))
    edges = [band * len(power) // count for band in range(count + 1)]
    return [numpy.log(power[a:b].mean() + 1e-12) for a, b in zip(edges, edges[1:])]


def windows(seed, count, length, classes):
    """Noise through a resonance that depends on the class; a window of one class is constant."""
    g = SplitMix(seed)
    samples, truth = [], []
    for index in range(count):
        label = g.below(classes)
        a, b, window = 0.0, 0.0, []
        for _ in range(length):
            a, b = 0.3 * label * a - 0.5 * b + g.uniform() - 0.5, a
            window.append(a)
        samples.append(numpy.array(window, dtype=numpy.float32))
        truth.append(label)
    return samples, truth


cases = []
for seed, count, length, classes in [(1, 60, 128, 3), (2, 40, 100, 2), (3, 30, 1000, 4), (4, 25, 20, 3)]:
    samples, truth = windows(seed, 2 * count, length, classes)
    features = numpy.array([bands(window.astype(float)) for window in samples])
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3).fit(features[:count], truth[:count])
    cases.append({
        "seed": seed, "count": count, "length": length, "classes": classes,
        "present": model.classes_.tolist(),
        "features": features[0].tolist(),
        "predicted": model.predict(features[count:]).tolist(),
        "probabilities": [[float(f"{p:.12g}") for p in row]
                          for row in model.predict_proba(features[count:])],
    })
lines = ",\n".join(json.dumps(case) for case in cases)
(folder / "discriminant.json").write_text(f"[\n{lines}\n]\n")
