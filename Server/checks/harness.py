"""Starts faultdx-server on a free port and speaks HTTP to it; what the checks in this folder have in common."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
RATE = 12_000


def binary():
    """The server that scripts/build-server made, or the one that FAULTDX_SERVER names."""
    return os.environ.get("FAULTDX_SERVER", str(FOLDER.parent / ".build/release/faultdx-server"))


def model():
    """A model of one network over waveforms of bearings; FAULTDX_MODEL, or one that is trained now."""
    if "FAULTDX_MODEL" in os.environ:
        return os.environ["FAULTDX_MODEL"]
    root = FOLDER.parents[1]
    file = root / "Server/.build/bearing.safetensors"
    if not file.exists():
        faultdx = subprocess.run([str(root / "scripts/build-release")], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.split()[-1]
        subprocess.run([faultdx, "train", str(root / "datasets/bearing.csv"), "--input", "waveform",
                        "--output", str(file)], check=True, stdout=subprocess.DEVNULL)
    return str(file)


class Server:
    def __init__(self, data, *options, model_file=None):
        self.data = data
        self.options = options
        self.model = model_file or model()
        self.process = None
        self.port = None

    def start(self):
        log = open(f"{self.data}.log", "ab")
        where = log.tell()
        self.process = subprocess.Popen(
            [binary(), "--model", self.model, "--data", str(self.data), "--port", "0", *self.options],
            stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            text = pathlib.Path(f"{self.data}.log").read_bytes()[where:].decode()
            found = re.search(r"listening on https?://\S+:(\d+)", text)
            if found:
                self.port = int(found.group(1))
                return self
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended: {text}")
            time.sleep(0.01)
        raise SystemExit("the server does not listen")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def connection(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=30):
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        kind = answer.getheader("Content-Type", "")
        return answer.status, json.loads(data) if "json" in kind else data, answer

    def get(self, path):
        status, document, _ = self.request("GET", path)
        assert status == 200, (path, status, document)
        return document


def recordings():
    """The simulated recordings of datasets/bearing.csv: one array for each label."""
    values = {}
    with open(FOLDER.parents[1] / "datasets/bearing.csv") as file:
        for line in file:
            if line[0].isdigit():
                _, _, label, _, value = line.split(",")
                values.setdefault(label, []).append(float(value))
    return {label: np.array(numbers, "<f4") for label, numbers in values.items()}
