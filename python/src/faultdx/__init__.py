"""Fault diagnosis from one-dimensional signals: models, diagnoses, and streams of samples.

Arrays of float32 in C order are read where they lie; calls release Python's lock.
"""

import ctypes
import math
from ctypes import byref, c_double, c_size_t, c_void_p
from dataclasses import dataclass
from typing import List, Optional, Sequence, Union

import numpy

from . import _library
from ._library import library as _call

__all__ = ["Diagnosis", "Event", "FaultDXError", "Model", "State", "Stream"]

_KINDS = {
    1: "raised", 2: "changed", 3: "cleared", 4: "unknown", 5: "invalid_input", 6: "valid_input",
    7: "gap",
}
_VERDICTS = {0: "undecided", 1: "normal", 2: "fault", 3: "unknown"}


class FaultDXError(Exception):
    """What the library refused, in a sentence; `status` is that of faultdx.h."""

    def __init__(self, status: int):
        super().__init__(_call.faultdx_last_error().decode())
        self.status = status


def _expect(status: int) -> None:
    if status != _library.OK:
        raise FaultDXError(status)


def _samples(array, channels: int) -> numpy.ndarray:
    """The array itself where it is float32 in C order, else a copy that is."""
    samples = numpy.ascontiguousarray(array, dtype=numpy.float32)
    if samples.ndim > 2 or (samples.ndim == 2 and samples.shape[1] != channels):
        raise ValueError(f"samples of shape {samples.shape}, expected [frames, {channels}]")
    return samples


def _number(value: float) -> Optional[float]:
    return None if math.isnan(value) else value


@dataclass(frozen=True)
class Diagnosis:
    """What a recording was found to be."""

    label: str
    confidence: float
    probabilities: numpy.ndarray
    windows: int
    invalid_windows: int
    is_unknown: bool
    distance: Optional[float]


@dataclass(frozen=True)
class Event:
    """Something to know about a stream: raised, changed, cleared, unknown, invalid_input, valid_input, or gap."""

    sequence: int
    kind: str
    model: Optional[int]
    position: int
    time: Optional[float]
    label: str
    previous: str
    text: str
    confidence: float
    distance: Optional[float]
    missing_frames: int


@dataclass(frozen=True)
class State:
    """What one model of a stream thinks: undecided, normal, fault or unknown."""

    verdict: str
    label: str
    is_valid: bool
    position: int
    time: Optional[float]
    windows: int
    next_sequence: int


class Model:
    """A model, from its file or the bytes of it."""

    def __init__(self, source: Union[str, bytes]):
        self._handle = c_void_p()
        if isinstance(source, bytes):
            _expect(_call.faultdx_model_parse(source, len(source), byref(self._handle)))
        else:
            _expect(_call.faultdx_model_load(str(source).encode(), byref(self._handle)))
        info = _library.ModelInfo()
        _expect(_call.faultdx_model_get_info(self._handle, byref(info)))
        self.window_length: int = info.window_length
        self.hop: int = info.hop
        self.sample_rate: Optional[float] = info.sample_rate or None
        self.needs_speed = bool(info.needs_speed)
        self.labels = self._names(_call.faultdx_model_get_label, info.classes)
        self.channels = self._names(_call.faultdx_model_get_channel, info.channels)

    def __del__(self):
        if getattr(self, "_handle", None):
            _call.faultdx_model_free(self._handle)

    def _names(self, function, count: int) -> List[str]:
        names = []
        for index in range(count):
            size = c_size_t()
            function(self._handle, index, None, 0, byref(size))
            buffer = ctypes.create_string_buffer(size.value)
            _expect(function(self._handle, index, buffer, size.value, None))
            names.append(buffer.value.decode())
        return names

    def diagnose_window(self, samples, speed: float = 0) -> numpy.ndarray:
        """The probabilities of the classes for one window at the model's rate."""
        samples = _samples(samples, len(self.channels))
        probabilities = numpy.empty(len(self.labels), dtype=numpy.float32)
        _expect(
            _call.faultdx_diagnose_window(
                self._handle, samples.ctypes.data, samples.size, speed,
                probabilities.ctypes.data, probabilities.size))
        return probabilities

    def diagnose(
        self, samples, sample_rate: Optional[float] = None, speed: float = 0
    ) -> Diagnosis:
        """What a recording of any length is found to be, from all of its windows."""
        samples = _samples(samples, len(self.channels))
        recording = _library.Recording(
            samples=samples.ctypes.data, frames=samples.size // len(self.channels),
            channels=len(self.channels), sample_rate=sample_rate or 0, speed=speed)
        found = _library.Diagnosis()
        probabilities = numpy.empty(len(self.labels))
        _expect(
            _call.faultdx_diagnose(
                self._handle, byref(recording), byref(found),
                probabilities.ctypes.data_as(ctypes.POINTER(c_double)), probabilities.size))
        return Diagnosis(
            label=self.labels[found.class_index], confidence=found.confidence,
            probabilities=probabilities, windows=found.windows,
            invalid_windows=found.invalid_windows, is_unknown=bool(found.is_unknown),
            distance=_number(found.distance))


class Stream:
    """The samples of one sensor as they come, heard by one model or several.

    Further settings are those of `faultdx_stream_options`: votes, clearing_votes, memory, confidence,
    holding_confidence, minimum_duration, time_tolerance, repetition_horizon, hop, speed.
    """

    def __init__(
        self, models: Union[Model, Sequence[Model]], sample_rate: Optional[float] = None,
        name: str = "stream", normal_label: Optional[str] = None, **settings
    ):
        options = _library.StreamOptions()
        _expect(_call.faultdx_stream_options_init(byref(options)))
        options.name = name.encode()
        options.normal_label = normal_label.encode() if normal_label is not None else None
        options.sample_rate = sample_rate or 0
        known = {field[0] for field in options._fields_} - {"struct_size", "reserved"}
        for key, value in settings.items():
            if key not in known:
                raise TypeError(f"a stream has no setting {key!r}")
            setattr(options, key, value)
        self._take(models)
        _expect(
            _call.faultdx_stream_create(
                self._array, len(self._models), byref(options), byref(self._handle)))

    @classmethod
    def restore(
        cls, snapshot: bytes, models: Union[Model, Sequence[Model]],
        accept_other_models: bool = False
    ) -> "Stream":
        """The stream that a snapshot was taken of."""
        stream = cls.__new__(cls)
        stream._take(models)
        _expect(
            _call.faultdx_stream_restore(
                stream._array, len(stream._models), snapshot, len(snapshot),
                int(accept_other_models), byref(stream._handle)))
        return stream

    def _take(self, models) -> None:
        self._handle = c_void_p()
        self._models = [models] if isinstance(models, Model) else list(models)
        self._array = (c_void_p * len(self._models))(*[m._handle for m in self._models])
        self._channels = len(self._models[0].channels) if self._models else 1

    def __del__(self):
        if getattr(self, "_handle", None):
            _call.faultdx_stream_free(self._handle)

    def push(
        self, samples, counter: Optional[int] = None, time: Optional[float] = None
    ) -> List[Event]:
        """Takes the next samples, [frames] or [frames, channels]; returns what there is to tell."""
        samples = _samples(samples, self._channels)
        _expect(
            _call.faultdx_stream_push(
                self._handle, samples.ctypes.data, samples.size,
                -1 if counter is None else counter, math.nan if time is None else time))
        return self._events()

    def finish(self) -> List[Event]:
        """Answers for the windows that wait for samples behind them."""
        _expect(_call.faultdx_stream_finish(self._handle))
        return self._events()

    def set_speed(self, speed: Optional[float]) -> List[Event]:
        """The shaft turns at another speed from the next frame on, in rpm; None where it is not known any more."""
        _expect(_call.faultdx_stream_set_speed(self._handle, speed or 0))
        return self._events()

    def _events(self) -> List[Event]:
        events = []
        found = _library.Event()
        while True:
            status = _call.faultdx_stream_next_event(self._handle, byref(found))
            if status == _library.NOTHING:
                return events
            _expect(status)
            events.append(
                Event(
                    sequence=found.sequence, kind=_KINDS[found.kind],
                    model=None if found.model < 0 else found.model, position=found.position,
                    time=_number(found.time), label=found.label.decode(),
                    previous=found.previous.decode(), text=found.text.decode(),
                    confidence=found.confidence, distance=_number(found.distance),
                    missing_frames=found.missing_frames))

    def state(self, model: int = 0) -> State:
        """What one of the models thinks."""
        found = _library.StreamState()
        _expect(_call.faultdx_stream_get_state(self._handle, model, byref(found)))
        return State(
            verdict=_VERDICTS[found.verdict], label=found.label.decode(),
            is_valid=bool(found.is_valid), position=found.position, time=_number(found.time),
            windows=found.windows, next_sequence=found.next_sequence)

    def replace_model(self, model: Model, number: int = 0) -> List[Event]:
        """Puts another model in the place of one, between two windows."""
        _expect(_call.faultdx_stream_replace_model(self._handle, number, model._handle))
        self._models[number] = model
        return self._events()

    def snapshot(self) -> bytes:
        """All that the stream remembers."""
        size = c_size_t()
        _call.faultdx_stream_snapshot(self._handle, None, 0, byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        _expect(_call.faultdx_stream_snapshot(self._handle, buffer, size.value, byref(size)))
        return buffer.raw[: size.value]
