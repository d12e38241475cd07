#!/usr/bin/env python3
"""Three attacks of slowhttptest at once (slow heads, slow bodies, slow readers), and whether healthy clients are served.

Needs slowhttptest. Each attack holds as many connections as --connections says; a healthy client posts a quarter of a
second of samples ten times a second over a connection that stays, and asks for the streams over a new one.
"""
import argparse
import http.client
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np

from harness import RATE, Server, provenance, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--connections", type=int, default=500)
parser.add_argument("--seconds", type=int, default=60)
parser.add_argument("--output")
options = parser.parse_args()
values = recordings()["normal"]

with tempfile.TemporaryDirectory() as folder:
    server = Server(pathlib.Path(folder) / "data", "--durability", "process").start()
    address = f"http://127.0.0.1:{server.port}"
    common = ["-c", str(options.connections), "-r", "100", "-l", str(options.seconds), "-p", "5"]
    attacks = [subprocess.Popen(["slowhttptest", *attack, *common], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for attack in (["-H", "-i", "5", "-u", f"{address}/v1/streams"],
                              ["-B", "-i", "5", "-s", "100000", "-f", "text/csv", "-u", f"{address}/v1/diagnose"],
                              ["-X", "-w", "1", "-y", "2", "-n", "5", "-z", "1", "-k", "3", "-u", f"{address}/openapi.json"])]
    times, statuses, largest, count = [], {}, 0, 0
    kept = server.connection(20)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        start = (count * 3000) % (len(values) - 3000)
        try:
            kept.request("POST", "/v1/streams/pump-7/samples", values[start:start + 3000].tobytes(),
                         {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE),
                          "First-Sample": str(count * 3000)})
            answer = kept.getresponse()
            answer.read()
            found = [answer.status, server.request("GET", "/v1/streams", timeout=20)[0]]
        except (OSError, http.client.HTTPException) as error:
            found = [type(error).__name__]
            kept = server.connection(20)
        for status in found:
            statuses[str(status)] = statuses.get(str(status), 0) + 1
        times.append(time.monotonic() - begin)
        largest = max(largest, server.resident_bytes())
        count += 1
        time.sleep(max(0, 0.1 - times[-1]))
    for attack in attacks:
        attack.terminate()
        attack.wait()
    assert server.stop() == 0

result = {
    "attacks": ["slow heads", "slow bodies", "slow readers"], "connectionsEach": options.connections,
    "seconds": options.seconds, "healthy": statuses,
    "milliseconds": {name: round(float(np.percentile(times, q)) * 1000, 1) for name, q in (("p50", 50), ("p99", 99), ("max", 100))},
    "largestMegabytes": round(largest / 1e6, 1), **provenance(),
}
text = json.dumps(result, indent=2)
print(text)
if options.output:
    pathlib.Path(options.output).write_text(text + "\n")
raise SystemExit(0 if set(statuses) == {"200"} else 1)
