"""Golden values for conditioning, from NumPy and SciPy. Run: python3 generate_conditioning.py > conditioning.json"""

import json
import sys

import numpy
import scipy
import scipy.interpolate
import scipy.signal
import scipy.special

print(f"python {sys.version.split()[0]} numpy {numpy.__version__} scipy {scipy.__version__}", file=sys.stderr)
random = numpy.random.default_rng(20261121)


def numbers(x):
    """Ten digits: a thousand times finer than what is compared."""
    return [float(f"{v:.10g}") for v in numpy.asarray(x, dtype=numpy.float64).ravel()]


def signal(count, offset=2.0, slope=0.01):
    t = numpy.arange(count)
    x = random.normal(size=count) + 3 * numpy.sin(0.3 * t) + offset + slope * t
    return x.astype(numpy.float32).astype(numpy.float64)


signals = {str(count): signal(count) for count in (97, 128, 211)}
golden = {"signals": {name: numbers(x) for name, x in signals.items()}, "filters": [], "chains": [], "curves": [],
          "tracked": []}

# (type, edges, rate, order, signal)
for kind, edges, rate, order, name in [
    ("lowpass", [1000], 12000, 4, "211"), ("lowpass", [5999], 12000, 2, "97"), ("lowpass", [3000], 12000, 1, "97"),
    ("lowpass", [1200], 12000, 5, "128"), ("highpass", [10], 12000, 2, "211"), ("highpass", [2000], 12000, 6, "211"),
    ("highpass", [300], 12000, 3, "97"), ("bandpass", [2000, 5000], 12000, 4, "211"),
    ("bandpass", [2000, 5000], 12000, 6, "128"), ("bandpass", [1000, 1100], 12000, 2, "211"),
    ("bandpass", [50, 5900], 12000, 3, "128"), ("bandpass", [100, 4000], 25600, 1, "97"),
    ("bandpass", [2500, 3500], 12000, 8, "211"), ("bandstop", [45, 55], 1000, 2, "211"),
    ("bandstop", [100, 400], 1000, 4, "128"), ("bandstop", [100, 400], 1000, 3, "97"),
    ("lowpass", [2000], 12000, 12, "211"), ("highpass", [4000], 12000, 20, "211"),
]:
    sos = scipy.signal.butter(order, edges if len(edges) > 1 else edges[0], kind, fs=rate, output="sos")
    x = signals[name]
    zi = scipy.signal.sosfilt_zi(sos)
    w, h = scipy.signal.freqz_sos(sos, worN=numpy.linspace(0, numpy.pi, 16, endpoint=False))
    case = dict(kind=kind, edges=edges, rate=rate, order=order, signal=name, gain=numbers(abs(h)),
                causal=numbers(scipy.signal.sosfilt(sos, x, zi=zi * x[0])[0]))
    try:
        case["zeroPhase"] = numbers(scipy.signal.sosfiltfilt(sos, x))
    except ValueError:
        pass  # The signal is too short for the padding.
    golden["filters"].append(case)


def amplitudes(x):
    a = abs(numpy.fft.rfft(x)) * 2 / len(x)
    a[0] /= 2
    if len(x) % 2 == 0:
        a[-1] /= 2
    return a


def envelope(x):
    return abs(scipy.signal.hilbert(x))


def squared_envelope_spectrum(x):
    e = envelope(x) ** 2
    return amplitudes(e - e.mean())


def band(x):
    return scipy.signal.sosfiltfilt(scipy.signal.butter(4, [2000, 5000], "bandpass", fs=12000, output="sos"), x)


chains = {
    "detrend:constant": lambda x: scipy.signal.detrend(x, type="constant"),
    "detrend": scipy.signal.detrend,
    "resample:8k": lambda x: scipy.signal.resample_poly(x, 2, 3),
    "envelope": envelope,
    "envelope:window": envelope,
    "fft": amplitudes,
    "envelope-spectrum": lambda x: amplitudes(envelope(x) - envelope(x).mean()),
    "squared-envelope-spectrum": squared_envelope_spectrum,
    "detrend,bandpass:2000-5000,envelope": lambda x: envelope(band(scipy.signal.detrend(x))),
    "bandpass:2k-5k:order=4,squared-envelope-spectrum": lambda x: squared_envelope_spectrum(band(x)),
    # At 1200 rpm and 12 kHz 64 samples a revolution are 1280 Hz.
    "order-track:64": lambda x: scipy.signal.resample_poly(x, 8, 75),
}
for text, chain in chains.items():
    for name in signals:
        golden["chains"].append(dict(conditioning=text, signal=name, rate=12000, speed=1200,
                                     result=numbers(chain(signals[name]))))

for count in (2, 3, 4, 30):
    x = numpy.cumsum(random.uniform(0.2, 2, size=count))
    y = numpy.cumsum(random.uniform(0, 1, size=count)) if count != 4 else random.normal(size=count)
    at = numpy.linspace(x[0], x[-1], 41)
    golden["curves"].append(dict(x=numbers(x), y=numbers(y), at=numbers(at),
                                 values=numbers(scipy.interpolate.PchipInterpolator(numbers(x), numbers(y))(numbers(at)))))


def order_track(x, pulses, samples_per_revolution, pulses_per_revolution):
    """The samples at equal angles: PCHIP from angle to time, then a sinc with a cut-off that follows the speed."""
    angles = numpy.arange(len(pulses)) * samples_per_revolution / pulses_per_revolution
    count = (len(pulses) - 1) * samples_per_revolution // pulses_per_revolution
    positions = scipy.interpolate.PchipInterpolator(angles, pulses)(numpy.arange(count))
    cutoff = numpy.minimum(1, 1 / numpy.gradient(positions))
    u = (numpy.arange(len(x))[None, :] - positions[:, None]) * cutoff[:, None]
    weights = numpy.where(abs(u) <= 10, numpy.sinc(u) * scipy.special.i0(5 * numpy.sqrt(numpy.clip(1 - (u / 10) ** 2, 0, None))), 0)
    return weights @ x / weights.sum(axis=1)


def crossings(tacho):
    """Rising crossings of the middle of the range, by straight lines."""
    low, high = tacho.min(), tacho.max()
    middle = low + (high - low) / 2
    at = numpy.flatnonzero((tacho[:-1] < middle) & (tacho[1:] >= middle))
    return at + (middle - tacho[at]) / (tacho[at + 1] - tacho[at])


# Run-ups from 20 to 40 turns a second at 2 kHz; a tachometer with edges of finite steepness.
for samples, pulses, count in [(16, 1, 500), (64, 1, 500), (32, 4, 400)]:
    t = numpy.arange(count) / 2000
    angle = 20 * t + 0.5 * 20 / t[-1] * t**2
    tacho = numpy.clip(20 * numpy.sin(2 * numpy.pi * pulses * (angle - 0.03)), 0, 5).astype(numpy.float32)
    x = (numpy.sin(2 * numpy.pi * 3 * angle) + 0.2 * random.normal(size=count)).astype(numpy.float32)
    y = order_track(x.astype(numpy.float64), crossings(tacho.astype(numpy.float64)), samples, pulses)
    golden["tracked"].append(dict(samplesPerRevolution=samples, pulsesPerRevolution=pulses, rate=2000,
                                  x=numbers(x), tacho=numbers(tacho), result=numbers(y)))

json.dump(golden, sys.stdout)
