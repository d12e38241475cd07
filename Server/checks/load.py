#!/usr/bin/env python3
"""Sensors that each post one second of samples once a second, and how long they wait for the answer.

A request's time is from when it should have been sent, not from when it was: a server that stalls makes all wait that
come behind. The sensors are spread over the second, as sensors are.
"""
import argparse
import asyncio
import json
import os
import pathlib
import resource
import tempfile
import time

import numpy as np

from harness import RATE, Server, provenance, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--sensors", type=int, default=500)
parser.add_argument("--seconds", type=int, default=40)
parser.add_argument("--warm-up", type=int, default=5)
parser.add_argument("--durability", default="power")
parser.add_argument("--output")
options = parser.parse_args()

signals = recordings()
bodies = [signals[label][k * RATE:(k + 1) * RATE].tobytes()
          for label in ("normal", "inner_race") for k in range(len(signals[label]) // RATE)]
if not bodies:
    bodies = [np.resize(signals["normal"], RATE).tobytes()]


class Sensor(asyncio.Protocol):
    def __init__(self, number, port):
        self.number = number
        self.path = f"/v1/streams/sensor-{number}/samples"
        self.received = b""
        self.answer = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
        if len(body) >= length:
            self.received = body[length:]
            if self.answer and not self.answer.done():
                self.answer.set_result(int(head[9:12]))

    def connection_lost(self, error):
        if self.answer and not self.answer.done():
            self.answer.set_result(0)

    async def run(self, loop, begin, until, times, statuses):
        count = 0
        while True:
            due = begin + count + self.number / options.sensors
            if due >= until:
                return
            await asyncio.sleep(max(0, due - loop.time()))
            body = bodies[(self.number + count // 20) % len(bodies)]
            head = (f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                    f"Sample-Rate: {RATE}\r\nFirst-Sample: {count * RATE}\r\nContent-Length: {len(body)}\r\n\r\n")
            self.answer = loop.create_future()
            self.transport.write(head.encode() + body)
            status = await self.answer
            now = loop.time()
            statuses[status] = statuses.get(status, 0) + 1
            if due >= begin + options.warm_up:
                times.append(now - due)
            count += 1


async def main(server):
    loop = asyncio.get_running_loop()
    sensors = []
    for number in range(options.sensors):
        _, sensor = await loop.create_connection(
            lambda number=number: Sensor(number, server.port), "127.0.0.1", server.port)
        sensors.append(sensor)
    times, statuses = [], {}
    begin = loop.time() + 0.2
    before = processor_seconds(server)
    await asyncio.gather(*(
        sensor.run(loop, begin, begin + options.seconds, times, statuses) for sensor in sensors))
    return np.array(times) * 1000, statuses, processor_seconds(server) - before


def processor_seconds(server):
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
    server = Server(pathlib.Path(folder) / "data", "--durability", options.durability).start()
    times, statuses, used = asyncio.run(main(server))
    memory = server.resident_bytes()
    streams = server.get("/v1/streams")["streams"]
    behind = [s["sensor"] for s in streams if s["nextSample"] != options.seconds * RATE]
    size = sum(f.stat().st_size for f in (pathlib.Path(folder) / "data").iterdir())
    assert server.stop() == 0

mine = resource.getrusage(resource.RUSAGE_SELF)
result = {
    "sensors": options.sensors, "seconds": options.seconds, "samplesPerSecond": options.sensors * RATE,
    "durability": options.durability,
    "statuses": {str(status): count for status, count in sorted(statuses.items())},
    "milliseconds": {name: round(float(np.percentile(times, q)), 2)
                     for name, q in (("p50", 50), ("p90", 90), ("p99", 99), ("p999", 99.9), ("max", 100))},
    "serverCoresUsed": round(used / options.seconds, 3),
    "loadCoresUsed": round((mine.ru_utime + mine.ru_stime) / options.seconds, 3),
    "serverMegabytes": round(memory / 1e6, 1), "storeMegabytes": round(size / 1e6, 1),
    "streamsBehind": len(behind), **provenance(),
}
text = json.dumps(result, indent=2)
print(text)
if options.output:
    pathlib.Path(options.output).write_text(text + "\n")
good = set(statuses) == {200} and not behind and result["milliseconds"]["p99"] < 50
raise SystemExit(0 if good else 1)
