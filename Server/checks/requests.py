#!/usr/bin/env python3
"""Asks the server what clients and those who mean ill ask, and looks at status, document and memory."""
import http.client
import json
import math
import os
import pathlib
import socket
import struct
import subprocess
import tempfile
import threading
import time

import numpy as np

from harness import FOLDER, RATE, Server, binary, checks_passed, expect, recordings

signals = recordings()
normal, inner = signals["normal"], signals["inner_race"]
RAW = {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE)}


def refused(server, status, code, method, path, body=None, headers=None):
    found, document, answer = server.request(method, path, body, headers)
    expect(found == status, method, path, found, document, "expected", status)
    expect(document["error"]["code"] == code and document["error"]["message"], document)
    if status in (429, 503):
        expect(int(answer.getheader("Retry-After")) > 0, "Retry-After")


def raw(server, data, seconds=10):
    """What comes back for bytes that need not be HTTP."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            received = b""
            while more := connection.recv(65536):
                received += more
        except (TimeoutError, ConnectionError):
            pass
        return received


def diagnosis(server):
    sound = FOLDER.parents[1] / "datasets/signal.wav"
    status, found, _ = server.request(
        "POST", "/v1/diagnose?explain=true", sound.read_bytes(), {"Content-Type": "audio/wav"})
    expect(status == 200, found)
    label = found["recordings"][0]["label"]
    expect(len(found["recordings"][0]["explanation"]["samples"]) > 0, "an explanation")
    for kind, body, headers in (
        ("raw", inner.tobytes(), RAW),
        ("JSON", json.dumps({"samples": [float(x) for x in inner], "sampleRate": RATE}).encode(),
         {"Content-Type": "application/json"}),
        ("CSV", ("# sample_rate: 12000\nvibration\n" + "\n".join(map(str, inner.tolist()))).encode(),
         {"Content-Type": "text/csv"}),
    ):
        status, found, _ = server.request("POST", "/v1/diagnose", body, headers)
        expect(status == 200 and found["recordings"][0]["label"] == "inner_race", kind, found)
    return label


def hostile(server):
    path = "/v1/streams/hostile/samples"
    csv = {"Content-Type": "text/csv"}
    text = {"Content-Type": "application/json"}
    refused(server, 404, "not_found", "GET", "/v2")
    refused(server, 404, "not_found", "GET", "/../../etc/passwd")
    refused(server, 404, "unknown_sensor", "GET", "/v1/streams/nobody")
    refused(server, 400, "malformed", "GET", "/v1/streams/..%2F..%2Fetc%2Fpasswd")
    refused(server, 405, "method_not_allowed", "PUT", "/v1/diagnose", b"")
    refused(server, 405, "method_not_allowed", "DELETE", "/v1/models")
    refused(server, 405, "method_not_allowed", "TRACE", "/v1/streams")
    refused(server, 405, "method_not_allowed", "QUERY", "/v1/streams/nobody")
    refused(server, 405, "method_not_allowed", "GET", "/v1/models/reload")
    refused(server, 415, "unsupported_type", "POST", path, b"1", {"Content-Type": "image/png"})
    refused(server, 415, "unsupported_encoding", "POST", path, b"1", RAW | {"Content-Encoding": "gzip"})
    refused(server, 400, "malformed", "POST", path, b"", RAW)
    refused(server, 400, "malformed", "POST", path, b"123", RAW)
    refused(server, 400, "malformed", "POST", path, b"1234", RAW | {"Sample-Rate": "nan"})
    refused(server, 400, "malformed", "POST", path, b"1234", RAW | {"First-Sample": "-1"})
    refused(server, 400, "malformed", "POST", path, b"1234" * 3, RAW | {"Channels": "a,b"})
    refused(server, 413, "too_large", "POST", path, b"1234", RAW | {"Channels": "100000"})
    refused(server, 404, "unknown_model", "POST", path, b"1234", RAW | {"Model": "../../etc/passwd"})
    refused(server, 422, "wrong_samples", "POST", path, b"1234" * 2, RAW | {"Channels": "a,b"})
    refused(server, 404, "unknown_sensor", "GET", "/v1/streams/hostile")
    for body in (b"{", b"[" * 1_000_000, b'{"samples": [NaN]}', b'{"samples": [1e999999]}', b"\xff\xfe\xfd",
                 b'{"samples": [1], "samples": [2]}', b"null", b'{"samples": {"a": 1}}'):
        status, document, _ = server.request("POST", path, body, text)
        expect(400 <= status < 500 and "error" in document, body[:40], status, document)
    status, document, _ = server.request("POST", "/v1/diagnose", np.full(RATE, np.nan, "<f4").tobytes(), RAW)
    expect(status == 422 and document["error"]["code"] == "invalid_input", document)
    refused(server, 422, "too_short", "POST", "/v1/diagnose", b"1234", RAW)
    # A row of a million columns; a table that names files; an archive; a promise of more than there is.
    status, document, _ = server.request("POST", "/v1/diagnose", b"1," * 1_000_000 + b"\n", csv, 120)
    expect(400 <= status < 500, status, document)
    status, document, _ = server.request("POST", "/v1/diagnose", b"file,label\n/etc/passwd,a\n/etc/hosts,b\n", csv)
    expect(400 <= status < 500, status, document)
    refused(server, 400, "malformed", "POST", "/v1/diagnose", b"PK\x03\x04" + bytes(1000), csv)
    huge = b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"data\xff\xff\xff\xff"
    refused(server, 400, "malformed", "POST", "/v1/diagnose", huge, {"Content-Type": "audio/wav"})
    # More than a body may have: announced, and not.
    expect(b" 413 " in raw(server, b"POST /v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                           b"Content-Length: 99999999999\r\n\r\n", 3), "announced")
    expect(b" 413 " in raw(server, b"POST /v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + bytes(1 << 20) + b"\r\n") * 8, 3), "chunked")
    # Heads that are too large, or none.
    expect(b" 431 " in raw(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"), "long head")
    expect(b" 431 " in raw(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 5000 + b"\r\n"), "many fields")
    expect(b" 400 " in raw(server, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)), "TLS")
    # Pages of elsewhere, in the browser of somebody here.
    refused(server, 421, "wrong_host", "GET", "/v1/streams", None, {"Host": "evil.example"})
    refused(server, 403, "wrong_origin", "POST", path, b"1234", RAW | {"Origin": "https://evil.example"})


def slow(server):
    """Who dribbles is told to go in time, and one who reads nothing is left."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST /v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                           b"Content-Length: 1000\r\n\r\n")
        received = b""
        connection.settimeout(0.3)
        while time.monotonic() - begin < 15 and b" 408 " not in received:
            try:
                connection.sendall(b"1\n")
                received += connection.recv(4096)
            except TimeoutError:
                pass
    expect(b" 408 " in received and time.monotonic() - begin < 10, "slow body", received)
    begin = time.monotonic()
    received = raw(server, b"GET / HT", 15)
    expect(time.monotonic() - begin < 10, "slow head")


def streams(server):
    path = "/v1/streams/pump-7/samples"
    listener = server.connection(20)
    listener.request("GET", "/v1/events?after=0", headers={"Accept": "text/event-stream"})
    live = listener.getresponse()
    position = 0
    for label in ("normal", "inner_race", "normal"):
        values = signals[label]
        for start in range(0, 4 * RATE, 3000):
            headers = RAW | {"First-Sample": str(position)}
            status, document, _ = server.request("POST", path, values[start:start + 3000].tobytes(), headers)
            expect(status == 200, document)
            status, again, _ = server.request("POST", path, values[start:start + 3000].tobytes(), headers)
            expect(status == 200 and again["accepted"] == 0 and again["repeated"] == 3000, again)
            position += 3000
    stream = server.get("/v1/streams/pump-7")
    expect(stream["nextSample"] == position and stream["state"] == "normal", stream)
    events = server.get("/v1/streams/pump-7/events?from=0")["events"]
    kinds = [event["kind"] for event in events]
    expect("raised" in kinds and kinds[-1] == "cleared", kinds)
    expect([event["sequence"] for event in events] == list(range(len(events))), events)
    expect(server.get("/v1/events?after=0")["events"] == events, "all events")
    later = server.get(f"/v1/streams/pump-7/events?after={events[0]['id']}")["events"]
    expect(later == events[1:], "events behind one", later)
    refused(server, 400, "malformed", "GET", "/v1/streams/pump-7/events?after=-1")
    # A name with a colon, as addresses may write it.
    status, document, _ = server.request("POST", "/v1/streams/hall%3A2/samples", b"1234", RAW)
    expect(status == 200 and server.get("/v1/streams/hall:2") == document["stream"], document)
    found = []
    while len(found) < len(events):
        line = live.readline().decode()
        if line.startswith("data: {"):
            found.append(json.loads(line[6:]))
    expect(found == events, "told as they happened")
    listener.close()
    window = server.get("/v1/streams/pump-7/window")
    expect(window["samples"] and window["attention"] and window["envelopeSpectrum"], "the last window")
    refused(server, 409, "conflict", "POST", path, b"1234", RAW | {"Sample-Rate": "8000"})
    status, document, _ = server.request("POST", "/v1/streams/broken/samples", np.full(RATE, np.nan, "<f4").tobytes(), RAW)
    expect(status == 200 and document["events"][0]["kind"] == "invalid_input", document)
    status, _, _ = server.request("DELETE", "/v1/streams/broken")
    expect(status == 204, status)
    text = server.get("/metrics").decode()
    expect(f"faultdx_http_requests_total" in text and "faultdx_commit_seconds_bucket" in text, text[:400])
    return events


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    server = Server(folder / "data", "--durability", "process", "--body-seconds", "3", "--idle-seconds", "4").start()
    for path in ("/livez", "/readyz", "/openapi.json", "/v1/models", "/v1/streams"):
        server.get(path)
    page, document, answer = server.request("GET", "/")
    expect(page == 200 and b"<!doctype html>" in document, "the page")
    expect("default-src 'none'" in answer.getheader("Content-Security-Policy"), "its policy")
    diagnosis(server)
    before = server.resident_bytes()
    hostile(server)
    slow(server)
    events = streams(server)
    expect(server.resident_bytes() - before < 300e6, "memory", before, server.resident_bytes())
    # A second server on the same folder is refused; what was is there after the end.
    second = subprocess.run([binary(), "--model", server.model, "--data", str(folder / "data"), "--port", "0"],
                            capture_output=True, text=True)
    expect(second.returncode == 73 and "another process" in second.stderr, second)
    expect(server.stop() == 0, "a good end")
    server.start()
    expect(server.get("/v1/streams/pump-7/events?from=0")["events"] == events, "events after the end")
    server.stop()

    # Tokens: the list holds hashes only.
    made = subprocess.run([binary(), "token", "gateway"], capture_output=True, text=True, check=True)
    (folder / "tokens").write_text(made.stdout)
    token = made.stderr.strip()
    expect(token not in made.stdout, "the token itself")
    server = Server(folder / "guarded", "--token-file", str(folder / "tokens"), "--durability", "process").start()
    refused(server, 401, "unauthorized", "GET", "/v1/streams")
    refused(server, 401, "unauthorized", "GET", "/metrics")
    refused(server, 401, "unauthorized", "GET", "/v1/streams", None, {"Authorization": "Bearer " + token[:-1]})
    status, _, _ = server.request("GET", "/v1/streams", None, {"Authorization": "Bearer " + token})
    expect(status == 200, status)
    server.get("/livez")
    server.stop()
    for options in (["--host", "0.0.0.0"], ["--port", "x"], ["--config", str(folder / "none")], []):
        command = [binary(), *options] + ([] if not options else ["--model", server.model])
        wrong = subprocess.run(command, capture_output=True, text=True,
                               env={k: v for k, v in os.environ.items() if k != "FAULTDX_MODEL"})
        expect(wrong.returncode in (64, 66) and wrong.stderr.startswith("error: "), options, wrong)
    # Settings: a flag wins over a variable, and that over a file.
    (folder / "settings.json").write_text(json.dumps({"model": server.model, "maximumBodyBytes": 1000, "port": 1}))
    os.environ["FAULTDX_MAXIMUM_BODY_BYTES"] = "2000"
    server = Server(folder / "set", "--config", str(folder / "settings.json"), "--durability", "process").start()
    status, document, _ = server.request("POST", "/v1/diagnose", bytes(2004), RAW)
    expect(status == 413 and "2000" in document["error"]["message"], document)
    server.stop()

checks_passed()
