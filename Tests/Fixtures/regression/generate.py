"""Writes the goldens of scikit-learn, SciPy and PyTorch that regression is held to.

    python3 Tests/Fixtures/regression/generate.py

metrics.json   60 cases drawn from a seed, ties and constants among them: MAE, RMSE, median absolute error, R2, Spearman.
ridge.json     ridge regression behind a scaler: features, numbers, penalties, estimates.
huber.json     torch.nn.functional.huber_loss with its gradient, also of mixed targets.
"""

import json
import pathlib
import warnings

import numpy
import scipy
import scipy.stats
import sklearn
import torch
from sklearn import metrics
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

print("numpy", numpy.__version__, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__,
      "torch", torch.__version__)
warnings.simplefilter("ignore")
folder = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20261121)


def write(name, document):
    (folder / name).write_text(json.dumps(document, separators=(",", ":")) + "\n")


cases = []
for index in range(60):
    count = int(random.integers(1, 40)) if index % 7 else int(random.integers(2, 6))
    kind = index % 6
    truth = random.normal(3, 2, count)
    if kind == 1:
        truth = numpy.round(truth)
    if kind == 2:
        truth = random.choice([0.007, 0.014, 0.021], count)
    if kind == 3:
        truth = numpy.full(count, 0.1)
    estimates = truth + random.normal(0, 1, count) * (0.01 if kind == 2 else 1)
    if kind == 4:
        estimates = numpy.full(count, float(truth.mean()))
    if kind == 5:
        estimates = numpy.round(estimates * 2) / 2
    constant = bool(numpy.all(truth == truth[0]))
    flat = bool(numpy.all(estimates == estimates[0]))
    cases.append({
        "truth": truth.tolist(), "estimates": estimates.tolist(),
        "mae": float(metrics.mean_absolute_error(truth, estimates)),
        "rmse": float(metrics.root_mean_squared_error(truth, estimates)),
        "medae": float(metrics.median_absolute_error(truth, estimates)),
        "r2": None if constant else float(metrics.r2_score(truth, estimates)),
        "spearman": None if constant or flat else float(
            scipy.stats.spearmanr(truth, estimates).statistic),
    })
write("metrics.json", cases)

rows, columns = 40, 6
features = random.normal(0, 1, (rows, columns)) * [1, 10, 0.1, 1, 1, 1] + [0, 5, -1, 0, 0, 3]
features[:, 4] = 2.5
numbers = features @ [0.5, -0.1, 3, 0, 1, 0.2] + random.normal(0, 0.3, rows)
fits = []
for penalty in [10.0, 0.1, 0.0001]:
    model = make_pipeline(StandardScaler(), Ridge(alpha=penalty * rows, solver="cholesky"))
    fits.append({
        "penalty": penalty, "estimates": model.fit(features, numbers).predict(features).tolist()})
write("ridge.json", {"features": features.tolist(), "numbers": numbers.tolist(), "fits": fits})

losses = []
for delta in [1.0]:
    outputs = torch.tensor(random.normal(0, 2, 24), dtype=torch.float32, requires_grad=True)
    targets = torch.tensor(random.normal(0, 1, 24), dtype=torch.float32)
    others = torch.tensor(random.normal(0, 1, 24), dtype=torch.float32)
    shares = torch.tensor(random.uniform(0, 1, 24), dtype=torch.float32)
    loss = torch.nn.functional.huber_loss(outputs.double(), targets.double(), delta=delta)
    (gradient,) = torch.autograd.grad(loss, outputs)
    mixed = torch.nn.functional.huber_loss(
        outputs.double(), (shares * targets + (1 - shares) * others).double(), delta=delta)
    (mixed_gradient,) = torch.autograd.grad(mixed, outputs)
    losses.append({
        "outputs": outputs.tolist(), "targets": targets.tolist(), "others": others.tolist(),
        "shares": shares.tolist(), "loss": loss.item(), "gradient": gradient.tolist(),
        "mixedLoss": mixed.item(), "mixedGradient": mixed_gradient.tolist()})
write("huber.json", losses)
