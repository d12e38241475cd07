"""The result file: what was measured on what, the table, and the goals beside the ratios."""
import importlib.metadata
import os
import platform
import statistics
import subprocess
from pathlib import Path

from networks import SEED

PACKAGES = ("torch", "onnx", "onnxruntime", "openvino", "soundfile", "numpy")


def figure(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def span(values, digits=None):
    show = figure if digits is None else (lambda value: f"{value:.{digits}f}")
    return f"{show(statistics.median(values))} ({show(min(values))}-{show(max(values))})"


def lines_of(path, key):
    for line in Path(path).read_text().splitlines() if Path(path).exists() else []:
        if line.startswith(key):
            return line.split(":", 1)[1].strip()
    return "unknown"


def said(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def timings(stage):
    inference = [r for r in stage["rows"] if "step" not in r["title"] and r["title"] != "start-up"]
    training = [r for r in stage["rows"] if "step" in r["title"]]
    for rows in (inference, training):
        if not rows:
            continue
        names = list(rows[0]["sides"])
        yield "| µs per window | " + " | ".join(names) + " | load |"
        yield "|---" * (len(names) + 2) + "|"
        for row in rows:
            cells = [span(row["sides"][name]["times"]) for name in names]
            yield f"| {row['title']} | " + " | ".join(cells) + f" | {row['load']:.1f} |"
        yield ""


def ratios(stage):
    yield "| faultdx against the best float32 peer | peer | ratio, median (min-max) | goal | |"
    yield "|---|---|---|---|---|"
    for row in stage["rows"]:
        values = row["sides"][row["best"]]["ratios"]
        goal = row["goal"]
        verdict = "" if goal is None else "met" if statistics.median(values) <= goal else "**not met**"
        yield (f"| {row['title']} | {row['best']} | {span(values, 3)} | "
               f"{'' if goal is None else f'{goal:g}'} | {verdict} |")
    yield ""


def reduced(stage):
    """Ours in fewer bits beside ours in float32 and the peer that rounds to bf16."""
    rows = [r for r in stage["rows"] if "faultdx bf16" in r["sides"]]
    if not rows:
        return
    yield "| ratio of times, median (min-max) | bf16 to OpenVINO bf16 | bf16 to float32 | int8 to float32 |"
    yield "|---|---|---|---|"
    for row in rows:
        times = {name: side["times"] for name, side in row["sides"].items()}
        cells = [span([a / b for a, b in zip(times[ours], times[theirs])], 3)
                 for ours, theirs in (("faultdx bf16", "OpenVINO bf16"), ("faultdx bf16", "faultdx"),
                                      ("faultdx int8", "faultdx"))]
        yield f"| {row['title']} | " + " | ".join(cells) + " |"
    yield ""
    for name, found in stage["reduced"].items():
        listed = ", ".join(f"{side} {difference:.2%}" for side, difference in found.items())
        yield f"Logits of {name} differ from float32, over the largest: {listed}.\n"


def start_up(stage):
    for row in stage["rows"]:
        if row["title"] != "start-up":
            continue
        yield "## Start-up\n"
        yield ("A whole process: 10 s at 12 kHz, 16 bits, the small network, 117 windows. Wall time, and the "
               "peak of memory.\n")
        yield "| | ms | MB |\n|---|---|---|"
        for (name, side), memory in zip(row["sides"].items(), row["memory"]):
            yield f"| {name} | {span([t / 1000 for t in side['times']])} | {memory / 1024:.0f} |"
        yield ""


def scaling(stage):
    rows = [r for r in stage["rows"] if "faultdx, 1 thread" in r["sides"]]
    if not rows:
        return
    yield f"## {stage['threads']} threads against 1\n"
    yield "Both in every round; a single window is computed by one thread whatever is asked for.\n"
    yield "| faultdx | times as fast, median (min-max) |\n|---|---|"
    for row in rows:
        # The ratios are of many threads over one: the inverse is how much faster.
        values = [1 / ratio for ratio in row["sides"]["faultdx, 1 thread"]["ratios"]]
        yield f"| {row['title']} | {span(values, 2)} |"
    yield ""


def text(stages, arguments):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    root = Path(__file__).resolve().parents[2]
    commit = said("git", "-C", str(root), "rev-parse", "--short=12", "HEAD")
    changed = " with changes" if said("git", "-C", str(root), "status", "--porcelain", "-uno") else ""
    swift = said("swift", "--version").splitlines()[0]
    options = [f"--rounds {arguments.rounds}", f"--rows {arguments.rows}",
               f"--networks {arguments.networks}", f"--threads {arguments.threads}"]
    largest = {}
    for stage in stages:
        for case, found in stage["differences"].items():
            kind = case.split(", ")[1]
            largest[kind] = max(largest.get(kind, 0), *found.values())
    lines = [
        "# faultdx and other runtimes, in turns\n",
        f"    Benchmarks/peers/run {' '.join(options)}\n",
        f"- commit {commit}{changed}, {swift}, instruction set {stages[0]['instruction_set']}",
        f"- {lines_of('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}; the column \"load\" is the median of the machine's load "
        "average over a row: above the row's threads, others were at work",
        f"- Python {platform.python_version()}, {versions}",
        f"- seed {SEED} of weights and windows; weights: a faultdx model file, read by every side (by ONNX "
        "through `examples/pytorch`)",
        *(f"- {kind}: differ from ours by at most {difference:.1e} on any float32 peer"
          for kind, difference in largest.items()),
        f"- logits reach {max(stage['magnitude'] for stage in stages):.1f}; a class's logit varies over windows "
        f"with a deviation of {min(stage['spread'] for stage in stages):.2f} or more",
        f"- {arguments.rounds} rounds a row; a round gives every side a turn of about 70 ms (training: one "
        "epoch, 16 batches of small or 3 of wide), untimed calls before it; figures are medians with least "
        "and greatest; a ratio is taken within a round\n",
        "A single window: faultdx copies it into a session that is kept and reads the logits; the others are "
        "called from Python, as people do. Batch 64: `InferencePlan.logits`. Training: whole epochs of `Trainer` "
        "on windows in memory, batching included, against indexing, forward, backward and fused AdamW. "
        "With several threads PyTorch's wait without spinning (OMP_WAIT_POLICY), which costs little alone and "
        "saves it where others are at work.\n",
    ]
    for stage in stages:
        threads = stage["threads"]
        lines += [f"## {threads} thread{'s' if threads > 1 else ''}\n", *timings(stage), *ratios(stage),
                  *reduced(stage)]
    for stage in stages:
        lines += [*start_up(stage), *scaling(stage)]
    return "\n".join(lines).rstrip() + "\n"
