"""Starts faultdx-server on a free port and speaks HTTP to it; what the checks in this folder have in common."""
import atexit
import http.client
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import time

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
RATE = 12_000


def binary():
    """The server that scripts/build-server made, or the one that FAULTDX_SERVER names."""
    return os.environ.get("FAULTDX_SERVER", str(FOLDER.parent / ".build/release/faultdx-server"))


def provenance():
    """What was measured, and on what."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=FOLDER, capture_output=True, text=True)
    return {"commit": commit.stdout.strip(), "build": pathlib.Path(binary()).resolve().parent.name,
            "cores": os.cpu_count(), "loadAverage": [round(x, 1) for x in os.getloadavg()],
            "date": time.strftime("%Y-%m-%d")}


def model():
    """A model of one network over waveforms of bearings: `faultdx train datasets/bearing.csv --input waveform` made it."""
    return os.environ.get("FAULTDX_MODEL", str(FOLDER / "bearing.safetensors"))


checks = 0


def expect(condition, *what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"check failed: {what}")


def checks_passed():
    print(f"{checks} checks passed")


class Server:
    """A server of its own; `authority` is the certificate by which one that speaks TLS is known."""

    def __init__(self, data, *options, model_file=None, authority=None):
        self.authority = authority
        self.data = data
        self.options = options
        self.model = model_file or model()
        self.process = None
        self.port = None

    def start(self):
        log = open(f"{self.data}.log", "ab")
        self.began = where = log.tell()
        self.process = subprocess.Popen(
            [binary(), "--model", self.model, "--data", str(self.data), "--port", "0", *self.options],
            stdout=subprocess.DEVNULL, stderr=log, stdin=subprocess.DEVNULL)
        # Nothing is left behind by a check that failed.
        atexit.register(self.process.kill)
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

    def log(self):
        """What it said since it was started."""
        return pathlib.Path(f"{self.data}.log").read_bytes()[self.began:].decode()

    def wait_for_log(self, words, seconds=20):
        deadline = time.monotonic() + seconds
        while words not in self.log():
            if time.monotonic() > deadline:
                raise SystemExit(f"the server does not say \"{words}\": {self.log()}")
            time.sleep(0.02)

    def connections(self):
        """How many sockets it has open beside the one that listens."""
        folder, count = pathlib.Path(f"/proc/{self.process.pid}/fd"), 0
        mine = set()
        for file in folder.iterdir():
            try:
                mine.add(os.readlink(file))
            except OSError:
                pass
        for table in ("tcp", "tcp6"):
            for line in open(f"/proc/net/{table}").readlines()[1:]:
                fields = line.split()
                count += fields[3] != "0A" and f"socket:[{fields[9]}]" in mine
        return count

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
        if self.authority:
            context = ssl.create_default_context(cafile=self.authority)
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=context)
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
