#!/usr/bin/env python3
"""Goes to the limits: too many streams, requests, listeners and connections, a client that does not read, logs for programs."""
import concurrent.futures
import json
import pathlib
import socket
import tempfile
import time

import numpy as np

from harness import RATE, Server, checks_passed, expect, recordings

values = np.resize(recordings()["normal"], 60 * RATE)
RAW = {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE)}


def told_when(answer, document, code):
    """A refusal that says when to come again."""
    expect(document["error"]["code"] == code, document)
    expect(int(answer.getheader("Retry-After")) > 0, "Retry-After", answer.getheaders())


def streams(server):
    for sensor in ("a", "b"):
        expect(server.request("POST", f"/v1/streams/{sensor}/samples", b"1234", RAW)[0] == 200, sensor)
    status, document, answer = server.request("POST", "/v1/streams/c/samples", b"1234", RAW)
    expect(status == 429, status)
    told_when(answer, document, "too_many_streams")
    expect(server.request("DELETE", "/v1/streams/a")[0] == 204, "room")
    expect(server.request("POST", "/v1/streams/c/samples", b"1234", RAW)[0] == 200, "the room is used")


def requests(server):
    """More at once than is worked on, and more for one stream than may wait."""
    body = values.tobytes()

    def ask(path):
        status, document, answer = server.request("POST", path, body, RAW, 120)
        return status, document, answer

    for path, refusal, code in (("/v1/diagnose", 503, "overloaded"), ("/v1/streams/b/samples", 429, "too_many_requests")):
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            answers = list(pool.map(ask, [path] * 24))
        statuses = [status for status, _, _ in answers]
        expect(200 in statuses and set(statuses) <= {200, refusal, 503}, path, statuses)
        expect(refusal in statuses, path, statuses)
        for status, document, answer in answers:
            if status != 200:
                told_when(answer, document, code if status == refusal else "overloaded")
        expect(server.request("POST", path, body, RAW)[0] == 200, "afterwards")


def listeners(server):
    waiting = []
    for number in range(64):
        connection = server.connection(20)
        connection.request("GET", "/v1/events", headers={"Accept": "text/event-stream"})
        waiting.append((connection, connection.getresponse()))
        expect(waiting[-1][1].status == 200, number)
    status, document, answer = server.request("GET", "/v1/events", None, {"Accept": "text/event-stream"})
    expect(status == 503, status)
    told_when(answer, document, "too_many_listeners")
    for connection, answer in waiting:
        answer.close()
        connection.close()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        connection = server.connection(20)
        connection.request("GET", "/v1/events", headers={"Accept": "text/event-stream"})
        answer = connection.getresponse()
        status = answer.status
        connection.close()
        if status == 200:
            break
        time.sleep(0.2)
    expect(status == 200, "their places are free")


def connections(server, limit):
    """Who comes when all places are taken waits until one is free."""
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(limit)]
    time.sleep(0.3)
    late = socket.create_connection(("127.0.0.1", server.port), timeout=1)
    late.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        expect(not late.recv(100), "served beside", limit)
    except TimeoutError:
        expect(True)
    held.pop().close()
    late.settimeout(20)
    expect(b"200 OK" in late.recv(100), "served when one went")
    for connection in (*held, late):
        connection.close()
    deadline = time.monotonic() + 20
    while server.connections() and time.monotonic() < deadline:
        time.sleep(0.1)


def reader(server):
    """A client asks and asks and takes nothing: it is cut, and takes no memory that grows."""
    before = server.resident_bytes()
    with socket.create_connection(("127.0.0.1", server.port), timeout=0.5) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        begin, ended = time.monotonic(), False
        while not ended and time.monotonic() - begin < 25:
            try:
                connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
            except TimeoutError:
                ended = server.connections() == 0
            except OSError:
                ended = True
        expect(ended, "a client that does not read")
    expect(server.resident_bytes() - before < 100e6, "memory", before, server.resident_bytes())


def logs(server):
    """Every line of the log is an object of JSON."""
    lines = server.log().splitlines()
    found = [json.loads(line) for line in lines]
    expect(any("listening on" in line["message"] for line in found), lines[:3])
    answered = [line for line in found if line["message"] == "answered"]
    expect(answered and all({"time", "level", "path", "status", "milliseconds"} <= set(line) for line in answered), "answers")
    expect(abs(found[-1]["time"] - time.time()) < 600, found[-1])


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    server = Server(folder / "few", "--durability", "process", "--maximum-streams", "2", "--maximum-requests", "8",
                    "--threads", "1", "--log-format", "json", "--log-level", "debug").start()
    streams(server)
    requests(server)
    listeners(server)
    expect(server.stop() == 0, "a good end")
    logs(server)
    server = Server(folder / "narrow", "--durability", "process", "--maximum-connections", "5", "--write-seconds", "2",
                    "--idle-seconds", "10").start()
    connections(server, 5)
    reader(server)
    expect(server.request("GET", "/livez")[0] == 200, "afterwards")
    expect(server.stop() == 0, "a good end")
checks_passed()
