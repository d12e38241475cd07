"""The figures of datasets/README.md, from scikit-learn. Run: python3 baseline.py"""

import os

import numpy
import sklearn
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.model_selection import LeaveOneOut, StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

DATASETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../datasets")
WINDOW, HOP = 2048, 256


def lines(name):
    with open(os.path.join(DATASETS, name)) as file:
        return [line.rstrip().split(",") for line in file if not line.startswith("#")][1:]


def signal():
    """The samples of the 32-bit float WAV file, which Python's own module will not read."""
    with open(os.path.join(DATASETS, "signal.wav"), "rb") as file:
        data = file.read()
    return numpy.frombuffer(data[data.index(b"data") + 8:], dtype="<f4")


def windows(samples):
    return numpy.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]


def bands(windows, count):
    x = (windows - windows.mean(1, keepdims=True)) / windows.std(1, keepdims=True)
    magnitudes = numpy.abs(numpy.fft.rfft(x * numpy.hanning(WINDOW), axis=1))[:, :WINDOW // 2]
    return numpy.log(magnitudes.reshape(len(x), count, -1).mean(2) + 1e-6)


def discriminant():
    return LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")


print("numpy", numpy.__version__, "scikit-learn", sklearn.__version__)
recordings = {}
for recording, group, label, speed, value in lines("bearing.csv"):
    recordings.setdefault((group, label), []).append(float(value))
recordings = {key: numpy.array(values) for key, values in recordings.items()}
labels = numpy.array([label for _, label in recordings])
rms = numpy.array([[x.std()] for x in recordings.values()])
x = numpy.concatenate([windows(x) for x in recordings.values()])
y = numpy.concatenate([[label] * len(windows(x)) for (_, label), x in recordings.items()])
groups = numpy.concatenate([[group] * len(windows(x)) for (group, _), x in recordings.items()])

found = cross_val_predict(LinearDiscriminantAnalysis(), numpy.log(rms), labels, cv=LeaveOneOut())
print(f"loudness, four classes: {numpy.mean(found == labels):.3f}")
best = max(numpy.sum((rms[:, 0] > threshold) == (labels != "normal")) for threshold in rms[:, 0])
healthy = rms[labels == "normal", 0]
print(f"loudness, damaged or not: {best} of {len(labels)}; healthy {healthy.min():.3f} to {healthy.max():.3f} g")
print(f"signal.wav: {signal().std():.3f} g")
folds = StratifiedGroupKFold(4, shuffle=True, random_state=0)
for count in [32, 64, 128, 256]:
    found = cross_val_predict(discriminant(), bands(x, count), y, groups=groups, cv=folds)
    votes = []
    for group, _ in recordings:
        names, counts = numpy.unique(found[groups == group], return_counts=True)
        votes.append(names[counts.argmax()])
    verdict = discriminant().fit(bands(x, count), y).predict(bands(windows(signal()), count))
    verdict = dict(zip(*(part.tolist() for part in numpy.unique(verdict, return_counts=True))))
    print(f"{count} bands: windows {numpy.mean(found == y):.3f}, "
          f"recordings {numpy.mean(numpy.array(votes) == labels):.3f}, signal.wav {verdict}")

table = lines("sallen-key.csv")
y = numpy.array([row[0] for row in table])
x = numpy.array([row[2:] for row in table], dtype=float)
standardised = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
folds = StratifiedKFold(4, shuffle=True, random_state=0)
quadratic = make_pipeline(PCA(12, svd_solver="full"), QuadraticDiscriminantAnalysis(reg_param=1e-4))
for name, model, data in [
    ("nearest neighbour", KNeighborsClassifier(1), x),
    ("quadratic discriminant", quadratic, x),
    ("quadratic discriminant, standardised", quadratic, standardised),
]:
    print(f"sallen-key, {name}: {numpy.mean(cross_val_predict(model, data, y, cv=folds) == y):.4f}")
found = cross_val_predict(quadratic, standardised, y, cv=folds)
wrong, counts = numpy.unique([f"{a} as {b}" for a, b in zip(y, found) if a != b], return_counts=True)
print("  ", ", ".join(f"{counts[i]} {wrong[i]}" for i in counts.argsort()[::-1][:6]))
