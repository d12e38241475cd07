#!/usr/bin/env python3
"""Makes the table of results in README.md: every figure in it is one that `faultdx` printed as JSON.

    examples/experiments/run.py --data ../shared/datasets --update README.md

Writes results.json (commands, seeds, commit, machine, figures) and results.md beside this script, and prints the latter.
A row whose data is absent is skipped with a message and keeps no figure. The data are other people's: README.md beside this
script says what lies where below --data. Needs Python 3.9 or newer and nothing else.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shlex
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
MANIFESTS = REPOSITORY / "datasets" / "manifests"
BEGIN, END = "<!-- results: made by examples/experiments/run.py -->", "<!-- end of results -->"
SIMPLE = ["majority class", "linear discriminant", "logistic regression", "quadratic discriminant"]


def say(line):
    print(line, file=sys.stderr, flush=True)


class Row:
    """One line of the table: a data set and a question to it, as the arguments of one command."""

    def __init__(self, name, data, tested, needs, command, seeds, leaks=False):
        self.name = name
        self.data = data
        self.tested = tested
        self.needs = needs  # what must be there below --data; empty for data of this repository
        self.command = command  # (data folder, scratch folder) -> arguments, without the seed
        self.seeds = seeds
        self.leaks = leaks


def cwru(*arguments, manifest="cwru.csv"):
    def command(data, scratch):
        path = MANIFESTS / manifest
        if manifest == "faults":
            path = faults_of_cwru(scratch)
        return ["crossval", path, "--root", data / "cwru", *arguments]

    return command


def faults_of_cwru(scratch):
    """The manifest without its baselines: which size of fault a sound bearing has cannot be said."""
    target = scratch / "cwru-faults.csv"
    with open(MANIFESTS / "cwru.csv") as source, open(target, "w") as sink:
        for line in source:
            if not line.startswith("normal_"):
                sink.write(line)
    return target


def itsc(data, scratch):
    """The archive unpacked: a manifest names files, and says the repetition of each."""
    with zipfile.ZipFile(data / "itsc" / "Cropped_Signals_SF.zip") as archive:
        wanted = [name for name in archive.namelist() if name.startswith("Cropped_Signals_SF/")]
        archive.extractall(scratch, wanted)
    return ["crossval", MANIFESTS / "itsc.csv", "--root", scratch, "--leave-out", "repetition"] + [
        "--window", "250"
    ]


def sallen_key(data, scratch):
    files = sorted((data / "sallenkey").glob("f*.txt"))
    return ["crossval", *files, "--labels-from-names", "--resample-non-uniform"] + [
        "--grid-rate", "2e6"
    ]


def motor_sounds(data, scratch):
    return ["crossval", data / "motor_sounds" / "labels.csv", "--split", "recording"]


def published(name):
    def command(data, scratch):
        folder = data / "ucr" / name
        training, test = folder / f"{name}_TRAIN.tsv", folder / f"{name}_TEST.tsv"
        return ["train", independent(training, test, scratch), "--test", test] + [
            "--output", scratch / f"{name}.safetensors"
        ]

    return command


def series(path):
    """The lines of a file, each with its series: all behind the label."""
    return [(line, line.rstrip().split("\t", 1)[1]) for line in open(path)]


def dropped(training, test):
    """How many training series are repeated, or are in the test too."""
    seen = {values for _, values in series(test)}
    lines = series(training)
    return len(lines) - len({values for _, values in lines} - seen)


def independent(training, test, scratch):
    """The training file, without what is repeated or in the test: faultdx refuses to train with that."""
    if not dropped(training, test):
        return training
    target = scratch / training.name
    seen = {values for _, values in series(test)}
    with open(target, "w") as sink:
        for line, values in series(training):
            if values not in seen:
                seen.add(values)
                sink.write(line)
    return target


def committed(name):
    return lambda data, scratch: ["crossval", REPOSITORY / "datasets" / name]


ROWS = [
    Row(
        "bearing", "`datasets/bearing.csv`, simulated, 4 classes", "bearings never seen", "",
        committed("bearing.csv"), [1]),
    Row(
        "sallen-key-simulated", "`datasets/sallen-key.csv`, simulated, 9 classes",
        "boards never seen", "", committed("sallen-key.csv"), [1]),
    Row(
        "cwru-random-windows", "CWRU, 0 HP, 10 classes", "windows drawn at random: **leaking**",
        "cwru", cwru("--label-column", "class", "--where", "load=0", "--split", "random-windows",
                     "--allow-leak"), [1], leaks=True),
    Row(
        "cwru-time", "CWRU, 0 HP, 10 classes", "other stretches of time of the same recordings",
        "cwru", cwru("--label-column", "class", "--where", "load=0", "--split", "time"), [1]),
    Row(
        "cwru-load", "CWRU, 10 classes", "each of 0, 1, 3 HP left out: the same bearings",
        "cwru", cwru("--label-column", "class", "--leave-out", "load"), [1]),
    Row(
        "cwru-size", "CWRU, 3 fault types", "each fault size left out: **unseen bearings**",
        "cwru", cwru("--leave-out", "fault_size", manifest="faults"), [1]),
    Row(
        "sallen-key", "Sallen-Key by PSpice, 9 classes", "Monte-Carlo runs never seen", "sallenkey",
        sallen_key, [1]),
    Row(
        "itsc", "ITSC motor currents, 13 classes", "each of 5 repetitions left out",
        "itsc/Cropped_Signals_SF.zip", itsc, [1]),
    Row(
        "motor-sounds", "motor sounds, 5 classes", "files never heard", "motor_sounds", motor_sounds,
        [1]),
    Row("trace", "UCR Trace, 4 classes", "published split", "ucr/Trace", published("Trace"), [1, 2, 3]),
    Row(
        "powercons", "UCR PowerCons, 2 classes", "published split", "ucr/PowerCons",
        published("PowerCons"), [1, 2, 3]),
]


def classifiers(document):
    """What each classifier reached, and between which bounds, from the JSON of train or crossval."""
    figures = document.get("pooled") or document.get("test") or document
    found = {row["name"]: row for row in figures.get("baselines", [])}
    found["network"] = {"windows": figures["windows"], "recordings": figures["recordings"]}
    comparison = figures.get("comparison")
    return (
        {
            name: {
                part: {
                    "accuracy": row[part]["accuracy"],
                    "lower": (row[part]["interval"] or {}).get("lower"),
                    "upper": (row[part]["interval"] or {}).get("upper"),
                    "how": (row[part]["interval"] or {}).get("how"),
                }
                for part in ("windows", "recordings")
            }
            for name, row in found.items()
        },
        comparison,
    )


def shown(command, data, scratch):
    """A command as a person types it, without the folders of this machine."""
    text = " ".join(shlex.quote(str(word)) for word in command)
    for folder, name in ((scratch, "SCRATCH"), (data, "DATA"), (REPOSITORY, ".")):
        text = text.replace(str(folder), name)
    return text


def run(row, faultdx, data, scratch, threads):
    """All seeds of a row; the figures of each."""
    arguments = [str(word) for word in row.command(data, scratch)]
    tested = row.tested
    if arguments[0] == "train":
        folder = data / row.needs
        count = dropped(*(next(folder.glob(f"*_{part}.tsv")) for part in ("TRAIN", "TEST")))
        if count:
            tested += f", less {count} training series that are repeated or in the test"
    runs = []
    for seed in row.seeds:
        extra = ["--seed", str(seed), "--format", "json"]
        if threads:
            extra += ["--threads", str(threads)]
        command = [str(faultdx), *arguments, *extra]
        say(f"{row.name}, seed {seed}: {shown(['faultdx', *arguments, *extra], data, scratch)}")
        started = time.monotonic()
        before = os.times()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        after = os.times()
        if done.returncode != 0:
            say(done.stderr)
            sys.exit(f"{row.name}: faultdx ended with status {done.returncode}")
        figures, comparison = classifiers(json.loads(done.stdout))
        processor = (
            after.children_user - before.children_user
            + after.children_system - before.children_system
        )
        say(
            f"  network {figures['network']['windows']['accuracy']:.3f} by window, "
            f"{time.monotonic() - started:.0f} s, {processor:.0f} s of processor time")
        runs.append({
            "seed": seed,
            "command": shown(["faultdx", *arguments, *extra], data, scratch),
            "classifiers": figures, "comparison": comparison,
            "processorSeconds": round(processor, 1),
        })
    return {
        "name": row.name, "data": row.data, "tested": tested, "leaks": row.leaks, "runs": runs,
    }


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def cell(runs, name, best):
    """The mean over the seeds, and the means of their bounds: seeds share their units, so bounds do not shrink with them."""
    if any(name not in run["classifiers"] for run in runs):
        return "-"
    windows = [run["classifiers"][name]["windows"] for run in runs]
    value = f"{100 * mean(w['accuracy'] for w in windows):.1f}"
    if name in best:
        value = f"**{value}**"
    if any(w["lower"] is None for w in windows):
        return value
    lower, upper = (100 * mean(w[bound] for w in windows) for bound in ("lower", "upper"))
    return f"{value} ({lower:.0f}-{upper:.0f})"


def markdown(document):
    lines = [
        "| data | tested on | majority | linear discriminant | logistic regression | quadratic discriminant "
        "| network | by recording: best simple, network | s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in document["rows"]:
        runs = row["runs"]
        names = [name for name in SIMPLE + ["network"] if name in runs[0]["classifiers"]]
        by = {
            part: {
                name: mean(run["classifiers"][name][part]["accuracy"] for run in runs)
                for name in names
            }
            for part in ("windows", "recordings")
        }
        top = max(round(100 * value, 1) for value in by["windows"].values())
        best = {name for name in names if round(100 * by["windows"][name], 1) == top}
        simple = max(value for name, value in by["recordings"].items() if name != "network")
        cells = [cell(runs, name, best) for name in SIMPLE + ["network"]]
        whole = f"{100 * simple:.1f}, {100 * by['recordings']['network']:.1f}"
        seconds = mean(run["processorSeconds"] for run in runs)
        lines.append(
            f"| {row['data']} | {row['tested']} | {' | '.join(cells)} | {whole} | {seconds:.0f} |")
    machine = document["machine"]
    lines += [
        "",
        f"Accuracy by window in per cent with the default recipe, mean over the seeds ({seeds_of(document)}), bounds at 95 % "
        "over units, not windows; bold is the highest of the row. s is processor time of one seed with all "
        f"classifiers and folds. Made by `examples/experiments/run.py` at commit {document['commit']} on {document['date']}, "
        f"{machine['processor']}, {machine['cores']} cores; the commands are in "
        "[results.json](examples/experiments/results.json).",
    ]
    return "\n".join(lines)


def seeds_of(document):
    single = [row["data"] for row in document["rows"] if len(row["runs"]) == 1]
    most = max(len(row["runs"]) for row in document["rows"])
    return f"{most} of the published splits, else 1" if single and most > 1 else f"{most}"


def machine():
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            processor = next(line for line in lines if line.startswith("model name"))
            processor = processor.split(":", 1)[1].strip()
    except (OSError, StopIteration):
        pass
    return {"processor": processor, "system": platform.system(), "cores": os.cpu_count()}


def commit():
    def git(*arguments):
        return subprocess.run(
            ["git", "-C", str(REPOSITORY), *arguments], capture_output=True, text=True
        ).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "Sources")
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def update(path, table):
    """Puts the table between the markers of a Markdown file."""
    text = path.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"{path}: has no \"{BEGIN}\" … \"{END}\"")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    path.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=REPOSITORY / "../shared/datasets")
    parser.add_argument(
        "--faultdx", type=pathlib.Path, default=REPOSITORY / ".build/release/faultdx")
    parser.add_argument(
        "--only", action="append", choices=[row.name for row in ROWS],
        help="this row alone; repeat for several. The others keep what results.json has of them")
    parser.add_argument("--update", type=pathlib.Path, help="the file with the markers")
    parser.add_argument("--output", type=pathlib.Path, default=HERE, help="where results go")
    parser.add_argument("--threads", type=int)
    parser.add_argument(
        "--render", action="store_true", help="make the table again from results.json, run nothing")
    options = parser.parse_args()
    results = options.output / "results.json"
    if options.render:
        return publish(json.loads(results.read_text()), options)
    if not os.access(options.faultdx, os.X_OK):
        sys.exit(f"{options.faultdx}: is not there; scripts/build-release makes it")
    data = options.data.resolve()
    # A table of several commits would be nobody's result.
    kept = {}
    if options.only and results.exists():
        previous = json.loads(results.read_text())
        if previous["commit"] != commit():
            sys.exit(f"{results} is of commit {previous['commit']}; run all rows at {commit()}")
        kept = {row["name"]: row for row in previous["rows"]}
    document = {
        "commit": commit(), "date": datetime.date.today().isoformat(), "machine": machine(),
        "rows": [],
    }
    rows = document["rows"]
    for row in ROWS:
        if options.only and row.name not in options.only:
            if row.name in kept:
                rows.append(kept[row.name])
            continue
        if row.needs and not (data / row.needs).exists():
            say(f"{row.name}: skipped, no {row.needs} below --data {options.data}")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            rows.append(
                run(row, options.faultdx, data, pathlib.Path(scratch).resolve(), options.threads))
        # After each row, so that an interruption costs one.
        results.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if not rows:
        sys.exit("no data, no results")
    publish(document, options)


def publish(document, options):
    """Puts the table where it is read."""
    table = markdown(document)
    (options.output / "results.md").write_text(table + "\n")
    if options.update:
        update(options.update, table)
    print(table)


if __name__ == "__main__":
    main()
