#!/usr/bin/env python3
"""Classifies one recording of many gigabytes: seconds, MB/s and peak memory of the whole process.

    python3 Benchmarks/streaming.py .build/release/faultdx [--gigabytes 10] [--folder /tmp]

Trains a model on simulated bearings at 25.6 kHz (windows of 2048), writes an RF64 file of 16-bit samples that is
noise, classifies it and deletes it. Before each run the file is put out of
the page cache.
"""
import argparse
import os
import random
import shutil
import struct
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("faultdx")
parser.add_argument("--gigabytes", type=float, default=10)
parser.add_argument("--folder", default=None)
arguments = parser.parse_args()
faultdx = os.path.abspath(arguments.faultdx)
RATE, BLOCK = 25_600, 1 << 20


def write(path, size):
    """RF64 (EBU Tech 3306): the lengths are in the chunk ds64, because 32 bits do not hold them."""
    generator = random.Random(1)
    # The upper bytes without their top bits: noise of an eighth of full scale.
    quiet = bytes((b % 32 - 16) % 256 for b in range(256))
    blocks = [bytearray(generator.randbytes(BLOCK)) for _ in range(16)]
    for block in blocks:
        block[1::2] = block[1::2].translate(quiet)
    with open(path, "wb") as out:
        out.write(b"RF64" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE")
        out.write(b"ds64" + struct.pack("<IQQQI", 28, size + 72, size, size // 2, 0))
        out.write(b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16))
        out.write(b"data" + struct.pack("<I", 0xFFFFFFFF))
        left = size
        while left > 0:
            start = 2 * generator.randrange(BLOCK // 4)
            piece = generator.choice(blocks)[start:start + min(left, BLOCK // 2)]
            out.write(piece)
            left -= len(piece)
        out.flush()
        os.fsync(out.fileno())


def run(what, *command):
    with open("long.wav", "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    size = os.path.getsize("long.wav")
    start = time.perf_counter()
    pid = os.posix_spawn(faultdx, [faultdx, *command], os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 1, "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)])
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{what} stopped with {status}")
    print(f"| {what} | {seconds:.1f} | {usage.ru_utime:.1f} | {usage.ru_stime:.1f} | {size / seconds / 1e6:.0f} | "
          f"{usage.ru_maxrss / 1024:.0f} | {os.path.getsize('output') / 1e6:.1f} |", flush=True)


scratch = tempfile.mkdtemp(dir=arguments.folder)
try:
    os.chdir(scratch)
    subprocess.run([faultdx, "simulate", "bearing", "--rate", str(RATE), "--units", "4", "--seconds", "1", "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run([faultdx, "train", "bearing.csv", "--window", "2048", "--epochs", "2", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    size = int(arguments.gigabytes * 1e9) // 2 * 2
    write("long.wav", size)
    print(f"{size / 1e9:g} GB, {size // 2 // 2048} windows of 2048, model {os.path.getsize('model.safetensors')} bytes")
    print("\n| run | seconds | user s | system s | MB/s | peak MB | output MB |\n|---|---|---|---|---|---|---|")
    run("text, 2 threads", "classify", "long.wav", "--threads", "2")
    run("text, 1 thread", "classify", "long.wav", "--threads", "1")
    run("JSON with every window, 2 threads", "classify", "long.wav", "--threads", "2", "--format", "json", "--windows")
finally:
    shutil.rmtree(scratch)
