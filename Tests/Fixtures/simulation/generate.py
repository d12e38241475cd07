"""Transients of the circuits under test from ngspice. Run: python3 generate.py > ngspice.json

The netlists are written out here by hand, so that the ones in FaultDXSimulation are checked too. Ideal
amplifiers are voltage-controlled sources with a gain of 1e7.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

SALLEN_KEY = """
R1 in a {r1}
R2 a out {r2}
R3 b 0 2k
R4 fb 0 4k
R5 out fb 4k
C1 a b 5n
C2 a 0 5n
E1 out 0 b fb 1e7
"""

BIQUAD = """
R1 n1 bp 6.2k
R2 inv n1 6.2k
R3 in n1 6.2k
R4 bp n2 1.6k
R5 lp n3 5.1k
R6 n3 inv 5.1k
R7 bp g 10k
R8 in g 10k
R9 inv g 10k
R10 g out 10k
C1 n1 bp 5n
C2 n2 lp 5n
E1 bp 0 0 n1 1e7
E2 lp 0 0 n2 1e7
E3 inv 0 0 n3 1e7
E4 out 0 0 g 1e7
"""

CIRCUITS = [
    ("sallen-key", SALLEN_KEY.format(r1="1k", r2="3k"), ["R2", "R3", "C1", "C2"], 128),
    ("sallen-key-2000", SALLEN_KEY.format(r1="5.18k", r2="1k"), ["R2", "R3", "C1", "C2"], 128),
    ("biquad", BIQUAD, ["C1", "C2", "R1", "R2", "R3", "R4"], 512),
]
SAMPLES = 128
UNITS = {"k": 1e3, "n": 1e-9}


def scaled(netlist, component, factor):
    def replace(match):
        value = float(match[2][:-1]) * UNITS[match[2][-1]]
        return f"{match[1]} {value * factor:.12g}"
    return re.sub(rf"^({component} \S+ \S+) (\S+)$", replace, netlist, flags=re.M)


def transient(netlist, microseconds):
    step = microseconds / SAMPLES
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        deck = f"""transient
Vin in 0 PULSE(0 5 1u 1u 10u 10u 1)
{netlist}
.options reltol=1e-6 abstol=1e-12 vntol=1e-9
.control
tran {step}u {microseconds}u 0 {step / 40}u
linearize v(out)
wrdata {data} v(out)
quit
.endc
.end
"""
        subprocess.run(["ngspice", "-b"], input=deck, text=True, check=True, capture_output=True)
        rows = [line.split() for line in open(data)]
    assert abs(float(rows[1][0]) - step * 1e-6) < 1e-15
    return [float(f"{float(row[1]):.6g}") for row in rows[:SAMPLES]]


version = subprocess.run(["ngspice", "--version"], text=True, capture_output=True).stdout
print(re.search(r"ngspice-\S+", version)[0], file=sys.stderr)
golden = []
for name, netlist, components, microseconds in CIRCUITS:
    cases = [("normal", netlist)]
    for component in components:
        cases.append((component + "+", scaled(netlist, component, 1.5)))
        cases.append((component + "-", scaled(netlist, component, 0.5)))
    for label, changed in cases:
        assert label == "normal" or changed != netlist
        golden.append(dict(circuit=name, label=label, samples=transient(changed, microseconds)))
json.dump(golden, sys.stdout, separators=(",", ":"))
