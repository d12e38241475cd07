"""Files into numbers: faultdx, polars, pyarrow, pandas and soundfile in turns. Started by `run --rows loading`."""
import argparse
import datetime
import importlib.metadata
import os
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

# One thread: polars takes its number when it is imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import numpy  # noqa: E402
import pandas  # noqa: E402
import polars  # noqa: E402
import pyarrow.csv  # noqa: E402
import soundfile  # noqa: E402

from ours import Ours  # noqa: E402

PACKAGES = ("polars", "pyarrow", "pandas", "soundfile", "numpy")
#: Times as fast as polars, each on one thread.
GOAL = 1.5
SHAPES = {
    "long": "time, value, label",
    "column": "one column of values",
    "wide": "label and 4000 values a row",
    "stamps": "ISO 8601 times, value",
    "epoch": "seconds since 1970, value",
    "precise": "time and value with 16-17 digits",
    "wave": "WAV, 16-bit PCM",
}
parser = argparse.ArgumentParser()
parser.add_argument("--peer", required=True)
parser.add_argument("--loading", required=True)
parser.add_argument("--rounds", type=int, default=20)
parser.add_argument("--megabytes", type=int, default=170)
parser.add_argument("--shapes", default=",".join(SHAPES))
parser.add_argument("--output", default=None)
arguments, _ = parser.parse_known_args()


def arrow(path):
    return pyarrow.csv.read_csv(path, read_options=pyarrow.csv.ReadOptions(use_threads=False))


READERS = {
    "polars": lambda path, dates: polars.read_csv(path, try_parse_dates=bool(dates)),
    "pyarrow": lambda path, dates: arrow(path),
    "pandas": lambda path, dates: pandas.read_csv(path, engine="c", parse_dates=dates),
}


def numbers(table):
    """The signal columns as float32, row after row."""
    columns = list(table.column_names if hasattr(table, "column_names") else table.columns)
    return numpy.ravel(numpy.column_stack([
        table[name].to_numpy().astype(numpy.float32)
        for name in columns if name not in ("time", "label")]))


class Side:
    """One reader: `measure` gives seconds on the wall and on the processor."""

    def __init__(self, name, measure):
        self.name, self.measure, self.wall, self.processor = name, measure, [], []

    def turn(self):
        wall, processor = self.measure()
        self.wall.append(wall)
        self.processor.append(processor)


def timed(run):
    def measure():
        start, busy = time.perf_counter(), time.process_time()
        run()
        return time.perf_counter() - start, time.process_time() - busy
    return measure


def of_ours(ours, path, threads):
    return lambda: tuple(ours.numbers("read", path, threads, 1))


def equality(name, found, expected):
    found = numpy.ascontiguousarray(found)
    if found.shape != expected.shape:
        raise SystemExit(f"{name}: {found.shape} numbers against {expected.shape}")
    return int((found.view(numpy.uint32) != expected.view(numpy.uint32)).sum())


def row(shape, path, ours, folder):
    output = str(folder / "values")
    ours.ask("values", path, 1, output)
    expected = numpy.fromfile(output, numpy.float32)
    ours.ask("values", path, os.cpu_count(), output)
    if equality("threads", numpy.fromfile(output, numpy.float32), expected):
        raise SystemExit(f"{shape}: threads change the numbers")
    sides = [Side("faultdx", of_ours(ours, path, 1))]
    different = {}
    if shape == "wave":
        read = lambda: soundfile.read(path, dtype="float32")  # noqa: E731
        different["soundfile"] = equality("soundfile", read()[0], expected)
        sides.append(Side("soundfile", timed(read)))
    else:
        dates = ["time"] if shape == "stamps" else None
        for name, reader in READERS.items():
            different[name] = equality(name, numbers(reader(path, dates)), expected)
            sides.append(Side(name, timed(lambda reader=reader: reader(path, dates))))
    sides.append(Side("faultdx, all cores", of_ours(ours, path, os.cpu_count())))
    for side in sides:
        side.measure()
    loads = []
    for number in range(arguments.rounds):
        for side in sides if number % 2 == 0 else sides[::-1]:
            side.turn()
        loads.append(os.getloadavg()[0])
    print(shape, {s.name: round(statistics.median(s.processor), 3) for s in sides}, different, flush=True)
    return shape, sides, different, statistics.median(loads), os.path.getsize(path)


def ratio(ours, theirs):
    values = sorted(their / our for our, their in zip(ours, theirs))
    return f"{statistics.median(values):.2f} ({values[0]:.2f}-{values[-1]:.2f})"


def text(rows):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    root = Path(__file__).resolve().parents[2]
    commit = subprocess.run(
        ["git", "-C", root, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True).stdout.strip()
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                      if line.startswith("model name")), "unknown")
    yield "# Loading: faultdx and other readers, in turns\n"
    yield (f"    Benchmarks/peers/run --rows loading --rounds {arguments.rounds} "
           f"--megabytes {arguments.megabytes}\n")
    yield f"- commit {commit}, {processor}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    yield (f"- files of {arguments.megabytes} MB in the system's cache, written by `loading --write`; every reader "
           "on one thread, a turn each in every round, forwards and backwards")
    yield ("- megabytes of file a second: medians of wall time, in parentheses of processor time (user and "
           "system), which others at work on the machine change less; \"load\" is the machine's\n")
    for kinds in (("polars", "pyarrow", "pandas"), ("soundfile",)):
        chosen = [r for r in rows if r[1][1].name in kinds]
        if not chosen:
            continue
        yield "| MB/s | faultdx | " + " | ".join(kinds) + " | load |"
        yield "|---" * (len(kinds) + 3) + "|"
        for shape, sides, _, load, size in chosen:
            cells = [f"{size / 1e6 / statistics.median(s.wall):.0f} "
                     f"({size / 1e6 / statistics.median(s.processor):.0f})" for s in sides[:-1]]
            yield f"| {shape}: {SHAPES[shape]} | " + " | ".join(cells) + f" | {load:.1f} |"
        yield ""
    yield "| times as fast | as | wall, median (min-max) | processor, median (min-max) | goal | |"
    yield "|---|---|---|---|---|---|"
    for shape, sides, _, _, _ in rows:
        ours, first = sides[0], sides[1]
        met = statistics.median(
            their / our for our, their in zip(ours.wall, first.wall)) >= GOAL
        goal = f"{GOAL} | {'met' if met else '**not met**'}" if first.name == "polars" else " | "
        yield (f"| {shape} | {first.name} | {ratio(ours.wall, first.wall)} | "
               f"{ratio(ours.processor, first.processor)} | {goal} |")
    yield f"\n| {os.cpu_count()} threads against 1 | wall, median (min-max) |\n|---|---|"
    for shape, sides, _, _, _ in rows:
        if shape != "wave":
            yield f"| {shape} | {ratio(sides[-1].wall, sides[0].wall)} |"
    yield "\nNumbers that differ from ours as float32, bit for bit, of all:\n"
    for shape, _, different, _, _ in rows:
        yield f"- {shape}: " + ", ".join(f"{name} {count}" for name, count in different.items())


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    ours = Ours(arguments.peer)
    rows = []
    for shape in arguments.shapes.split(","):
        subprocess.run([arguments.loading, "--write", folder, "--shape", shape, "--megabytes",
                        str(arguments.megabytes)], check=True)
        path = next(folder.glob(f"{shape}.*"))
        rows.append(row(shape, str(path), ours, folder))
        path.unlink()
    ours.close()
results = Path(__file__).resolve().parents[1] / "results"
output = Path(arguments.output or results / f"{datetime.date.today()}-loading.md")
output.parent.mkdir(exist_ok=True)
output.write_text("\n".join(text(rows)).rstrip() + "\n")
print(f"written: {output}")
