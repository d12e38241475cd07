#!/usr/bin/env python3
"""Makes the fixtures of this folder: small files of each format, each with what its own library reads from it.

    python3 Tests/Fixtures/readers/generate.py

Seeded; the same versions give the same bytes.
"""

import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

import numpy
import scipy
import scipy.io

here = os.path.dirname(os.path.abspath(__file__))
expected = {}


def path(*parts):
    result = os.path.join(here, *parts)
    os.makedirs(os.path.dirname(result), exist_ok=True)
    return result


def recording(samples, rate=None, label=None, group=None, name="", channels=None):
    """What a reader should make of it; samples are [frames] or [frames, channels], in any precision."""
    samples = numpy.asarray(samples)
    if samples.ndim == 1:
        samples = samples[:, None]
    with numpy.errstate(over="ignore"):
        bits = numpy.ascontiguousarray(samples).astype("<f4")
    result = {"name": name, "channels": samples.shape[1], "bits": bits.tobytes().hex()}
    if rate is not None:
        result["rate"] = rate
    if label is not None:
        result["label"] = label
    if group is not None:
        result["group"] = group
    if channels is not None:
        result["channelNames"] = channels
    return result


def expect(name, *recordings):
    expected[name] = list(recordings)


# --- NumPy

def numpy_files(random):
    signal = random.normal(size=40)
    for dtype in ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "<i2", ">i2", "|i1", "|u1", "<u2", ">u4", "<i4", "<i8", ">u8"]:
        values = signal if dtype[1] == "f" else numpy.clip(signal * 40, -100, 100)
        if dtype[1] == "u":
            values = numpy.abs(values)
        array = values.astype(dtype)
        name = "numpy/%s%s.npy" % (dtype[1:], "_big" if dtype[0] == ">" else "")
        numpy.save(path(name), array)
        expect(name, recording(numpy.load(path(name)).astype("f8")))
    odd = numpy.array([0.0, -0.0, 1e-45, 65504, 6e-8, numpy.inf, -numpy.inf, 1 / 3], dtype="<f2")
    numpy.save(path("numpy/halves.npy"), odd)
    expect("numpy/halves.npy", recording(odd))
    huge = numpy.array([1e300, -1e300, 1e-300, 1.00000006, 16777217.0, 2.5, numpy.nan])
    numpy.save(path("numpy/rounded.npy"), huge)
    expect("numpy/rounded.npy", recording(huge))

    # Versions 2 and 3 differ in the width of the header's length, and in its encoding.
    for version in [(2, 0), (3, 0)]:
        name = "numpy/version_%d.npy" % version[0]
        with open(path(name), "wb") as file:
            numpy.lib.format.write_array(file, signal, version=version)
        expect(name, recording(signal))

    tall = random.normal(size=(96, 3))
    for order in "CF":
        name = "numpy/tall_%s.npy" % order
        numpy.save(path(name), numpy.array(tall, order=order))
        expect(name, recording(tall))
    flat = random.normal(size=(4, 20)).astype("f4")
    for order in "CF":
        numpy.save(path("numpy/matrix_%s.npy" % order), numpy.array(flat, order=order))
    cube = random.normal(size=(3, 64, 2)).astype("f4")
    for order in "CF":
        name = "numpy/cube_%s.npy" % order
        numpy.save(path(name), numpy.array(cube, order=order))
        expect(name, *[recording(cube[i], name="row %d" % (i + 1)) for i in range(3)])
    numpy.save(path("numpy/cube_channels_first.npy"), cube.transpose(0, 2, 1))
    expect("numpy/cube_channels_first.npy", *[recording(cube[i], name="row %d" % (i + 1)) for i in range(3)])
    numpy.save(path("numpy/cube_ambiguous.npy"), random.normal(size=(3, 8, 6)).astype("f4"))
    numpy.save(path("numpy/complex.npy"), signal + 1j)
    numpy.save(path("numpy/objects.npy"), numpy.array([signal, None], dtype=object), allow_pickle=True)
    numpy.save(path("numpy/records.npy"), numpy.zeros(4, dtype=[("a", "f4"), ("b", "i2")]))
    numpy.save(path("numpy/text.npy"), numpy.array(["ball", "inner"]))
    numpy.save(path("numpy/scalar.npy"), numpy.float64(3))
    numpy.save(path("numpy/empty.npy"), numpy.zeros((0, 3)))

    # A data set as learners keep it: signals, classes, units and the rate.
    labels = numpy.array(["normal", "ball", "normal", "inner"])
    groups = numpy.array([7, 8, 7, 9], dtype="i4")
    for name, save in [("stored", numpy.savez), ("deflated", numpy.savez_compressed)]:
        save(path("numpy/%s.npz" % name), X=flat, y=labels, groups=groups, fs=12000)
        expect("numpy/%s.npz" % name, *[
            recording(flat[i], rate=12000, label=labels[i], group=str(groups[i]), name="row %d" % (i + 1))
            for i in range(4)])
    numpy.savez(path("numpy/split.npz"), X_train=flat[:3], y_train=numpy.array([1, 2, 1]), X_test=flat[3:],
                y_test=numpy.array([2]))
    expect("numpy/split.npz", *[
        recording(flat[i], label=str([1, 2, 1, 2][i]), name="X_%s row %d" % (("train", i + 1) if i < 3 else ("test", 1)))
        for i in range(4)])
    numpy.savez(path("numpy/lists.npz"), drive=signal, fan=signal[:30] * 2)
    expect("numpy/lists.npz", recording(signal, name="drive"), recording(signal[:30] * 2, name="fan"))
    numpy.savez(path("numpy/short_labels.npz"), X=flat, y=numpy.array([1, 2, 3]))


# --- ZIP

def zip_files(random):
    def table(values):
        return "x\n" + "".join("%r\n" % v for v in values.tolist())

    signals = random.normal(size=(4, 30))
    names = ["set/ball/1.csv", "set/ball/2.csv", "set/normal/1.csv", "set/normal/2.csv"]
    labels = ["ball", "ball", "normal", "normal"]
    when = (2024, 1, 2, 3, 4, 6)
    expectation = [recording(s, label=l, channels=["x"]) for s, l in zip(signals, labels)]

    def fill(archive, kind):
        archive.writestr(zipfile.ZipInfo("set/", when), "")
        archive.writestr(zipfile.ZipInfo("__MACOSX/set/._1.csv", when), "junk")
        archive.writestr(zipfile.ZipInfo("set/readme.txt", when), "hello")
        for index, (name, signal) in enumerate(zip(names, signals)):
            info = zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_DEFLATED if index % 2 else zipfile.ZIP_STORED
            with archive.open(info, "w", force_zip64=kind == "zip64") as member:
                member.write(table(signal).encode())

    for kind in ["classes", "zip64"]:
        with zipfile.ZipFile(path("zip/%s.zip" % kind), "w") as archive:
            archive.comment = b"a comment"
            fill(archive, kind)
        expect("zip/%s.zip" % kind, *expectation)

    class Pipe(io.RawIOBase):  # cannot seek: sizes go behind the data
        def __init__(self):
            self.bytes = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.bytes += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        fill(archive, "descriptors")
    with open(path("zip/descriptors.zip"), "wb") as file:
        file.write(bytes(pipe.bytes))
    expect("zip/descriptors.zip", *expectation)

    with zipfile.ZipFile(path("zip/manifest.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("labels.csv", when), "file,label,rate,group\na.csv,ball,1000,b1\nsub/b.csv,normal,2000,b2\n")
        archive.writestr(zipfile.ZipInfo("a.csv", when), table(signals[0]))
        archive.writestr(zipfile.ZipInfo("sub/b.csv", when), table(signals[1]))
    expect("zip/manifest.zip",
           recording(signals[0], rate=1000, label="ball", group="b1", channels=["x"]),
           recording(signals[1], rate=2000, label="normal", group="b2", channels=["x"]))

    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv", when), table(signals[0]))
    with zipfile.ZipFile(path("zip/nested.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("inner.zip", when), inner.getvalue())
    with zipfile.ZipFile(path("zip/bzip2.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv", when), table(signals[0]), compress_type=zipfile.ZIP_BZIP2)
    with zipfile.ZipFile(path("zip/spreadsheet.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml", when), "<Types/>")
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml", when), "<workbook/>")
    with zipfile.ZipFile(path("zip/empty.zip"), "w"):
        pass


# --- Series of the UCR and UEA archives

def series_files(random):
    def line(values, label=None):
        return ":".join(",".join("%r" % v for v in dimension.tolist()) for dimension in values) + (
            ":" + label if label else "") + "\n"

    one = random.normal(size=(3, 1, 12))
    with open(path("series/univariate.ts"), "w") as file:
        file.write("# A description.\n" * 300)
        file.write("@problemName Demo\n@timeStamps false\n@missing false\n@univariate true\n@equalLength true\n"
                   "@seriesLength 12\n@classLabel true 1 ball\n@data\n")
        for values, label in zip(one, ["1", "ball", "1"]):
            file.write(line(values, label))
    expect("series/univariate.ts", *[
        recording(v[0], label=l, name="row %d" % (i + 1)) for i, (v, l) in enumerate(zip(one, ["1", "ball", "1"]))])

    lengths = [9, 14]
    many = [random.normal(size=(3, n)) for n in lengths]
    with open(path("series/multivariate.ts"), "w") as file:
        file.write("@problemName Demo\n@timeStamps false\n@missing false\n@univariate false\n@dimensions 3\n"
                   "@equalLength false\n@classLabel true a b\n\n@data\n")
        for values, label in zip(many, "ab"):
            file.write(line(values, label))
    expect("series/multivariate.ts", *[
        recording(v.T, label=l, name="row %d" % (i + 1)) for i, (v, l) in enumerate(zip(many, "ab"))])

    with open(path("series/timestamps.ts"), "w", newline="\r\n") as file:
        file.write("@problemName Demo\n@timestamps true\n@univariate true\n@targetlabel true\n@data\n")
        for values in one[:, 0]:
            file.write(",".join("(%r,%r)" % (0.5 + 0.25 * i, v) for i, v in enumerate(values.tolist())) + ":3.25\n")
    expect("series/timestamps.ts", *[recording(v, rate=4, name="row %d" % (i + 1)) for i, v in enumerate(one[:, 0])])

    with open(path("series/missing.ts"), "w") as file:
        file.write("@univariate true\n@missing true\n@classLabel false\n@data\n1.0,?,3.0,NaN\n")


# --- Circuit simulators

circuit = """* rc pulse
V1 in 0 PULSE(0 5 1u 1u 10u 10u 1)
R1 in out 1k
C1 out 0 5n
.tran 1u 30u
.control
set filetype=ascii
run
write ascii.raw v(in) v(out)
set filetype=binary
write binary.raw v(in) v(out)
wrdata pairs.data v(in) v(out)
wrdata one.data v(out)
set wr_singlescale
set wr_vecnames
wrdata named.data v(in) v(out)
unset wr_singlescale
wrdata named_pairs.data v(in) v(out)
print v(in) v(out) v1#branch v(in)-v(out) v(out)*2 > print.txt
ac dec 5 1k 1meg
write ac.raw v(out)
wrdata ac.data v(out)
set appendwrite
write several.raw v(out)
op
write several.raw v(out)
alter R1=2k
tran 1u 30u
write several.raw v(out)
alter R1=3k
tran 1u 30u
write several.raw v(out)
quit
.endc
.end
"""


def own_rate(times):
    return (len(times) - 1) / (times[-1] - times[0])


def on_grid(times, values, rate=None):
    """Straight lines between the simulator's own steps, at as many instants as there are steps."""
    values = numpy.asarray(values, dtype="f4").astype("f8")
    times = numpy.asarray(times, dtype="f8")
    rate = rate or own_rate(times)
    frames = int(numpy.floor((times[-1] - times[0]) * rate * (1 + 1e-9))) + 1
    result = numpy.empty((frames, values.shape[1]))
    for frame in range(frames):
        instant = times[0] + frame / rate
        left = min(max(int(numpy.searchsorted(times, instant, side="right")) - 1, 0), len(times) - 2)
        weight = min(max((instant - times[left]) / (times[left + 1] - times[left]), 0), 1)
        result[frame] = values[left] + weight * (values[left + 1] - values[left])
    return result, rate


def spice_files(random):
    if shutil.which("ngspice") is None:
        raise SystemExit("ngspice is needed")
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "rc.cir"), "w") as file:
            file.write(circuit)
        subprocess.run(["ngspice", "-b", "rc.cir"], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        for name in sorted(os.listdir(folder)):
            if name == "rc.cir":
                continue
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            # The day of the run is no part of the fixture.
            content = re.sub(rb"(Date: |Transient Analysis  )\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d  \d{4}",
                             rb"\1Tue Jan  2 03:04:06  2024", content)
            with open(path("spice", name), "wb") as file:
                file.write(content)

    def plots(name):
        with open(path("spice", name), "rb") as file:
            content = file.read()
        found = []
        for part in re.split(rb"(?=Title: )", content)[1:]:
            head, data = part.split(b"Binary:\n")
            variables = int(re.search(rb"No. Variables: (\d+)", head).group(1))
            points = int(re.search(rb"No. Points: (\d+)", head).group(1))
            if b"Transient" in head:
                found.append(numpy.frombuffer(data[: 8 * variables * points], "<f8").reshape(points, variables))
        return found

    def gridded(table, names, rate=None, **more):
        samples, rate = on_grid(table[:, 0], table[:, 1:], rate)
        return recording(samples, rate=rate, channels=names, **more)

    run = plots("binary.raw")[0]
    expect("spice/binary.raw", gridded(run, ["v(in)", "v(out)"]))
    numbers = [float(w) for w in re.findall(r"(?<![\w.])-?\d\.\d+e[+-]\d+", open(path("spice/ascii.raw")).read())]
    expect("spice/ascii.raw", gridded(numpy.array(numbers).reshape(-1, 3), ["v(in)", "v(out)"]))
    # Runs with other steps come on one grid, the slowest of their own.
    slowest = min(own_rate(t[:, 0]) for t in plots("several.raw"))
    expect("spice/several.raw", *[
        gridded(t, ["v(out)"], rate=slowest, name="run %d" % (i + 1), group="run %d" % (i + 1))
        for i, t in enumerate(plots("several.raw"))])
    pairs = numpy.loadtxt(path("spice/pairs.data"))
    expect("spice/pairs.data", gridded(pairs[:, [0, 1, 3]], ["vector 1", "vector 2"]))
    expect("spice/one.data", gridded(numpy.loadtxt(path("spice/one.data")), ["vector 1"]))
    named = numpy.loadtxt(path("spice/named.data"), skiprows=1)
    expect("spice/named.data", gridded(named, ["v(in)", "v(out)"]))
    expect("spice/named_pairs.data", gridded(named, ["v(in)", "v(out)"]))
    blocks = {}
    for text in open(path("spice/print.txt")):
        if text.startswith("Index"):
            names = tuple(text.split()[1:])
        elif re.match(r"\d+\t", text):
            blocks.setdefault(names, []).append([float(w) for w in text.split()[1:]])
    table = numpy.hstack([numpy.array(rows)[:, 0 if i == 0 else 1:] for i, rows in enumerate(blocks.values())])
    titles = [n for names in blocks for n in names[1:]]
    expect("spice/print.txt", gridded(table, titles))

    # LTspice is not to be had here: its file is written as its users have described it.
    times = numpy.cumsum(random.uniform(1e-7, 1e-6, size=24))
    values = random.normal(size=(24, 2)).astype("<f4")
    head = ("Title: * demo.asc\nDate: Tue Jan  2 03:04:06 2024\nPlotname: Transient Analysis\nFlags: real forward stepped\n"
            "No. Variables: 3\nNo. Points:           24\nOffset:   0.0000000000000000e+000\n"
            "Command: Linear Technology Corporation LTspice XVII\nVariables:\n\t0\ttime\ttime\n\t1\tV(out)\tvoltage\n"
            "\t2\tI(R1)\tdevice_current\nBinary:\n").encode("utf-16-le")
    steps = numpy.concatenate([times[:14], times[:10]])
    with open(path("spice/ltspice.raw"), "wb") as file:
        file.write(head)
        for index, (time, value) in enumerate(zip(steps, values)):
            file.write(struct.pack("<d", -time if index % 3 == 1 else time) + value.tobytes())
    slowest = min(own_rate(steps[:14]), own_rate(steps[14:]))
    expect("spice/ltspice.raw", *[
        gridded(numpy.column_stack([steps[part], values[part].astype("f8")]), ["V(out)", "I(R1)"], rate=slowest,
                name="run %d" % (i + 1), group="run %d" % (i + 1))
        for i, part in enumerate([slice(0, 14), slice(14, 24)])])
    with open(path("spice/steps.txt"), "w", newline="\r\n") as file:
        file.write("time\tV(out)\n")
        for step, part in enumerate([slice(0, 14), slice(14, 24)]):
            file.write("Step Information: R=%dK  (Step: %d/2)\n" % (step + 1, step + 1))
            for time, value in zip(steps[part], values[part, 0]):
                file.write("%.15e\t%.6e\n" % (time, value))
    rows = [[float(w) for w in l.split()] for l in open(path("spice/steps.txt")) if l[0].isdigit()]
    table = numpy.array(rows)
    slowest = min(own_rate(table[:14, 0]), own_rate(table[14:, 0]))
    expect("spice/steps.txt", *[
        gridded(table[part], ["V(out)"], rate=slowest, name="run %d" % (i + 1), group="run %d" % (i + 1))
        for i, part in enumerate([slice(0, 14), slice(14, 24)])])


# --- LabVIEW

def labview_files(random):
    data = numpy.round(random.normal(size=(20, 2)), 6)

    def head(columns, comma=False, separator="Tab"):
        text = ("LabVIEW Measurement\t\nWriter_Version\t2\nReader_Version\t2\nSeparator\t%s\nDecimal_Separator\t%s\n"
                "Multi_Headings\tYes\nX_Columns\t%s\nTime_Pref\tAbsolute\nOperator\tsomeone\nDate\t2024/01/02\n"
                "Time\t03:04:06.1234567\n***End_of_Header***\t\n\t\n" % (separator, "," if comma else ".", columns))
        return text

    def segment(rows, columns, first=0.0, comma=False, step="2.000000E-4"):
        mark = (lambda t: t.replace(".", ",")) if comma else (lambda t: t)
        text = ("Channels\t2\t\t\t\nSamples\t%d\t%d\t\t\nDate\t2024/01/02\t2024/01/02\t\t\nTime\t03:04:06\t03:04:06\t\t\n"
                "Y_Unit_Label\tg\tg\t\t\nX_Dimension\tTime\tTime\t\t\nX0\t%s\t%s\t\t\nDelta_X\t%s\t%s\t\t\n"
                "***End_of_Header***\t\t\t\t\n" % (len(rows), len(rows), mark("0.0"), mark("0.0"), mark(step), mark(step)))
        if columns == "Multi":
            text += "X_Value\tDrive\tX_Value\tFan\tComment\n"
        else:
            text += "X_Value\tDrive\tFan\tComment\n"
        for index, (a, b) in enumerate(rows):
            x = "%.6f" % (first + index * 2e-4)
            if columns == "Multi":
                cells = [x, "%.6f" % a, x, "%.6f" % b]
            else:
                cells = [x if columns == "One" else "", "%.6f" % a, "%.6f" % b]
            text += mark("\t".join(cells)) + ("\tfirst\n" if index == 0 else "\n")
        return text

    for columns in ["No", "One", "Multi"]:
        name = "labview/%s.lvm" % columns.lower()
        with open(path(name), "w", newline="\r\n") as file:
            file.write(head(columns) + segment(data, columns))
        expect(name, recording(data, rate=5000, channels=["Drive", "Fan"]))
    with open(path("labview/segments.lvm"), "w", newline="\r\n") as file:
        file.write(head("No", comma=True) + segment(data, "No", comma=True) + "\n" + segment(data[:12], "No", comma=True))
    expect("labview/segments.lvm", recording(data, rate=5000, name="segment 1"),
           recording(data[:12], rate=5000, name="segment 2"))
    with open(path("labview/comma.lvm"), "w") as file:
        file.write((head("One", separator="Comma") + segment(data, "One")).replace("\t", ","))
    expect("labview/comma.lvm", recording(data, rate=5000, channels=["Drive", "Fan"]))
    with open(path("labview/rates.lvm"), "w") as file:
        file.write((head("No") + segment(data, "No")).replace("Delta_X\t2.000000E-4\t", "Delta_X\t1.000000E-4\t"))


# --- Universal files

def universal_files(random):
    data = random.normal(size=(17, 3))
    step = 1 / 1024

    def block(values, node, form, uneven=None, binary=None, function=1, name="measurement 1"):
        count = len(values)
        even = 0 if uneven is not None else 1
        lines = [name, "NONE", "02-Jan-24 03:04:06", "NONE", "NONE",
                 "%5d%10d%5d%10d %-10s%10d%4d %-10s%10d%4d" % (function, 0, 0, 0, "motor", node, 3, "NONE", 0, 0),
                 "%10d%10d%10d%13.5E%13.5E%13.5E" % (form, count, even, 0, step if even else 0, 0),
                 "%10d%5d%5d%5d %-20s %-20s" % (17, 0, 0, 0, "Time", "s"),
                 "%10d%5d%5d%5d %-20s %-20s" % (12, 0, 0, 0, "Acceleration", "m/s^2"),
                 "%10d%5d%5d%5d %-20s %-20s" % (0, 0, 0, 0, "NONE", "NONE"),
                 "%10d%5d%5d%5d %-20s %-20s" % (0, 0, 0, 0, "NONE", "NONE")]
        text = "".join("%-80s\n" % l for l in lines)
        numbers = []
        for i, value in enumerate(values):
            if uneven is not None:
                numbers.append((13, uneven[i]))
            for part in ([value.real, value.imag] if form >= 5 else [value]):
                numbers.append((20 if form in (4, 6) else 13, part))
        if binary:
            order = "<" if binary == 1 else ">"
            packed = b"".join(struct.pack(order + ("d" if form in (4, 6) else "f"), v) for _, v in numbers)
            top = "    -1\n%6sb%6d%6d%12d%12d%6d%6d%12d%12d\n" % ("58", binary, 2, 11, len(packed), 0, 0, 0, 0)
            return top.encode() + text.encode() + packed + b"\n    -1\n"
        body = ""
        per_line = 4 if form in (4, 6) and even else 2 * 2 if form in (4, 6) else 6
        for i in range(0, len(numbers), per_line):
            body += "".join(("%20.12E" if w == 20 else "%13.5E") % v for w, v in numbers[i:i + per_line]) + "\n"
        return ("    -1\n    58\n" + text + body + "    -1\n").encode()

    def single(values):
        return numpy.array([float("%.5E" % v) for v in values])

    def double(values):
        return numpy.array([float("%.12E" % v) for v in values])

    names = ["motor 1 3", "motor 2 3", "motor 3 3"]
    with open(path("universal/channels.uff"), "wb") as file:
        file.write(b"    -1\n   151\nmodel\nNONE\n    -1\n")
        for channel in range(3):
            file.write(block(data[:, channel], channel + 1, 2))
    expect("universal/channels.uff",
           recording(numpy.column_stack([single(data[:, c]) for c in range(3)]), rate=1024, channels=names))
    with open(path("universal/double.uff"), "wb") as file:
        file.write(block(data[:, 0], 1, 4) + block(data[:, 1], 1, 4, name="measurement 2"))
    expect("universal/double.uff", recording(double(data[:, 0]), rate=1024, name="measurement 1"),
           recording(double(data[:, 1]), rate=1024, name="measurement 2"))
    times = [i * 0.125 for i in range(17)]
    with open(path("universal/uneven.uff"), "wb") as file:
        file.write(block(data[:, 0], 1, 4, uneven=times))
    expect("universal/uneven.uff", recording(double(data[:, 0]), rate=8))
    for order, name in [(1, "little"), (2, "big")]:
        with open(path("universal/%s.uff" % name), "wb") as file:
            file.write(block(data[:, 0], 1, 2, binary=order) + block(data[:, 1], 2, 2, binary=order))
        expect("universal/%s.uff" % name, recording(data[:, :2], rate=1024, channels=names[:2]))
    with open(path("universal/doubles.uff"), "wb") as file:
        file.write(block(data[:, 0], 1, 4, binary=1))
    expect("universal/doubles.uff", recording(data[:, 0], rate=1024))
    with open(path("universal/complex.uff"), "wb") as file:
        file.write(block(data[:, 0] + 1j * data[:, 1], 1, 5))


# --- MATLAB structures with the rate beside the signal, as MFPT's

def structures(random):
    signal = random.normal(size=(30, 1))
    scipy.io.savemat(path("matlab/rig.mat"), {"bearing": {"sr": 97656.0, "gs": signal, "load": 270.0, "rate": 25.0}})
    expect("matlab/rig.mat", recording(signal, rate=97656, name="bearing.gs"))


# --- One very small file of each format, to be damaged

def tiny_files(random):
    signal = numpy.round(random.normal(size=6), 3).astype("f4")
    numpy.save(path("tiny/array.npy"), signal)
    numpy.savez_compressed(path("tiny/arrays.npz"), X=signal.reshape(2, 3), y=numpy.array(["a", "b"]))
    when = (2024, 1, 2, 3, 4, 6)
    table = "x\n" + "".join("%.3f\n" % v for v in signal)
    with zipfile.ZipFile(path("tiny/tables.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("a/1.csv", when), table)
        archive.writestr(zipfile.ZipInfo("b/2.csv", when), table, compress_type=zipfile.ZIP_DEFLATED)
    with open(path("tiny/series.ts"), "w") as file:
        file.write("@problemName t\n@timeStamps true\n@dimensions 2\n@classLabel true a b\n@data\n"
                   "(0,1.5),(1,2),(2,3):(0,1),(1,-2e3),(2,3):a\n")
    times = numpy.array([0, 1e-9, 3e-9, 4.5e-9])
    values = signal[:4]
    head = ("Title: t\nPlotname: Transient Analysis\nFlags: real\nNo. Variables: 2\nNo. Points: 4\nVariables:\n"
            "\t0\ttime\ttime\n\t1\tv(a)\tvoltage\n")
    rows = numpy.column_stack([times, values]).astype("<f8")
    with open(path("tiny/binary.raw"), "wb") as file:
        file.write(2 * ((head + "Binary:\n").encode() + rows.tobytes()))
    with open(path("tiny/text.raw"), "w") as file:
        file.write(head + "Values:\n" + "".join(" %d\t%.6e\n\t%.6e\n\n" % (i, *row) for i, row in enumerate(rows.tolist())))
    with open(path("tiny/ltspice.raw"), "wb") as file:
        file.write((head + "Binary:\n").encode("utf-16-le"))
        for time, value in zip(times, values):
            file.write(struct.pack("<df", -time, value))
    with open(path("tiny/steps.txt"), "w") as file:
        file.write("time\tV(a)\n" + "".join(
            "Step Information: R=1K  (Step: %d/2)\n" % step + "".join("%.6e\t%.6e\n" % tuple(row) for row in rows.tolist())
            for step in [1, 2]))
    with open(path("tiny/vectors.data"), "w") as file:
        file.write("".join("% .8e % .8e % .8e % .8e \n" % (t, v, t, v * 2) for t, v in rows.tolist()))
    with open(path("tiny/print.txt"), "w") as file:
        for names in ["v(a)", "v(b)"]:
            file.write("%40s\n%s\nIndex   time            %s\n%s\n" % ("t", "-" * 40, names, "-" * 40))
            file.write("".join("%d\t%.6e\t%.6e\t\n" % (i, *row) for i, row in enumerate(rows.tolist())))
    with open(path("tiny/segments.lvm"), "w") as file:
        file.write("LabVIEW Measurement\t\nSeparator\tTab\nX_Columns\tMulti\n***End_of_Header***\t\n\t\n" + 2 * (
            "Channels\t2\t\nSamples\t2\t2\t\nDelta_X\t0.1\t0.1\t\n***End_of_Header***\t\nX_Value\ta\tX_Value\tb\tComment\n"
            "0\t1.5\t0\t-2e3\n0.1\t1\t0.1\t2\n\n"))
    lines = ["m", "NONE", "NONE", "NONE", "NONE", "    1         0    0         0 m                  1   3 NONE               0   0",
             "         2         3         1  0.00000E+00  1.00000E-03  0.00000E+00", "        17    0    0    0 Time",
             "        12    0    0    0 A", "         0    0    0    0 N", "         0    0    0    0 N"]
    top = "\n".join(lines) + "\n"
    with open(path("tiny/text.uff"), "w") as file:
        file.write("    -1\n    58\n" + top + "".join("%13.5E" % v for v in signal[:3]) + "\n    -1\n")
        file.write("    -1\n    58\n" + top.replace("         2         3         1", "         4         3         0")
                   + "".join("%13.5E%20.12E" % (t, t + 1) for t in [0, 1]) + "\n" + "%13.5E%20.12E" % (2, 3) + "\n    -1\n")
    with open(path("tiny/bytes.uff"), "wb") as file:
        file.write(("    -1\n    58b     1     2          11          12     0     0           0           0\n" + top).encode()
                   + signal[:3].astype("<f4").tobytes() + b"\n    -1\n")


if __name__ == "__main__":
    print("python", sys.version.split()[0], "numpy", numpy.__version__, "scipy", scipy.__version__)
    numpy_files(numpy.random.default_rng(1))
    zip_files(numpy.random.default_rng(2))
    series_files(numpy.random.default_rng(3))
    spice_files(numpy.random.default_rng(4))
    labview_files(numpy.random.default_rng(5))
    universal_files(numpy.random.default_rng(6))
    structures(numpy.random.default_rng(8))
    tiny_files(numpy.random.default_rng(7))
    with open(path("expected.json"), "w") as file:
        json.dump(expected, file, indent=1, sort_keys=True)
        file.write("\n")
