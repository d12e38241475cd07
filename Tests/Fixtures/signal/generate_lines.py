"""Golden values for bearing lines, from NumPy and SciPy. Run: python3 generate_lines.py > lines.json"""

import json
import sys

import numpy
import scipy
import scipy.signal

print(f"python {sys.version.split()[0]} numpy {numpy.__version__} scipy {scipy.__version__}", file=sys.stderr)
random = numpy.random.default_rng(20261121)
RATE = 12000.0


def frequencies(balls, ball, pitch, angle):
    """Orders of the shaft: Randall, Antoni, MSSP 25, 2011, table 1."""
    ratio = ball / pitch * numpy.cos(numpy.radians(angle))
    ftf = (1 - ratio) / 2
    return {"bpfo": balls * ftf, "bpfi": balls * (1 - ftf), "ftf": ftf,
            "bsf": pitch / (2 * ball) * (1 - ratio * ratio)}


def lines(f):
    names = []
    for name, order in [("BPFO", f["bpfo"]), ("BPFI", f["bpfi"]), ("2BSF", 2 * f["bsf"])]:
        names += [(f"{h}x{name}", h * order) for h in (1, 2, 3, 4)]
    for h in (1, 2):
        for side, sign in [(-1, "-"), (1, "+")]:
            names.append((f"{h}xBPFI{sign}fr", h * f["bpfi"] + side))
            names.append((f"{h}x2BSF{sign}FTF", 2 * h * f["bsf"] + side * f["ftf"]))
    names += [("BPFI-2fr", f["bpfi"] - 2), ("BPFI+2fr", f["bpfi"] + 2), ("BPFO-fr", f["bpfo"] - 1),
              ("BPFO+fr", f["bpfo"] + 1), ("fr", 1.0), ("2fr", 2.0), ("FTF", f["ftf"]), ("2FTF", 2 * f["ftf"]),
              ("BSF", f["bsf"]), ("3xBSF", 3 * f["bsf"])]
    return names


def levels(x, speed, orders):
    n = len(x)
    spectrum = numpy.fft.fft(x - x.mean())
    magnitude = abs(spectrum[: n // 2 + 1])
    half = (int(100 / RATE * n) | 1) // 2
    for k in range(1, n // 2 + 1):
        spectrum[k] /= magnitude[max(0, k - half): k + half + 1].mean()
    spectrum[0] = 0
    spectrum[n // 2 + 1:] = 0
    envelope = abs(numpy.fft.ifft(spectrum)) ** 2
    taper = scipy.signal.windows.hann(n, sym=False)
    power = abs(numpy.fft.fft((envelope - envelope.mean()) * taper, 2 * n)) ** 2
    shaft = speed / 60 / (RATE / (2 * n))
    result = []
    for order in orders:
        place = order * shaft
        reach = max(2.0, place * 0.005 + 1.5)
        if place + max(reach, shaft) + 1 >= n + 1 or place <= reach:
            result.append(0.0)
            continue
        peak = power[int(numpy.ceil(place - reach)): int(place + reach) + 1].max()
        around = numpy.sort(power[int(max(1, numpy.ceil(place - shaft))): int(place + shaft) + 1])
        result.append(float(numpy.log(peak / around[len(around) // 2])))
    return result


golden = []
for geometry, speed, count in [((9, 0.3126, 1.537, 0.0), 1797.0, 2048), ((8, 0.2656, 1.122, 0.0), 1730.0, 1024),
                               ((12, 8.4, 71.5, 15.17), 6100.0, 1000)]:
    f = frequencies(*geometry)
    t = numpy.arange(count) / RATE
    x = 0.3 * random.normal(size=count) + numpy.sin(2 * numpy.pi * speed / 60 * t)
    for strike in numpy.arange(0.001, count / RATE, 60 / speed / f["bpfi"]):
        late = t - strike
        x += numpy.where(late >= 0, numpy.exp(-800 * late) * numpy.sin(2 * numpy.pi * 3100 * late), 0)
    x = x.astype(numpy.float32).astype(numpy.float64)
    named = lines(f)
    golden.append({"geometry": list(geometry), "speed": speed, "x": [float(f"{v:.9g}") for v in x],
                   "names": [name for name, _ in named], "levels": levels(x, speed, [order for _, order in named])})
json.dump({"rate": RATE, "cases": golden}, sys.stdout)
print()
