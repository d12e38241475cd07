"""Transients of random R, L, C ladders and of amplifiers with one pole from ngspice.

Run: python3 networks.py > networks.json

Each case holds a netlist as faultdx reads it. ngspice gets the same text, and a definition of the amplifier:
a controlled source behind an RC, its output resistance in series.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile

SAMPLES = 60
AMPLIFIER = """
.subckt opamp p n o gain=2e5 gbw=1meg rout=1u
G1 0 pole p n {gain}
R1 pole 0 1
C1 pole 0 {gain/(6.283185307179586*gbw)}
E1 x 0 pole 0 1
R2 x o {rout}
.ends
"""
SALLEN_KEY = """R1 in a 1k
C1 a b 2n
R2 a out 3k
C2 a 0 2n
R3 b 0 2k
R4 fb 0 4k
R5 out fb 4k
RL out 0 2k
"""


def ladder(seed):
    draw = random.Random(seed)
    value = lambda low: f"{low * 100 ** draw.random():.5g}"
    lines = ["V1 n0 0 PULSE(0 1 2u 1u 3u 15u)"]
    sections = draw.randint(2, 6)
    for section in range(sections):
        here = f"n{section}"
        there = "out" if section + 1 == sections else f"n{section + 1}"
        lines.append(f"R{section} {here} {there} {value(100)}")
        kind = draw.randrange(3)
        if kind == 0:
            lines.append(f"C{section} {there} 0 {value(1e-10)}")
        elif kind == 1:
            lines.append(f"L{section} {there} 0 {value(1e-4)}")
        else:
            lines.append(f"C{section} {here} {there} {value(1e-10)}")
    lines.append(f"RL out 0 {value(100)}")
    return "\n".join(lines) + "\n.tran 0.5u 30u\n"


def one_pole(parameters):
    return ("Vin in 0 PULSE(0 1 1u 0.1u 0.1u 10u)\n" + SALLEN_KEY
            + f"X1 b fb out opamp {parameters}\n.tran 0.5u 30u\n")


def transient(netlist):
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        body = netlist.replace(".tran 0.5u 30u\n", "")
        deck = f"""case
{body}{AMPLIFIER if " opamp" in body else ""}
.options reltol=1e-6 abstol=1e-12 vntol=1e-9
.control
tran 0.5u 30u 0 0.01u
linearize v(out)
wrdata {data} v(out)
quit
.endc
.end
"""
        subprocess.run(["ngspice", "-b"], input=deck, text=True, check=True, capture_output=True)
        rows = [line.split() for line in open(data)]
    return [float(f"{float(row[1]):.6g}") for row in rows[:SAMPLES]]


version = subprocess.run(["ngspice", "--version"], text=True, capture_output=True).stdout
print(re.search(r"ngspice-\S+", version)[0], file=sys.stderr)
netlists = [ladder(seed) for seed in range(10)]
netlists += [one_pole(p) for p in ("gbw=1meg", "gbw=3meg gain=1e4 rout=200", "gbw=300k rout=50")]
golden = [dict(netlist="case\n" + text, samples=transient(text)) for text in netlists]
print("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in golden) + "\n]")
