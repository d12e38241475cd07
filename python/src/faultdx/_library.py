"""The C interface (faultdx.h) as ctypes sees it."""

import ctypes
import os
import pathlib
import sys
from ctypes import POINTER, Structure, c_char, c_char_p, c_double, c_float, c_int32, c_int64
from ctypes import c_size_t, c_uint32, c_uint64, c_void_p

ABI_VERSION = 1
TEXT_SIZE = 128

OK, BUFFER_TOO_SMALL, NOTHING = 0, 7, 9


class _Sized(Structure):
    """A structure that knows its size, as the interface wants it."""

    def __init__(self, **values):
        super().__init__(struct_size=ctypes.sizeof(self), **values)


class ModelInfo(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("window_length", c_uint64), ("hop", c_uint64),
        ("sample_rate", c_double), ("classes", c_uint32), ("channels", c_uint32),
        ("networks", c_uint32), ("needs_speed", c_uint32),
    ]


class Recording(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("samples", c_void_p), ("frames", c_size_t),
        ("channels", c_uint32), ("reserved", c_uint32), ("sample_rate", c_double),
        ("speed", c_double),
    ]


class Diagnosis(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("confidence", c_double), ("distance", c_double),
        ("windows", c_uint64), ("invalid_windows", c_uint64), ("class_index", c_int32),
        ("is_unknown", c_int32), ("label", c_char * TEXT_SIZE),
    ]


class StreamOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("name", c_char_p), ("normal_label", c_char_p),
        ("sample_rate", c_double), ("speed", c_double), ("hop", c_uint64),
        ("repetition_horizon", c_uint64), ("time_tolerance", c_double), ("confidence", c_double),
        ("holding_confidence", c_double), ("minimum_duration", c_double), ("votes", c_uint32),
        ("clearing_votes", c_uint32), ("memory", c_uint32), ("reserved", c_uint32),
    ]


class Event(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("sequence", c_uint64), ("position", c_uint64),
        ("time", c_double), ("confidence", c_double), ("distance", c_double),
        ("missing_frames", c_uint64), ("kind", c_int32), ("model", c_int32),
        ("label", c_char * TEXT_SIZE), ("previous", c_char * TEXT_SIZE),
        ("text", c_char * (2 * TEXT_SIZE)),
    ]


class StreamState(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("position", c_uint64), ("windows", c_uint64),
        ("next_sequence", c_uint64), ("time", c_double), ("verdict", c_int32),
        ("is_valid", c_int32), ("label", c_char * TEXT_SIZE),
    ]


_MODELS = POINTER(c_void_p)
_SIGNATURES = {
    "faultdx_model_load": [c_char_p, POINTER(c_void_p)],
    "faultdx_model_parse": [c_char_p, c_size_t, POINTER(c_void_p)],
    "faultdx_model_free": [c_void_p],
    "faultdx_model_get_info": [c_void_p, POINTER(ModelInfo)],
    "faultdx_model_get_label": [c_void_p, c_uint32, c_char_p, c_size_t, POINTER(c_size_t)],
    "faultdx_model_get_channel": [c_void_p, c_uint32, c_char_p, c_size_t, POINTER(c_size_t)],
    "faultdx_diagnose_window": [c_void_p, c_void_p, c_size_t, c_double, c_void_p, c_size_t],
    "faultdx_diagnose": [
        c_void_p, POINTER(Recording), POINTER(Diagnosis), POINTER(c_double), c_size_t],
    "faultdx_stream_options_init": [POINTER(StreamOptions)],
    "faultdx_stream_create": [_MODELS, c_size_t, POINTER(StreamOptions), POINTER(c_void_p)],
    "faultdx_stream_free": [c_void_p],
    "faultdx_stream_push": [c_void_p, c_void_p, c_size_t, c_int64, c_double],
    "faultdx_stream_finish": [c_void_p],
    "faultdx_stream_set_speed": [c_void_p, c_double],
    "faultdx_stream_next_event": [c_void_p, POINTER(Event)],
    "faultdx_stream_get_state": [c_void_p, c_uint32, POINTER(StreamState)],
    "faultdx_stream_replace_model": [c_void_p, c_uint32, c_void_p],
    "faultdx_stream_snapshot": [c_void_p, c_char_p, c_size_t, POINTER(c_size_t)],
    "faultdx_stream_restore": [
        _MODELS, c_size_t, c_char_p, c_size_t, c_int32, POINTER(c_void_p)],
}


def _load():
    name = "libfaultdx.dylib" if sys.platform == "darwin" else "libfaultdx.so"
    path = os.environ.get("FAULTDX_LIBRARY") or str(pathlib.Path(__file__).with_name(name))
    library = ctypes.CDLL(path)
    library.faultdx_abi_version.restype = c_uint32
    found = library.faultdx_abi_version()
    if found != ABI_VERSION:
        raise ImportError(f"{path} has version {found} of the interface, expected {ABI_VERSION}")
    library.faultdx_last_error.restype = c_char_p
    for function, arguments in _SIGNATURES.items():
        getattr(library, function).argtypes = arguments
        getattr(library, function).restype = c_int32
    return library


library = _load()
