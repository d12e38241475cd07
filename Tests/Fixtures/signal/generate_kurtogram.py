"""Reference values for the kurtogram and the squared-envelope spectrum in a band, from NumPy and SciPy.

Written from J. Antoni, "Fast computation of the kurtogram for the detection of transient faults", MSSP 21 (2007)
108-124: an analytic half-band pair (17 taps) and three analytic third-band filters (25 taps), applied level by level
with decimation; the upper half is turned upside down by (-1)^n so that bands keep the order of their frequencies.

Run: python3 generate_kurtogram.py > kurtogram.json
"""

import json
import sys

import numpy
import scipy
import scipy.signal

HALF_TAPS, THIRD_TAPS, CUTOFF = 17, 25, 0.4


def filters():
    k = numpy.arange(HALF_TAPS)
    low = scipy.signal.firwin(HALF_TAPS, CUTOFF) * numpy.exp(2j * numpy.pi * k / 8)
    # The alternating flip of the first 16 taps moves the band from around 1/8 to around 3/8 of the rate.
    i = numpy.arange(HALF_TAPS - 1)
    high = low[HALF_TAPS - 2 - i] * (-1.0) ** (i + 1)
    k = numpy.arange(THIRD_TAPS)
    third = scipy.signal.firwin(THIRD_TAPS, 2 / 3 * CUTOFF) * numpy.exp(2j * numpy.pi * k / 12)
    return low, high, [third * numpy.exp(2j * numpy.pi * k * j / 6) for j in range(3)]


def kurtosis(x, settle):
    """Of a complex envelope 0 for Gaussian noise; of real samples too."""
    x = x[settle:]
    x = x - x.mean()
    power = numpy.mean(numpy.abs(x) ** 2)
    if power == 0:
        return 0.0
    return float(numpy.mean(numpy.abs(x) ** 4) / power**2 - (2 if numpy.iscomplexobj(x) else 3))


def kurtogram(x, levels):
    """`[[level, kurtosis of each band]]`; a third split of 2^j bands is level j + log2(3)."""
    low, high, thirds = filters()
    x = x - x.mean()
    rows = [[0.0, [kurtosis(x, 0)]]]
    bands = [x]
    for level in range(levels + 1):
        if level > 0:
            split, values = [], []
            for band in bands:
                a = scipy.signal.lfilter(low, 1, band)[1::2]
                d = scipy.signal.lfilter(high, 1, band)[1::2]
                d = d * (-1.0) ** numpy.arange(1, len(d) + 1)
                values += [kurtosis(a, len(low) - 1), kurtosis(d, len(high) - 1)]
                split += [a, d]
            bands = split
            rows.append([float(level), values])
        if level + numpy.log2(3) < levels:
            values = []
            for band in bands:
                for third in thirds:
                    values.append(kurtosis(scipy.signal.lfilter(third, 1, band)[2::3], len(low) - 1))
            rows.append([level + float(numpy.log2(3)), values])
    return sorted(rows)


def impacts(random, count, period, frequency, decay, level):
    """Damped oscillations at random-walk intervals in noise."""
    x = random.normal(size=count)
    place = 100.0
    n = numpy.arange(200)
    ring = numpy.exp(-n / decay) * numpy.sin(2 * numpy.pi * frequency * n)
    while place < count - 200:
        x[int(place):int(place) + 200] += level * ring
        place += period * (1 + 0.01 * random.normal())
    return x


def intermittent(random, count, period, frequency, decay, level, burst, pause):
    """Impacts of a fault that is struck for `burst` samples only, then not for `pause`."""
    x = random.normal(size=count)
    n = numpy.arange(200)
    ring = numpy.exp(-n / decay) * numpy.sin(2 * numpy.pi * frequency * n)
    for start in range(pause // 2, count - 200, burst + pause):
        for place in numpy.arange(start, min(start + burst, count - 200), period):
            x[int(place):int(place) + 200] += level * ring
    return x


def main():
    print(f"python {sys.version.split()[0]} numpy {numpy.__version__} scipy {scipy.__version__}", file=sys.stderr)
    random = numpy.random.default_rng(2007)
    cases = []
    for count, levels, period, frequency, level in [(4096, 4, 211.3, 0.29, 8), (6001, 3, 150.0, 0.1, 5), (9000, 5, 333.0, 0.41, 10)]:
        # Single precision, as recordings are.
        x = impacts(random, count, period, frequency, 20, level).astype(numpy.float32).astype(numpy.float64)
        cases.append(dict(x=[float(v) for v in x], levels=levels, rows=kurtogram(x, levels)))
    # Faults that come and go, from generators of their own so that the cases above stay what they were.
    for seed, (count, levels, period, frequency, level, burst, pause) in enumerate([(8192, 5, 180.0, 0.33, 6, 600, 3000), (7000, 4, 97.0, 0.07, 4, 1, 1800)]):
        x = intermittent(numpy.random.default_rng(100 + seed), count, period, frequency, 15, level, burst, pause)
        x = x.astype(numpy.float32).astype(numpy.float64)
        cases.append(dict(x=[float(v) for v in x], levels=levels, rows=kurtogram(x, levels)))
    spectra = []
    x = impacts(random, 12000, 97.0, 0.3, 15, 6).astype(numpy.float32).astype(numpy.float64)
    for length, band, width in [(2000, None, None), (3000, [3000.0, 4500.0], None), (2048, None, 100.0), (2160, [1000.0, 5000.0], 100.0)]:
        spectra.append(dict(
            length=length, sampleRate=12000.0, band=band, whitening=width,
            power=[float(v) for v in averaged(x, 12000.0, length, band, width)]))
    json.dump(dict(kurtograms=cases, x=[float(v) for v in x], spectra=spectra), sys.stdout)


def averaged(x, rate, length, band, width):
    """The squared-envelope spectrum averaged over Hann-tapered segments that overlap by half.

    Each segment's spectrum is divided by the mean magnitude, over `width` Hz, of the spectra of all segments. A line
    `a cos` of the squared envelope has the value a^2 where the mean of the squared envelope is 1.
    """
    hop = length // 2
    starts = range(0, len(x) - length + 1, hop)
    taper = scipy.signal.get_window("hann", length)
    spectra = [numpy.fft.fft(x[s:s + length] - x[s:s + length].mean()) for s in starts]
    gain = numpy.zeros(length)
    bins = length // 2 + 1
    if width is None:
        gain[:bins] = 1
    else:
        magnitude = numpy.mean([numpy.abs(X[:bins]) for X in spectra], axis=0)
        half = int(width / rate * length) // 2
        for k in range(bins):
            gain[k] = 1 / magnitude[max(0, k - half):k + half + 1].mean()
    gain[1:(length + 1) // 2] *= 2
    gain[0] = 0
    if band is not None:
        f = numpy.arange(length) / length * rate
        gain[(f < band[0]) | (f > band[1])] = 0
    envelopes = [numpy.abs(numpy.fft.ifft(X * gain)) ** 2 for X in spectra]
    level = numpy.mean(envelopes)
    power = 0
    for e in envelopes:
        line = numpy.fft.rfft((e - e.mean()) / level * taper)
        power = power + numpy.abs(line * 2 / taper.sum()) ** 2
    return power / len(envelopes)


if __name__ == "__main__":
    main()
