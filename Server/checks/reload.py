#!/usr/bin/env python3
"""Replaces the model again and again while sensors send, and looks whether a sample or an event is missing or there twice.

The files differ in what they say of their training: what the server decides must be what one decides whose model was
never replaced, bit for bit. In between the file is broken, which must change nothing. In the end comes another network.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import signal
import struct
import tempfile
import threading
import time

import numpy as np

from harness import RATE, Server, checks_passed, expect, model, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--sensors", type=int, default=16)
parser.add_argument("--reloads", type=int, default=20)
options = parser.parse_args()

BATCH = 3000
signals = recordings()
GENUINE = pathlib.Path(model()).read_bytes()


def rewritten(note=None, noise=0.0):
    """The model with another note on its training, or with weights that are a little different."""
    size = struct.unpack("<Q", GENUINE[:8])[0]
    head, body = json.loads(GENUINE[8:8 + size]), GENUINE[8 + size:]
    if note is not None:
        head["__metadata__"]["training"] = json.dumps({"note": note})
    if noise:
        values = np.frombuffer(body, "<f4")
        body = (values * (1 + noise * np.random.default_rng(1).standard_normal(len(values)))).astype("<f4").tobytes()
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def put(file, content):
    """A file that is replaced is never there in part."""
    new = file.with_suffix(".new")
    new.write_bytes(content)
    os.replace(new, file)


def send(server, sensor, number):
    values = signals["inner_race" if (number // 24 + sensor) % 2 else "normal"]
    start = (sensor * 7919 + number * BATCH) % (len(values) - BATCH)
    while True:
        status, document, _ = server.request(
            "POST", f"/v1/streams/sensor-{sensor}/samples", values[start:start + BATCH].tobytes(),
            {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE), "First-Sample": str(number * BATCH)})
        if status not in (429, 503):
            expect(status == 200 and document["accepted"] == BATCH, document)
            return


def decided(server, sensor):
    """The events of a sensor, without which file they came of."""
    found = server.get(f"/v1/streams/sensor-{sensor}/events?from=0&limit=1000")["events"]
    return [{k: v for k, v in event.items() if k not in ("id", "modelSha256")} for event in found]


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "models").mkdir()
    file = folder / "models/bearing.safetensors"
    put(file, GENUINE)
    server = Server(folder / "data", "--durability", "process", model_file=str(folder / "models")).start()
    ending = threading.Event()
    counts = [0] * options.sensors

    def run(sensor):
        while not ending.is_set():
            send(server, sensor, counts[sensor])
            counts[sensor] += 1

    told = []
    listening = server.connection(120)
    listening.request("GET", "/v1/events?after=0", headers={"Accept": "text/event-stream"})
    live = listening.getresponse()

    def listen():
        try:
            while line := live.readline():
                if line.startswith(b"data: {"):
                    told.append(json.loads(line[6:])["id"])
        except OSError:
            pass
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    generator = random.Random(1)
    digests = set()
    with concurrent.futures.ThreadPoolExecutor(options.sensors) as pool:
        running = [pool.submit(run, sensor) for sensor in range(options.sensors)]
        for number in range(options.reloads):
            time.sleep(generator.uniform(0.05, 0.3))
            if number % 5 == 4:
                put(file, rewritten(f"{number}")[:-1000])
                status, document, _ = server.request("POST", "/v1/models/reload")
                expect(status == 422 and document["error"]["code"] == "model_refused", document)
            put(file, rewritten(f"{number}"))
            if number % 2:
                status, document, _ = server.request("POST", "/v1/models/reload")
                expect(status == 200 and document["models"][0]["change"] == "replaced", document)
            else:
                before = server.get("/v1/models")["models"][0]["sha256"]
                server.process.send_signal(signal.SIGHUP)
                deadline = time.monotonic() + 60
                while server.get("/v1/models")["models"][0]["sha256"] == before and time.monotonic() < deadline:
                    time.sleep(0.02)
            digests.add(server.get("/v1/models")["models"][0]["sha256"])
        time.sleep(0.3)
        ending.set()
        for task in running:
            task.result()
    expect(len(digests) == options.reloads, "every file was taken", len(digests))
    streams = {s["sensor"]: s for s in server.get("/v1/streams")["streams"]}
    expect({s["modelSha256"] for s in streams.values()} == {server.get("/v1/models")["models"][0]["sha256"]}, "all streams")
    found = [decided(server, sensor) for sensor in range(options.sensors)]
    deadline = time.monotonic() + 20
    while len(told) < sum(map(len, found)) and time.monotonic() < deadline:
        time.sleep(0.05)
    expect(told == sorted(set(told)) and len(told) == sum(map(len, found)), "every event told once", len(told))

    reference = Server(folder / "whole", "--durability", "process").start()
    with concurrent.futures.ThreadPoolExecutor(options.sensors) as pool:
        def all_of(sensor):
            for number in range(counts[sensor]):
                send(reference, sensor, number)
        list(pool.map(all_of, range(options.sensors)))
    for sensor in range(options.sensors):
        expected = reference.get(f"/v1/streams/sensor-{sensor}")
        for key in ("nextSample", "windows", "state", "nextEvent"):
            expect(streams[f"sensor-{sensor}"][key] == expected[key], sensor, key)
        expect(found[sensor] == decided(reference, sensor), "events of", sensor)
    expect(sum(map(len, found)) > options.sensors, "there were events")
    reference.stop()

    # Another network decides otherwise, and neither loses samples nor numbers of events.
    put(file, rewritten("other", noise=0.05))
    put(folder / "models/second.safetensors", GENUINE)
    status, document, _ = server.request("POST", "/v1/models/reload")
    expect([m["change"] for m in document["models"]] == ["replaced", "added"], document)
    expect(document["models"][0]["streams"] == options.sensors, document)
    for number in range(counts[0], counts[0] + 48):
        send(server, 0, number)
    stream = server.get("/v1/streams/sensor-0")
    expect(stream["nextSample"] == (counts[0] + 48) * BATCH, stream)
    length, hop = (server.get("/v1/models")["models"][0][key] for key in ("windowLength", "hop"))
    expect(stream["windows"] == (stream["nextSample"] - length) // hop + 1, stream)
    sequences = [event["sequence"] for event in decided(server, 0)]
    expect(sequences == list(range(len(sequences))), sequences)
    (folder / "models/second.safetensors").unlink()
    status, document, _ = server.request("POST", "/v1/models/reload")
    expect({m["name"]: m["change"] for m in document["models"]} == {"bearing": "same", "second": "removed"}, document)
    text = server.get("/metrics").decode()
    expect('faultdx_model_changes_total{change="replaced"}' in text, text[:400])
    # What was replaced stays so when the server starts again.
    expect(server.stop() == 0, "a good end")
    server.start()
    again = server.get("/v1/streams/sensor-0")
    expect(again["nextSample"] == stream["nextSample"] and again["modelSha256"] == stream["modelSha256"], again)
    server.stop()
checks_passed()
