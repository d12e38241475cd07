"""Checks that all runtimes compute the same, times them in turns, writes the result. Started by `run`."""
import argparse
import datetime
import os
import subprocess
import sys
import tempfile

# Caches of compiled code and the threads of the other runtimes are set before these are imported.
parser = argparse.ArgumentParser()
parser.add_argument("--peer", required=True)
parser.add_argument("--faultdx", required=True)
parser.add_argument("--rounds", type=int, default=20)
parser.add_argument("--rows", default="inference,training,start-up")
parser.add_argument("--networks", default="small,wide")
parser.add_argument("--threads", default="1,2")
parser.add_argument("--output", default=None)
parser.add_argument("--stage", type=int, default=0, help=argparse.SUPPRESS)
parser.add_argument("--folder", default=None, help=argparse.SUPPRESS)
arguments = parser.parse_args()

if arguments.stage:
    os.environ["OMP_NUM_THREADS"] = str(arguments.stage)
    # Threads that spin while they wait cost PyTorch ten times its speed where others use the cores too.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import json  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy  # noqa: E402
import soundfile  # noqa: E402
import torch  # noqa: E402

import inference  # noqa: E402
import report  # noqa: E402
import training  # noqa: E402
from networks import BATCHES, SEED, Case  # noqa: E402
from ours import Ours  # noqa: E402
from rounds import Row, Side, in_process  # noqa: E402

#: The goals of the yardstick: ours over the best float32 peer, on one thread.
GOALS = {
    ("small", 1): 0.25, ("small", 64): 0.6, ("wide", 1): 0.7, ("wide", 64): 0.8,
    ("small", "training"): 0.25, ("wide", "training"): 0.6, "start-up": 0.125,
}
#: Ours in fewer bits, beside the same network in float32.
REDUCED = ("bf16", "int8")
TOLERANCE = 1e-4
#: AdamW's first step is the sign of the gradient, noise where the gradient is: behind it float32 PyTorch is 2e-4
#: away from its own float64.
TOLERANCE_BEHIND_STEP = 1e-3


def largest(found, expected):
    """The largest difference of logits, over the largest logit."""
    found, expected = numpy.asarray(found), numpy.asarray(expected)
    return float(numpy.abs(found - expected).max() / numpy.abs(expected).max())


def checked(what, found, expected, tolerance=TOLERANCE):
    """The largest difference, if it is small enough."""
    difference = float(numpy.abs(numpy.asarray(found) - numpy.asarray(expected)).max())
    print(f"{what}: differs by at most {difference:.2e}", flush=True)
    if not difference <= tolerance:
        raise SystemExit(f"{what}: differs by {difference}, more than {tolerance}")
    return difference


def inference_rows(case, ours, threads):
    rows, differences, reduced = [], {}, {}
    for size in (1, 64):
        expected = ours.numbers("logits", case.name, size, threads)
        sides = [Side("faultdx", lambda n: float(
            ours.ask("infer", case.name, size, threads, n)), size)]
        for precision in REDUCED:
            logits = ours.numbers("logits", f"{case.name}-{precision}", size, threads)
            reduced[f"faultdx {precision}"] = largest(logits, expected)
            sides.append(Side(f"faultdx {precision}", lambda n, p=precision: float(
                ours.ask("infer", f"{case.name}-{p}", size, threads, n)), size))
        for name, make in {**inference.FLOAT32, **inference.BFLOAT16}.items():
            run = make(case, size, threads)
            logits = numpy.asarray(run()).reshape(-1)
            if name in inference.FLOAT32:
                differences[name] = max(
                    differences.get(name, 0), checked(f"{case.name}, {size}, {name}", logits, expected))
            else:
                reduced[name] = largest(logits, expected)
            sides.append(Side(name, in_process(run), size))
        if threads > 1:
            sides.append(Side("faultdx, 1 thread", lambda n: float(
                ours.ask("infer", case.name, size, 1, n)), size))
        title = f"{case.name}, " + ("one window" if size == 1 else f"batch {size}")
        rows.append(Row(title, sides, GOALS[case.name, size] if threads == 1 else None,
                        list(inference.FLOAT32)).run(arguments.rounds))
    return rows, differences, reduced


def training_row(case, ours, threads):
    first, second = {}, {}
    expected = ours.numbers("losses", case.name, threads, 2)
    batches = BATCHES[case.name]
    sides = [Side("faultdx", lambda n: float(
        ours.ask("train", case.name, threads, n)), training.BATCH)]
    for name, compiled in training.PEERS.items():
        losses = training.Steps(case, compiled).losses(2)
        first[name] = checked(f"{case.name}, loss, {name}", losses[0], expected[0])
        second[name] = checked(
            f"{case.name}, loss behind a step, {name}", losses[1], expected[1], TOLERANCE_BEHIND_STEP)
        measure = in_process(training.Steps(case, compiled).epoch)
        sides.append(Side(name, lambda n, m=measure: m(n) / batches, training.BATCH))
    if threads > 1:
        sides.append(Side("faultdx, 1 thread", lambda n: float(
            ours.ask("train", case.name, 1, n)), training.BATCH))
    for side in sides:
        # A turn is one epoch, and none is thrown away: the first is one as any other.
        side.settle = lambda side=side: (
            side.measure(2), setattr(side, "calls", 1), setattr(side, "warm", 1))
    goal = GOALS[case.name, "training"] if threads == 1 else None
    return Row(f"{case.name}, training step", sides, goal, list(training.PEERS)).run(
        arguments.rounds), first, second


def start_up_row(case):
    """In a process that is small: a child's peak of memory is never below that of who started it."""
    folder = Path(arguments.folder)
    random = numpy.random.default_rng(SEED)
    samples = 0.1 * random.standard_normal(120_000)
    samples[::117] += 0.5
    soundfile.write(folder / "recording.wav", samples, 12_000, subtype="PCM_16")
    here = Path(__file__).resolve().parent
    subprocess.run(
        [sys.executable, here / "startup.py", folder / "start-up.json", str(arguments.rounds),
         str(GOALS["start-up"]), arguments.faultdx, case.model, case.onnx(117),
         folder / "recording.wav"], check=True)
    return [json.loads((folder / "start-up.json").read_text())]


def stage(threads):
    """Everything with one number of threads, in a process of its own: runtimes settle theirs only once."""
    torch.set_num_threads(threads)
    ours = Ours(arguments.peer)
    rows, differences, reduced = [], {}, {}
    kinds = arguments.rows.split(",")
    cases = [Case(name, ours, arguments.folder) for name in arguments.networks.split(",")]
    for case in cases:
        case.load_into(ours)
        logits = numpy.reshape(ours.numbers("logits", case.name, 64, threads), (64, case.classes))
        case.magnitude, case.spread = float(abs(logits).max()), float(logits.std(0).min())
        if "inference" in kinds:
            made, found, reduced[case.name] = inference_rows(case, ours, threads)
            rows += made
            differences[f"{case.name}, logits"] = found
    if "training" in kinds:
        for case in cases:
            row, first, second = training_row(case, ours, threads)
            rows.append(row)
            differences[f"{case.name}, loss"] = first
            differences[f"{case.name}, loss behind a step"] = second
    if "start-up" in kinds and threads == 1:
        start_up = start_up_row(cases[0])
    else:
        start_up = []
    ours.close()
    return {"threads": threads, "instruction_set": ours.instruction_set, "differences": differences,
            "reduced": reduced,
            "magnitude": max(case.magnitude for case in cases),
            "spread": min(case.spread for case in cases),
            "rows": [row.plain() for row in rows] + start_up}


if arguments.stage:
    Path(arguments.folder, f"{arguments.stage}.json").write_text(json.dumps(stage(arguments.stage)))
    sys.exit()

with tempfile.TemporaryDirectory() as folder:
    stages = []
    for threads in arguments.threads.split(","):
        subprocess.run([sys.executable, *sys.argv, "--stage", threads, "--folder", folder], check=True)
        stages.append(json.loads(Path(folder, f"{threads}.json").read_text()))
results = Path(__file__).resolve().parents[1] / "results"
output = Path(arguments.output or results / f"{datetime.date.today()}.md")
output.parent.mkdir(exist_ok=True)
output.write_text(report.text(stages, arguments))
print(f"written: {output}")
