#!/usr/bin/env python3
"""Lets systemd read the unit, and weigh how much of the machine it leaves to a server that was taken over.

Needs systemd-analyze; says so and checks nothing where it is missing.
"""
import pathlib
import re
import shutil
import subprocess
import tempfile

from harness import FOLDER, binary, checks_passed, expect

if not shutil.which("systemd-analyze"):
    print("systemd-analyze is not installed: nothing was checked")
    raise SystemExit
with tempfile.TemporaryDirectory() as folder:
    unit = pathlib.Path(folder, "faultdx-server.service")
    unit.write_text((FOLDER.parent / "deploy/faultdx-server.service").read_text().replace(
        "/usr/local/bin/faultdx-server", binary()))
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    expect(found.returncode == 0 and not found.stderr, found.stderr)
    found = subprocess.run(["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True)
    if "Overall exposure level" not in found.stdout:
        print("systemd-analyze is too old to weigh a file: nothing more was checked")
        raise SystemExit
    level = float(re.search(r"exposure level for \S+: ([0-9.]+)", found.stdout).group(1))
    expect(level <= 1.5, level)
checks_passed()
