#!/usr/bin/env python3
"""Lets Prometheus scrape the server with the configuration of deploy/, in plain text and with TLS and a token.

Needs prometheus (Debian's package) and openssl; says so and checks nothing where prometheus is missing.
"""
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

from harness import FOLDER, RATE, Server, binary, checks_passed, expect, recordings

DEPLOY = FOLDER.parent / "deploy"


def run(*command, **options):
    found = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    expect(found.returncode == 0, command, found.stdout, found.stderr)
    return found.stdout


class Prometheus:
    def __init__(self, folder, configuration):
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "prometheus.yml").write_text(configuration)
        shutil.copy(DEPLOY / "alerts.yml", folder)
        run("promtool", "check", "config", folder / "prometheus.yml")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"],
            stdout=subprocess.DEVNULL, stderr=open(folder / "log", "w"))

    def value(self, query):
        address = f"http://127.0.0.1:{self.port}/api/v1/query?query={urllib.parse.quote(query)}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found = json.load(answer)["data"]["result"]
        except OSError:
            return None
        return float(found[0]["value"][1]) if found else None

    def wait(self, query, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = self.value(query)
            if value is not None and condition(value):
                expect(True)
                return value
            time.sleep(0.3)
        expect(False, query, value)

    def end(self):
        self.process.terminate()
        self.process.wait()


def scraped(server, prometheus, headers):
    """Prometheus sees the server, and samples come to be counted."""
    values = recordings()["inner_race"]
    headers = {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE), **headers}
    try:
        prometheus.wait('up{job="faultdx"}', lambda value: value == 1)
        before = prometheus.value("faultdx_samples_total") or 0
        for number in range(4):
            status, document, _ = server.request("POST", "/v1/streams/pump-7/samples", values[:RATE].tobytes(),
                                                 {**headers, "First-Sample": str(number * RATE)})
            expect(status == 200, document)
        prometheus.wait("faultdx_samples_total", lambda value: value == before + 4 * RATE)
        prometheus.wait("faultdx_streams", lambda value: value == 1)
        prometheus.wait("faultdx_events_total", lambda value: value >= 1)
        prometheus.wait('faultdx_http_requests_total{route="/v1/streams/{sensor}/samples", status="200"}',
                        lambda value: value == 4)
        prometheus.wait("histogram_quantile(0.99, faultdx_commit_seconds_bucket)", lambda value: value >= 0)
        status, text, _ = server.request("GET", "/metrics", None, headers)
        run("promtool", "check", "metrics", input=text.decode())
    finally:
        prometheus.end()


if not shutil.which("prometheus") or not shutil.which("promtool"):
    print("prometheus is not installed: nothing was checked")
    raise SystemExit
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    run("promtool", "check", "rules", DEPLOY / "alerts.yml")
    plain = (DEPLOY / "prometheus.yml").read_text().replace("15s", "1s")
    server = Server(folder / "data", "--durability", "process").start()
    scraped(server, Prometheus(folder / "plain", plain.replace(":8080", f":{server.port}")), {})
    server.stop()

    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key", "-out", folder / "chain",
        "-subj", "/CN=plant", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30")
    made = subprocess.run([binary(), "token"], capture_output=True, text=True, check=True)
    (folder / "tokens").write_text(made.stdout)
    (folder / "token").write_text(made.stderr.strip())
    server = Server(folder / "guarded", "--durability", "process", "--token-file", str(folder / "tokens"),
                    "--certificate", str(folder / "chain"), "--private-key", str(folder / "key"),
                    authority=str(folder / "chain")).start()
    # What stands commented out is meant to be used.
    guarded = plain.replace(":8080", f":{server.port}").replace("# ", "").replace("/etc/prometheus/faultdx-token", str(
        folder / "token")).replace("/etc/prometheus/faultdx.pem", str(folder / "chain"))
    guarded = "\n".join(line for line in guarded.splitlines() if not line.strip().startswith("Where"))
    prometheus = Prometheus(folder / "encrypted", guarded)
    prometheus.wait("faultdx_certificate_expiry_timestamp_seconds - time()", lambda value: 29 * 86400 < value < 31 * 86400)
    scraped(server, prometheus, {"Authorization": f"Bearer {made.stderr.strip()}"})
    server.stop()
checks_passed()
