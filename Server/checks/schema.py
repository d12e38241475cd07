#!/usr/bin/env python3
"""Lets schemathesis ask the server what its OpenAPI document allows, and what it does not.

Needs schemathesis (SCHEMATHESIS, or in PATH); says so and checks nothing where it is missing.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

from harness import FOLDER, RATE, Server, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--examples", type=int, default=100)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

tool = os.environ.get("SCHEMATHESIS") or shutil.which("schemathesis")
if not tool:
    print("schemathesis is not installed: nothing was checked")
    raise SystemExit
with tempfile.TemporaryDirectory() as folder:
    server = Server(pathlib.Path(folder) / "data", "--durability", "process").start()
    # Something to be found.
    for sensor in ("0", "pump-7"):
        server.request("POST", f"/v1/streams/{sensor}/samples", recordings()["inner_race"][:RATE].tobytes(),
                       {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE)})
    found = subprocess.run(
        [tool, "--config-file", str(FOLDER / "schemathesis.toml"), "run", f"http://127.0.0.1:{server.port}/openapi.json", "--checks", "all", "--seed", str(options.seed),
         "--max-examples", str(options.examples), "--request-timeout", "30", "--workers", "1"], cwd=folder)
    alive = server.request("GET", "/readyz")[0] == 200
    assert server.stop() == 0
raise SystemExit(found.returncode or (0 if alive else 1))
