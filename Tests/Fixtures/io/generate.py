#!/usr/bin/env python3
"""Makes the fixtures of this folder: numbers, sounds, MATLAB files, each with what Python reads from it.

    python3 Tests/Fixtures/io/generate.py [--matlab-sums FOLDER]

Seeded; the same versions give the same bytes. With a folder of MATLAB files, only what SciPy reads from those
below it is written, as shared-matlab.json.
"""

import json
import os
import random
import struct
import sys

import numpy
import scipy
import scipy.io
import soundfile

here = os.path.dirname(os.path.abspath(__file__))


def path(*parts):
    result = os.path.join(here, *parts)
    os.makedirs(os.path.dirname(result), exist_ok=True)
    return result


def bits(text):
    return struct.unpack("<Q", struct.pack("<d", float(text)))[0]


# --- numbers.txt: a decimal string and the bits of the double nearest to it.

def numbers():
    random.seed(20_240_101)
    strings = [
        "0", "-0", "0.0", "1", "+1", ".5", "1.", "-.5", "1e0", "1E+5", "1e-5", "123456789012345678901234567890",
        "9007199254740993", "9007199254740992", "9007199254740991", "9007199254740993.0000000000000000000001",
        "1e22", "1e23", "8.5e22", "1e-22", "1e-23", "1.7976931348623157e308", "1.7976931348623158e308",
        "1.797693134862315807e308", "1.7976931348623159e308", "1e309", "1e400", "-1e400", "1e999999999",
        "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
        "2.47032822920623272e-324", "2.470328229206232720882843964341106861825e-324", "1e-324", "3e-324", "1e-400",
        "2.2250738585072014e-308", "2.2250738585072011e-308", "2.225073858507201e-308",
        "2.2250738585072012e-308", "2.22507385850720113605740979670913197593481954635164564e-308",
        "0e999999", "0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
        "100000000000000000000000000000000000000000000000000000000000000000000000", "6.631236846766476e-316",
        "3.2378839133029012895883524125015321748630094238958148e-308", "7.2057594037927933e16",
        "6929495644600919.5", "3.237883913302901e-319", "0.1", "0.2", "0.3", "0.30000000000000004",
        "1090544144181609348671888949248", "1090544144181609348835077142190", "5e-324", "1.448997445238699",
        "12345678.12345678", "1234567812345678.1", "0.12345678", "0.1234567812345678", "1.00000000000000011102230246251565404",
        "1.00000000000000011102230246251565403", "1.00000000000000011102230246251565405", "65536.00000000000727595761418342590332031250",
    ]
    for _ in range(1200):  # what data loggers write
        strings.append("%.*f" % (random.randint(0, 9), random.gauss(0, 10 ** random.randint(-4, 5))))
    for _ in range(800):  # shortest and over-long forms of any double
        value = struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0]
        if value == value and abs(value) != float("inf"):
            strings += [repr(value), "%.*e" % (random.randint(0, 24), value)]
    for _ in range(500):  # subnormal
        value = struct.unpack("<d", struct.pack("<Q", random.getrandbits(random.randint(1, 52))))[0]
        strings += [repr(value), "%.*e" % (random.randint(1, 30), value)]
    from fractions import Fraction
    for _ in range(500):  # exactly halfway between two doubles, and a hair beside
        low = random.getrandbits(53) | 1 << 52
        exponent = random.randint(-60, 60)
        exact = Fraction(2 * low + 1, 2) * Fraction(2) ** exponent
        digits = max(0, 1 - exponent)
        text = str(exact.numerator * 10 ** digits // exact.denominator).rjust(digits + 1, "0")
        if digits:
            text = text[:-digits] + "." + text[-digits:]
        strings.append(text)
        strings.append((text if "." in text else text + ".") + "0000000000000000001")
    for _ in range(1000):  # many digits, any exponent
        digits = "".join(random.choice("0123456789") for _ in range(random.randint(1, 40)))
        cut = random.randint(0, len(digits))
        strings.append("%s%s.%se%d" % (random.choice(["", "-", "+"]), digits[:cut], digits[cut:], random.randint(-345, 310)))
    strings = [s for s in strings if any(c.isdigit() for c in s.split("e")[0])]
    with open(path("numbers.txt"), "w") as out:
        for text in strings:
            out.write("%s %x\n" % (text, bits(text)))
    return len(strings)


# --- sounds: every container and width, with what libsndfile gives Python as 32-bit floats.

def sounds():
    frames = numpy.arange(48)
    left = ((frames * 37) % 101 - 50) / 64
    right = ((frames * 53) % 97 - 48) / 80
    signal = numpy.stack([left, right], axis=1)
    cases = {
        "WAV": ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"],
        "FLAC": ["PCM_S8", "PCM_16", "PCM_24"],
        "AIFF": ["PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"],
        "RF64": ["PCM_16", "PCM_24", "FLOAT", "DOUBLE"],
        "W64": ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"],
        "CAF": ["PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"],
        "WAVEX": ["PCM_16", "FLOAT"],
    }
    count = 0
    for container, subtypes in cases.items():
        for subtype in subtypes:
            # Floating point keeps physical units: values far beyond full scale.
            data = signal * 250 if subtype in ("FLOAT", "DOUBLE") else signal
            name = path("sounds", "%s.%s" % (subtype.lower(), container.lower()))
            soundfile.write(name, data, 25_600, subtype=subtype, format=container)
            golden, rate = soundfile.read(name, dtype="float32")
            assert rate == 25_600 and golden.shape == (48, 2)
            golden.astype("<f4").tofile(name + ".f32")
            count += 1
    mono = numpy.sin(frames / 3) / 2
    soundfile.write(path("sounds", "mono.wav"), mono, 48_000, subtype="PCM_16")
    many = numpy.outer(frames, numpy.arange(1, 9)) / 1024
    soundfile.write(path("sounds", "eight.wav"), many, 51_200, subtype="PCM_24")
    return count


# --- MATLAB files. Values are (37 k mod 101 - 50) / 8, exact in every type that holds them.

def values(count, shift=0):
    k = numpy.arange(count) + shift
    return ((k * 37) % 101 - 50) / 8


def matlab():
    def save(name, variables, **options):
        file = path("matlab", name)
        scipy.io.savemat(file, variables, **options)
        if not options.get("format") == "4":
            with open(file, "r+b") as out:  # the header holds the date
                out.write(b"MATLAB 5.0 MAT-file, made by generate.py".ljust(116))

    column = values(40).reshape(-1, 1)
    save("vector_v4.mat", {"signal": column}, format="4")
    save("vector_v5.mat", {"signal": column})
    save("vector_compressed.mat", {"signal": column}, do_compression=True)
    save("types.mat", {
        "u8": (numpy.arange(40) % 7).astype("u1"), "i16": (values(41) * 8).astype("i2"),
        "i32": (values(42) * 8).astype("i4"), "single": values(43).astype("f4"),
        "i64": (values(44) * 8).astype("i8"), "u16": numpy.arange(45).astype("u2"),
        "i8": (values(46) * 8).astype("i1"), "u32": numpy.arange(47).astype("u4"),
        "u64": numpy.arange(48).astype("u8"),
    })
    save("row.mat", {"signal": values(40).reshape(1, -1)})
    save("tall.mat", {"three": values(60).reshape(20, 3)}, do_compression=True)
    save("flat.mat", {"three": values(60).reshape(3, 20)})
    save("windows.mat", {"windows": values(70 * 100).reshape(70, 100)}, do_compression=True)
    save("cube.mat", {"cube": values(24).reshape(2, 3, 4)})
    save("complex.mat", {"z": values(8) + 1j * values(8, 3)})
    save("empty.mat", {})
    save("text.mat", {"words": "no signal here", "one": 1.0})
    save("sparse.mat", {"s": scipy.sparse.eye(5).tocsc(), "signal": column})
    de = values(50).reshape(-1, 1)
    save("105.mat", {
        "X105_DE_time": de, "X105_FE_time": -de, "X105_BA_time": 2 * de, "X105RPM": 1797.0})
    save("normal_2_99.mat", {
        "X098_DE_time": values(60).reshape(-1, 1), "X098RPM": 1772.0,
        "X099_DE_time": values(50, 5).reshape(-1, 1), "X099RPM": 1750.0})
    save("plain_x.mat", {"x": de, "fs": 48_000.0})
    save("struct.mat", {"itsc": {
        "HLT": {"R1": values(20).reshape(10, 2), "R2": values(20, 1).reshape(10, 2)},
        "A10": {"R1": values(20, 2).reshape(10, 2), "R2": values(20, 3).reshape(10, 2)},
    }}, do_compression=True)
    save("struct_array.mat", {"s": numpy.array(
        [(values(5).reshape(-1, 1), "a"), (values(6).reshape(-1, 1), "b")],
        dtype=[("signal", "O"), ("name", "O")])})
    cell = numpy.empty((1, 3), dtype=object)
    for index in range(3):
        cell[0, index] = values(10 + index, index).reshape(-1, 1)
    save("cell.mat", {"health": cell})
    save("cell_compressed.mat", {"health": cell}, do_compression=True)
    # Big-endian, level 4 and 5, byte by byte: no writer for them is left.
    data = values(12).astype(">f8").tobytes()
    with open(path("matlab", "big_v4.mat"), "wb") as out:
        out.write(struct.pack(">5i", 1000, 12, 1, 0, 7) + b"signal\0" + data)
    with open(path("matlab", "big_v5.mat"), "wb") as out:
        body = struct.pack(">4I", 6, 8, 6, 0) + struct.pack(">2I2i", 5, 8, 12, 1)
        body += struct.pack(">2I", 1, 6) + b"signal\0\0" + struct.pack(">2I", 9, 96) + data
        out.write(b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8) + struct.pack(">H", 0x0100) + b"MI")
        out.write(struct.pack(">2I", 14, len(body)) + body)
    with open(path("matlab", "v73.mat"), "wb") as out:
        out.write(b"MATLAB 7.3 MAT-file".ljust(116) + bytes(8) + b"\x00\x02IM" + bytes(384) + b"\x89HDF\r\n\x1a\n")

    mixed = {"HLT": {"R1": values(20).reshape(10, 2), "note": "as found", "s": scipy.sparse.eye(4).tocsc()},
             "A10": {"R1": values(20, 2).reshape(10, 2), "flags": values(9).reshape(3, 3) > 0}}
    save("mixed.mat", {"itsc": mixed})
    # What MATLAB writes and SciPy does not: numbers in the smallest type that holds them, small ones inside their
    # tag, in both byte orders, and a function handle, which nobody reads.
    for name, order in {"small.mat": "<", "big_small.mat": ">"}.items():
        with open(path("matlab", name), "wb") as out:
            out.write(b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8))
            out.write(struct.pack(order + "H", 0x0100) + (b"IM" if order == "<" else b"MI"))
            for number, (class_code, stored, count) in enumerate([
                    (6, 1, 30), (6, 2, 3), (6, 3, 31), (6, 4, 2), (6, 5, 32), (6, 6, 33), (6, 7, 34), (6, 9, 35),
                    (7, 3, 36), (7, 1, 4), (12, 1, 37), (14, 3, 38), (9 | 0x200, 2, 39)]):
                kind = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8"}[stored]
                numbers = (numpy.arange(count) * 29 % 97 + 3).astype(order + kind)
                out.write(matrix(order, class_code, "n%d" % number, [(stored, numbers.tobytes())], (count, 1)))
            inner = matrix(order, 6, "", [(9, numpy.arange(3).astype(order + "f8").tobytes())], (3, 1))
            out.write(matrix(order, 16, "f", [], (1, 1), inner))


def element(order, code, data):
    """A data element; four bytes or fewer stand in the tag itself."""
    if 0 < len(data) <= 4:
        return struct.pack(order + "I", len(data) << 16 | code) + data.ljust(4, b"\0")
    return struct.pack(order + "II", code, len(data)) + data + bytes(-len(data) % 8)


def matrix(order, class_code, name, parts, dimensions, more=b""):
    body = element(order, 6, struct.pack(order + "II", class_code, 0))
    body += element(order, 5, struct.pack(order + "ii", *dimensions)) + element(order, 1, name.encode())
    body += b"".join(element(order, code, data) for code, data in parts) + more
    return struct.pack(order + "II", 14, len(body)) + body


# --- What SciPy reads: for every variable its recordings, each with a sum that tells every bit and its place.

def leaves(name, value):
    if scipy.sparse.issparse(value) or not isinstance(value, numpy.ndarray):
        return
    if isinstance(value, (scipy.io.matlab.MatlabFunction, scipy.io.matlab.MatlabOpaque)):
        return
    if value.dtype.names:
        for index, record in enumerate(value.ravel("F")):
            base = name + ("(%d)" % (index + 1) if value.size > 1 else "")
            for field in value.dtype.names:
                yield from leaves(base + "." + field, record[field])
    elif value.dtype == object:
        for index, inner in enumerate(value.ravel("F")):
            yield from leaves("%s{%d}" % (name, index + 1), inner)
    elif value.dtype.kind in "iufb" and value.size > 1:
        yield name, value


def sums(folder):
    result = {}
    for base, _, names in sorted(os.walk(folder)):
        for file in sorted(names):
            if not file.endswith(".mat") or file == "v73.mat":
                continue
            full = os.path.join(base, file)
            variables = {}
            for name, value in scipy.io.loadmat(full).items():
                found = [] if name.startswith("__") else list(leaves(name, value))
                if not found or any(leaf.ndim != 2 or min(leaf.shape) > 64 for _, leaf in found):
                    continue
                recordings = []
                for path_name, leaf in found:
                    rows = numpy.ascontiguousarray(leaf if leaf.shape[0] >= leaf.shape[1] else leaf.T)
                    bits = rows.astype("<f4").view("<u4").ravel().astype("u8")
                    total = int((bits * (2 * numpy.arange(len(bits), dtype="u8") + 1)).sum(dtype="u8"))
                    recordings.append([
                        "" if len(found) == 1 and "." not in path_name else path_name, *rows.shape, "%x" % total])
                variables[name] = recordings
            result[os.path.relpath(full, folder)] = variables
    return result


def write_sums(folder, name):
    with open(path(name), "w") as out:
        found = sums(folder)
        out.write("{\n" + ",\n".join(
            "%s: %s" % (json.dumps(file), json.dumps(found[file])) for file in sorted(found)) + "\n}\n")
    return sum(len(variables) for variables in found.values())


if __name__ == "__main__":
    print("python", sys.version.split()[0], "numpy", numpy.__version__, "scipy", scipy.__version__,
          "soundfile", soundfile.__version__, soundfile.__libsndfile_version__)
    if len(sys.argv) == 3 and sys.argv[1] == "--matlab-sums":
        print(write_sums(sys.argv[2], "shared-matlab.json"), "variables")
        sys.exit()
    print(numbers(), "numbers,", sounds(), "sounds")
    matlab()
    print(write_sums(path("matlab"), "matlab.json"), "MATLAB variables")
