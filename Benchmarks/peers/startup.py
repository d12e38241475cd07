"""The whole process: a 10 s WAV at 12 kHz, from the command to the verdict. Started by `compare.py`."""
import json
import os
import sys
import time
from pathlib import Path

from rounds import Row, Side


class Process:
    """Runs a command to its end and remembers its peak memory."""

    def __init__(self, *command):
        self.command, self.peak = command, 0

    def __call__(self, calls):
        start = time.perf_counter()
        for _ in range(calls):
            pid = os.posix_spawn(
                self.command[0], self.command, os.environ,
                file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
            _, status, usage = os.wait4(pid, 0)
            if status != 0:
                raise SystemExit(f"{self.command} stopped with {status}")
            self.peak = max(self.peak, usage.ru_maxrss)
        return (time.perf_counter() - start) / calls


class ProcessSide(Side):
    """One process a turn: that is what a user waits for."""

    def settle(self):
        self.measure(1)
        self.calls = self.warm = 1


output, rounds, goal, faultdx, model, onnx, recording = sys.argv[1:]
script = str(Path(__file__).resolve().parent / "classify_with_onnxruntime.py")
row = Row("start-up", [
    ProcessSide("faultdx classify", Process(faultdx, "classify", recording, "--model", model)),
    ProcessSide("Python, soundfile, ONNX Runtime", Process(sys.executable, script, onnx, recording)),
], float(goal)).run(int(rounds))
numbers = row.plain()
numbers["memory"] = [side.measure.peak for side in row.sides]
Path(output).write_text(json.dumps(numbers))
