"""Writes the goldens of scikit-learn that the evaluation is held to.

    python3 Tests/Fixtures/evaluation/generate.py

reports.json       1200 cases named by a seed (the Swift test draws the same vectors): the report as a
                   64-bit FNV-1a hash, for the first 60 as text too, and the scalar metrics.
metrics.json       1000 cases, odd ones among them (absent classes, one class, tied probabilities): every
                   figure in full, AUROC too.
discriminant.json  shrinkage LDA on windows drawn from a seed: features, predictions, probabilities.
models.json        logistic regression, PCA and QDA on numbers drawn from a seed: coefficients, probabilities.
mcnemar.json       p values, exact and mid-p, from the binomial distribution of SciPy.
"""

import json
import pathlib
import warnings

import numpy
import scipy.signal
import scipy.stats
import sklearn
from sklearn import metrics
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

print("numpy", numpy.__version__, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__)
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


def scores(seed):
    """Truth, predictions, probabilities (many of them tied) and the number of classes."""
    g = SplitMix(10_000 + seed)
    classes = 2 + g.below(7)
    windows = 1 + g.below(60)
    kind = g.below(8)
    skill = g.below(6)
    truth, predicted, weights = [], [], []
    for _ in range(windows):
        label = g.below(classes)
        if kind == 0:
            label = 0
        if kind == 1:
            label = min(label, classes - 2)
        guess = g.below(classes)
        if kind == 2:
            guess = 0
        if kind == 3:
            guess = classes - 1 - label
        row = [1 + g.below(4) for _ in range(classes)]
        if kind == 4:
            row = [1] * classes
        row[label] += skill if g.below(2) == 0 else 0
        truth.append(label)
        predicted.append(label if g.below(6) < skill else guess)
        weights.append(row)
    weights = numpy.array(weights, dtype=float)
    return truth, predicted, weights / weights.sum(axis=1, keepdims=True), classes


def area(truth, probabilities, classes):
    """Macro one-vs-rest AUROC: scikit-learn's own where every class occurs, else over those that do."""
    present = sorted(set(truth))
    if len(present) < 2:
        # What scikit-learn does here: NaN with a warning, or ValueError.
        try:
            assert numpy.isnan(metrics.roc_auc_score(truth, probabilities, multi_class="ovr",
                                                     labels=list(range(classes))))
        except ValueError:
            pass
        return None
    each = [metrics.roc_auc_score([t == c for t in truth], probabilities[:, c]) for c in present]
    if len(present) == classes:
        own = (metrics.roc_auc_score(truth, probabilities[:, 1]) if classes == 2 else
               metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro"))
        assert abs(own - numpy.mean(each)) < 1e-13
        return own
    return numpy.mean(each)


cases = []
for seed in range(1000):
    truth, predicted, probabilities, classes = scores(seed)
    labels = list(range(classes))
    kappa = metrics.cohen_kappa_score(truth, predicted)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0)
    cases.append({
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balanced": metrics.balanced_accuracy_score(truth, predicted),
        "kappa": None if numpy.isnan(kappa) else kappa,
        "mcc": metrics.matthews_corrcoef(truth, predicted),
        "macro": metrics.precision_recall_fscore_support(
            truth, predicted, labels=labels, average="macro", zero_division=0)[:3],
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "support": support.tolist(),
        "auroc": area(truth, probabilities, classes),
    })
lines = ",\n".join(json.dumps(case) for case in cases)
(folder / "metrics.json").write_text(f"[\n{lines}\n]\n")

cases = []
for first in range(0, 14):
    for second in [0, 1, 2, 3, 5, 8, 13, 40]:
        total, fewer = first + second, min(first, second)
        exact = scipy.stats.binomtest(first, total).pvalue if total else 1.0
        point = scipy.stats.binom.pmf(fewer, total, 0.5)
        tails = 2 * scipy.stats.binom.cdf(fewer, total, 0.5)
        midp = 1.0 if total == 0 else (1 - point / 2 if first == second else tails - point)
        cases.append([first, second, exact, midp])
lines = ",\n".join(json.dumps(case) for case in cases)
(folder / "mcnemar.json").write_text(f"[\n{lines}\n]\n")


def bands(window, count=32):
    """The features of SpectralBands, one channel."""
    deviation = window.std()
    standard = (window - window.mean()) / deviation if deviation > 0 else numpy.zeros(len(window))
    tapered = standard * scipy.signal.get_window("hann", len(window))
    magnitude = numpy.abs(numpy.fft.rfft(tapered))[1:]
    count = min(count, len(magnitude))
    edges = [band * len(magnitude) // count for band in range(count + 1)]
    return [numpy.log(magnitude[a:b].mean() + 1e-12) for a, b in zip(edges, edges[1:])]


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


def numbers(seed, rows, columns, classes):
    """Numbers whose means and spread depend on the class; some columns depend on others."""
    g = SplitMix(seed)
    features, truth = [], []
    for _ in range(rows):
        label = g.below(classes)
        row = []
        for column in range(columns):
            value = g.uniform() - 0.5
            if column > 0:
                value += 0.5 * row[column - 1]
            row.append(value * (1 + label * (column % 3) * 0.25)
                       + 0.5 * ((label * (column + 1)) % 4) / (column + 1))
        features.append(row)
        truth.append(label)
    return numpy.array(features), numpy.array(truth)


def digits(values):
    return [[float(f"{value:.12g}") for value in row] for row in values]


cases = []
for seed, rows, columns, classes, inverse, components, regularization in [
        (1, 120, 6, 3, 1.0, 4, 0.0), (2, 150, 10, 2, 0.003, 5, 0.1), (3, 200, 24, 4, 0.1, 12, 0.01),
        (4, 90, 16, 2, 10.0, 8, 0.001), (5, 260, 40, 5, 0.03, 6, 0.3), (6, 150, 12, 3, 100.0, 12, 0.05)]:
    features, truth = numbers(seed, 2 * rows, columns, classes)
    fitted, classes_of = features[:rows], truth[:rows]
    logistic = LogisticRegression(C=inverse, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    logistic.fit(fitted, classes_of)
    check = LogisticRegression(C=inverse, tol=1e-9, max_iter=100_000).fit(fitted, classes_of)
    assert numpy.abs(check.predict_proba(features) - logistic.predict_proba(features)).max() < 1e-5
    pca = PCA(components, whiten=True, svd_solver="full").fit(fitted)
    quadratic = QuadraticDiscriminantAnalysis(reg_param=regularization)
    quadratic.fit(pca.transform(fitted), classes_of)
    shrunk = LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.1).fit(fitted, classes_of)
    cases.append({
        "seed": seed, "rows": rows, "columns": columns, "classes": classes,
        "inverse": inverse, "components": components, "regularization": regularization,
        "coefficients": digits(logistic.coef_), "constants": digits([logistic.intercept_])[0],
        "logistic": digits(logistic.predict_proba(features[rows:rows + 20])),
        "variances": digits([pca.explained_variance_])[0],
        "scores": digits(numpy.abs(pca.transform(features[rows:rows + 20]))),
        "quadratic": digits(quadratic.predict_proba(pca.transform(features[rows:rows + 20]))),
        "linear": digits(shrunk.predict_proba(features[rows:rows + 20])),
    })
lines = ",\n".join(json.dumps(case) for case in cases)
(folder / "models.json").write_text(f"[\n{lines}\n]\n")
