"""Draws what `growth` measured: plot.py TABLE.csv OUTPUT.svg"""
import csv
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# The palette of Okabe and Ito, told apart by everybody; the dashes tell too.
COLOURS = {"small": "#0072B2", "wide": "#D55E00"}
AXES = {"batch": "windows in a call", "length": "samples of a window", "channels": "channels of a window"}


def read(path):
    series = defaultdict(list)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            seconds = float(row["microseconds"]) * 1e-6
            share = 2 * int(row["multiply_adds"]) / seconds / (float(row["peak_gflops"]) * 1e9)
            series[row["axis"], row["network"], int(row["threads"])].append(
                (int(row["value"]), 1 / seconds, 100 * share))
    return series


def main(table, output):
    series = read(table)
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "growth", "axes.grid": True, "grid.alpha": 0.3})
    figure, panels = plt.subplots(2, 3, figsize=(11, 6), sharex="col")
    for column, (axis, title) in enumerate(AXES.items()):
        for (found, network, threads), points in series.items():
            if found != axis:
                continue
            sizes, rates, shares = zip(*points)
            style = {"color": COLOURS[network], "marker": "o", "markersize": 3,
                     "linestyle": "-" if threads == 1 else "--",
                     "label": f"{network}, {threads} thread{'s' if threads > 1 else ''}"}
            panels[0][column].loglog(sizes, rates, base=10, **style)
            if threads == 1:
                panels[1][column].semilogx(sizes, shares, **style)
        panels[0][column].set_xscale("log", base=2)
        panels[1][column].set_xscale("log", base=2)
        panels[1][column].set_ylim(bottom=0)
        panels[1][column].set_xlabel(title)
    panels[0][0].set_ylabel("windows a second")
    panels[1][0].set_ylabel("work of direct convolution,\n% of one core's peak")
    panels[0][0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(output, metadata={"Date": None} if output.endswith(".svg") else None)


main(*sys.argv[1:])
