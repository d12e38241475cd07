#!/usr/bin/env python3
"""Kills the server (SIGKILL) at random moments while sensors send, and looks whether anything is missing or there twice.

Every sensor sends batches one after the other, each until it is answered, and numbers its samples. In the end streams
and events must be those of a server that was never killed: same positions, same number of windows, same events, bit for
bit. After every kill no stream may be behind what was acknowledged.
"""
import argparse
import concurrent.futures
import http.client
import json
import pathlib
import random
import tempfile
import threading
import time

import numpy as np

from harness import RATE, Server, provenance, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--kills", type=int, default=50)
parser.add_argument("--sensors", type=int, default=24)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--durability", default="power")
parser.add_argument("--output")
options = parser.parse_args()

BATCH = 3000
signals = recordings()


def batch(sensor, number):
    """Some quarter of a second of a sensor, which is sound and damaged in turns."""
    phase = (number // 24 + sensor) % 2
    values = signals["inner_race" if phase else "normal"]
    start = (sensor * 7919 + number * BATCH) % (len(values) - BATCH)
    return values[start:start + BATCH].tobytes()


class Fleet:
    """Sensors that send until they are told to end; what was acknowledged is in `acknowledged`."""

    def __init__(self, server):
        self.server = server
        self.acknowledged = [0] * options.sensors
        self.sent = 0
        self.repeated = 0
        self.ending = threading.Event()
        self.goal = None

    def run(self, sensor):
        connection, port = None, None
        while not self.ending.is_set():
            number = self.acknowledged[sensor]
            if self.goal is not None and number >= self.goal[sensor]:
                return
            try:
                if connection is None or port != self.server.port:
                    port = self.server.port
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request(
                    "POST", f"/v1/streams/sensor-{sensor}/samples", batch(sensor, number),
                    {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE),
                     "First-Sample": str(number * BATCH)})
                answer = connection.getresponse()
                document = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                connection = None
                time.sleep(0.005)
                continue
            if answer.status == 200:
                self.repeated += document["repeated"]
                self.sent += 1
                self.acknowledged[sensor] = number + 1
            elif answer.status not in (429, 503):
                raise SystemExit(f"sensor {sensor}, batch {number}: {answer.status} {document}")


def streams(server):
    return {s["sensor"]: s for s in server.get("/v1/streams")["streams"]}


def events(server, sensor):
    found, start = [], 0
    while True:
        more = server.get(f"/v1/streams/sensor-{sensor}/events?from={start}&limit=1000")["events"]
        if not more:
            return found
        found += [{k: v for k, v in event.items() if k != "id"} for event in more]
        start = more[-1]["sequence"] + 1


def run_all(fleet, goal):
    fleet.goal = goal
    with concurrent.futures.ThreadPoolExecutor(options.sensors) as pool:
        list(pool.map(fleet.run, range(options.sensors)))


generator = random.Random(options.seed)
begin = time.monotonic()
with tempfile.TemporaryDirectory() as folder:
    server = Server(pathlib.Path(folder) / "killed", "--durability", options.durability).start()
    fleet = Fleet(server)
    with concurrent.futures.ThreadPoolExecutor(options.sensors) as pool:
        running = [pool.submit(fleet.run, sensor) for sensor in range(options.sensors)]
        for kill in range(options.kills):
            time.sleep(generator.uniform(0.05, 0.8))
            before = list(fleet.acknowledged)
            server.kill()
            server.start()
            kept = streams(server)
            for sensor, count in enumerate(before):
                position = kept.get(f"sensor-{sensor}", {"nextSample": 0})["nextSample"]
                assert position >= count * BATCH, (kill, sensor, position, count * BATCH)
        time.sleep(0.3)
        fleet.ending.set()
        for task in running:
            task.result()
    found = streams(server)
    lists = [events(server, sensor) for sensor in range(options.sensors)]
    assert server.stop() == 0

    reference = Server(pathlib.Path(folder) / "whole", "--durability", "process").start()
    again = Fleet(reference)
    goal = [found[f"sensor-{sensor}"]["nextSample"] // BATCH for sensor in range(options.sensors)]
    run_all(again, goal)
    expected = streams(reference)
    wrong = 0
    for sensor in range(options.sensors):
        name = f"sensor-{sensor}"
        for key in ("nextSample", "windows", "state", "nextEvent"):
            if found[name][key] != expected[name][key]:
                wrong += 1
                print(name, key, found[name][key], "expected", expected[name][key])
        if lists[sensor] != events(reference, sensor):
            wrong += 1
            print(name, "has other events")
    reference.stop()

result = {
    "kills": options.kills, "sensors": options.sensors, "seed": options.seed,
    "durability": options.durability, "batches": fleet.sent,
    "samples": sum(stream["nextSample"] for stream in found.values()),
    "samplesKnownAsRepeated": fleet.repeated, "events": sum(map(len, lists)),
    "differences": wrong, "seconds": round(time.monotonic() - begin, 1), **provenance(),
}
text = json.dumps(result, indent=2)
print(text)
if options.output:
    pathlib.Path(options.output).write_text(text + "\n")
raise SystemExit(1 if wrong or not result["events"] else 0)
