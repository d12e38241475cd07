"""Golden values for FaultDXSignal, from NumPy and SciPy. Run: python3 generate.py > golden.json"""

import json
import sys

import numpy
import scipy
import scipy.signal
import scipy.stats

print(f"python {sys.version.split()[0]} numpy {numpy.__version__} scipy {scipy.__version__}", file=sys.stderr)
random = numpy.random.default_rng(20240607)


def signal(count, channels=1):
    """Single-precision noise around a tone, as Python floats."""
    t = numpy.arange(count)[:, None]
    x = random.normal(size=(count, channels)) + 3 * numpy.sin(0.3 * t + numpy.arange(channels)) + 0.5
    return x.astype(numpy.float32)


def numbers(x):
    return [float(v) for v in numpy.asarray(x, dtype=numpy.float64).ravel()]


golden = {"resample": [], "fourier": [], "envelope": [], "indicators": [], "interpolate": []}

for up, down, rate, new, count, channels in [
    (1, 4, 48000, 12000, 401, 1),
    (40, 147, 44100, 12000, 700, 1),
    (15, 32, 25600, 12000, 333, 2),
    (3, 2, 8000, 12000, 60, 3),
    (1, 4, 48000, 12000, 5, 1),
    (4, 3, 12000, 16000, 1, 1),
]:
    x = signal(count, channels)
    y = scipy.signal.resample_poly(x.astype(numpy.float64), up, down, axis=0)
    golden["resample"].append(
        dict(up=up, down=down, rate=rate, newRate=new, channels=channels, x=numbers(x), y=numbers(y)))

for count in [1, 2, 3, 8, 64, 97, 100, 360]:
    x = signal(count)[:, 0]
    spectrum = numpy.fft.rfft(x.astype(numpy.float64))
    golden["fourier"].append(dict(x=numbers(x), real=numbers(spectrum.real), imaginary=numbers(spectrum.imag)))

for count, rate, band in [(128, 1000.0, None), (333, 1000.0, None), (500, 12000.0, [2000.0, 4000.0])]:
    x = signal(count)[:, 0].astype(numpy.float64)
    if band is None:
        analytic = scipy.signal.hilbert(x)
    else:
        f = numpy.arange(count) / count * rate
        kept = (f >= band[0]) & (f <= band[1])
        analytic = numpy.fft.ifft(numpy.where(kept, 2 * numpy.fft.fft(x), 0))
    envelope = numpy.abs(analytic)
    case = dict(x=numbers(x), sampleRate=rate, imaginary=numbers(analytic.imag), envelope=numbers(envelope))
    if band is not None:
        case["band"] = band
    for key, e in [("spectrum", envelope), ("squaredSpectrum", envelope**2)]:
        a = numpy.abs(numpy.fft.rfft(e - e.mean())) * 2 / count
        a[0] /= 2
        if count % 2 == 0:
            a[-1] /= 2
        case[key] = numbers(a)
    golden["envelope"].append(case)

for count in [10, 1000]:
    x = signal(count)[:, 0]
    d = x.astype(numpy.float64)
    rms = numpy.sqrt(numpy.mean(d**2))
    golden["indicators"].append(
        dict(x=numbers(x), mean=d.mean(), standardDeviation=d.std(), rms=rms, peak=abs(d).max(),
             crestFactor=abs(d).max() / rms, kurtosis=scipy.stats.kurtosis(d, fisher=False)))

times = numpy.cumsum(random.uniform(0.2, 1.8, size=40))
values = signal(40, 2)
grid = times[0] + numpy.arange(int((times[-1] - times[0]) * 2.5) + 1) / 2.5
golden["interpolate"].append(
    dict(times=numbers(times), values=numbers(values), sampleRate=2.5, channels=2,
         result=numbers(numpy.stack([numpy.interp(grid, times, values[:, c]) for c in range(2)], axis=1))))

json.dump(golden, sys.stdout)
