"""Numbers of how sure a classifier may be, from scikit-learn and SciPy, and from NumPy where they have none.

    python3 generate.py

Writes certainty.json beside it.
"""

import json
import pathlib

import numpy
import scipy
import scipy.optimize
import scipy.special
import sklearn
import sklearn.metrics

print("numpy", numpy.__version__, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__)
folder = pathlib.Path(__file__).parent
generator = numpy.random.default_rng(5)
BINS = 15


def expected_error(truth, probabilities):
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == truth
    edges = numpy.linspace(0, 1, BINS + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def adaptive_error(truth, probabilities):
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == truth
    order = numpy.argsort(confidence, kind="stable")
    error = 0.0
    for index in range(BINS):
        part = order[index * len(order) // BINS : (index + 1) * len(order) // BINS]
        if len(part):
            error += len(part) / len(order) * abs(right[part].mean() - confidence[part].mean())
    return error


def scale(scores, truth, weights):
    slack = 1 / (len(truth) + 2)
    targets = numpy.full(scores.shape, slack / (scores.shape[1] - 1))
    targets[numpy.arange(len(truth)), truth] = 1 - slack

    def loss(logarithm):
        logs = scipy.special.log_softmax(numpy.exp(logarithm) * scores, axis=1)
        return -(weights[:, None] * targets * logs).sum()

    bound = numpy.log(100)
    found = scipy.optimize.minimize_scalar(
        loss, bounds=(-bound, bound), method="bounded", options={"xatol": 1e-12}
    )
    return float(numpy.exp(found.x))


def upper(scores, groups, level):
    names, sizes = numpy.unique(groups, return_counts=True)
    weights = numpy.array([1 / (dict(zip(names, sizes))[group] * (len(names) + 1)) for group in groups])
    order = numpy.argsort(scores)
    reached = numpy.flatnonzero(numpy.cumsum(weights[order]) >= level - 1e-12)
    return float(scores[order[reached[0]]]) if len(reached) else None


cases = []
for _ in range(20):
    classes = int(generator.integers(2, 8))
    count = int(generator.integers(1, 60))
    truth = generator.integers(0, classes, count)
    logits = generator.normal(size=(count, classes)).round(3) * 3
    logits[numpy.arange(count), truth] += generator.integers(0, 5)
    probabilities = scipy.special.softmax(logits, axis=1)
    onehot = numpy.eye(classes)[truth]
    weights = generator.integers(1, 4, count).astype(float)
    groups = [f"g{value}" for value in generator.integers(0, 25, count)]
    scores = generator.random(count).round(6)
    cases.append(
        {
            "truth": truth.tolist(),
            "logits": logits.tolist(),
            "weights": weights.tolist(),
            "expected": expected_error(truth, probabilities),
            "adaptive": adaptive_error(truth, probabilities),
            "brier": float(((probabilities - onehot) ** 2).sum(1).mean()),
            "logLoss": sklearn.metrics.log_loss(truth, probabilities, labels=range(classes)),
            "scale": scale(logits, truth, weights),
            "scores": scores.tolist(),
            "groups": groups,
            "upper": [upper(scores, groups, level) for level in (0.5, 0.8, 0.9)],
        }
    )
    if classes == 2:
        assert numpy.isclose(
            cases[-1]["brier"], 2 * sklearn.metrics.brier_score_loss(truth, probabilities[:, 1], pos_label=1)
        )
lines = ",\n".join(json.dumps(case) for case in cases)
(folder / "certainty.json").write_text(f"[\n{lines}\n]\n")
