#!/usr/bin/env python3
"""Speaks TLS with the server, well, badly, slowly and not at all, and lets certificates and tokens be read again.

Needs openssl.
"""
import http.client
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import warnings

from harness import Server, binary, expect, checks_passed

HELLO = bytes.fromhex("1603010200010001fc0303")


def certificate(folder, name):
    """A certificate that signs itself, and its key."""
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", chain, "-subj", f"/CN={name}", "-addext",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost", "-days", "30"], check=True, capture_output=True)
    return chain, key


def dated(folder, name, first, last):
    """One that holds from a day to another, which `openssl req` of older versions cannot make."""
    chain, key = certificate(folder, name)
    request, authority = folder / f"{name}.csr", folder / name
    authority.mkdir()
    (authority / "index").write_text("")
    (authority / "config").write_text(
        f"[ca]\ndefault_ca = own\n[own]\ndatabase = {authority}/index\nnew_certs_dir = {authority}\nrand_serial = yes\n"
        "default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n")
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request], check=True,
                   capture_output=True)
    subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-notext", "-config", authority / "config", "-keyfile", key,
                    "-in", request, "-out", chain, "-startdate", f"{first}000000Z", "-enddate", f"{last}000000Z"],
                   check=True, capture_output=True)
    return chain, key


def start_fails(status, words, *options):
    """The server does not start, and says so in a sentence instead of a trap."""
    found = subprocess.run([binary(), *map(str, options)], capture_output=True, text=True, timeout=30)
    expect(found.returncode == status and found.stderr.startswith("error: "), options, found)
    expect(words in found.stderr and found.stderr.count("\n") == 1, words, found.stderr)


def shown(server, chain):
    """The certificate of a new connection that is verified, and the version of TLS."""
    context = ssl.create_default_context(cafile=str(chain))
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            return connection.getpeercert()["serialNumber"], connection.version()


def wrong_files(folder, server, chain, key):
    base = ["--model", server.model, "--data", folder / "wrong", "--port", "0"]
    other = certificate(folder, "other")
    old = dated(folder, "old", "20200101", "20200201")
    early = dated(folder, "early", "20990101", "20990201")
    locked = folder / "locked.key"
    subprocess.run(["openssl", "ec", "-aes256", "-in", key, "-out", locked, "-passout", "pass:secret"], check=True,
                   capture_output=True)
    (folder / "garbage").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (folder / "empty").write_bytes(b"")
    for status, words, one, two in (
        (66, "no such file", folder / "none", key), (66, "no such file", chain, folder / "none"),
        (65, "no certificate", folder / "garbage", key), (65, "no certificate", folder / "empty", key),
        (65, "no certificate", key, key), (65, "no private key", chain, chain),
        (65, "no private key", chain, folder / "garbage"), (65, "no private key", chain, locked),
        (65, "is not the private key of", chain, other[1]), (65, "ended", *old), (65, "begins in", *early),
        (65, "folder", folder, key),
    ):
        start_fails(status, words, *base, "--certificate", one, "--private-key", two)
    start_fails(64, "--private-key", *base, "--certificate", chain)
    start_fails(64, "--certificate", *base, "--private-key", key)
    # Other machines are let in with a token and TLS only.
    tokens = folder / "good-tokens"
    start_fails(64, "--token-file", *base, "--host", "0.0.0.0", "--certificate", chain, "--private-key", key)
    start_fails(64, "--certificate", *base, "--host", "0.0.0.0", "--token-file", tokens)
    start_fails(64, "--token-file", *base, "--host", "0.0.0.0", "--insecure")
    plain = Server(folder / "insecure", "--host", "0.0.0.0", "--token-file", str(tokens), "--insecure").start()
    expect("WITHOUT TLS" in plain.log(), "said loudly")
    plain.stop()


def slow(server, chain):
    """Handshakes that do not go on are ended, and hold nobody up for longer."""
    begin = time.monotonic()
    idle = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(60)]
    for number, connection in enumerate(idle):
        if number % 2:
            connection.sendall(HELLO)

    def dribble():
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            try:
                for byte in HELLO + bytes(500):
                    connection.sendall(bytes([byte]))
                    time.sleep(0.2)
            except OSError:
                return
    dribbling = threading.Thread(target=dribble)
    dribbling.start()
    expect(shown(server, chain), "a healthy client comes in when those who wait are gone")
    dribbling.join()
    expect(time.monotonic() - begin < 20, "slow handshakes", time.monotonic() - begin)
    for connection in idle:
        connection.settimeout(10)
        try:
            expect(connection.recv(100)[:1] in (b"", b"\x15"), "an end, or an alert")
        except ConnectionError:
            pass
        connection.close()
    # One that takes nothing of what it asks for.
    context = ssl.create_default_context(cafile=str(chain))
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection = context.wrap_socket(plain, server_hostname="localhost")
        begin = time.monotonic()
        connection.settimeout(0.5)
        request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
        ended = False
        while not ended and time.monotonic() - begin < 25:
            try:
                connection.sendall(request)
            except TimeoutError:
                ended = server.connections() == 0
            except OSError:
                ended = True
        expect(ended or server.connections() == 0, "a client that does not read")


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    made = subprocess.run([binary(), "token"], capture_output=True, text=True, check=True)
    token = made.stderr.strip()
    for name in ("tokens", "good-tokens"):
        (folder / name).write_text(made.stdout)
    chain, key = certificate(folder, "first")
    used = folder / "used.pem", folder / "used.key"
    for source, target in zip((chain, key), used):
        target.write_bytes(source.read_bytes())
    server = Server(folder / "data", "--host", "0.0.0.0", "--token-file", str(folder / "tokens"), "--certificate",
                    str(used[0]), "--private-key", str(used[1]), "--idle-seconds", "3", "--write-seconds", "3",
                    "--maximum-connections", "40", "--durability", "process", authority=str(chain)).start()
    headers = {"Authorization": f"Bearer {token}"}
    status, _, _ = server.request("GET", "/v1/streams", None, headers)
    expect(status == 200, status)
    expect(server.request("GET", "/v1/streams")[0] == 401, "without a token")
    first, version = shown(server, chain)
    expect(version == "TLSv1.3", version)
    context = ssl.create_default_context(cafile=str(chain))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            expect(connection.version() == "TLSv1.2" and "ECDHE" in connection.cipher()[0], connection.cipher())
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    try:
        with socket.create_connection(("127.0.0.1", server.port)) as plain:
            context.wrap_socket(plain, server_hostname="localhost")
        expect(False, "TLS 1.1")
    except (ssl.SSLError, ConnectionError):
        pass
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        plain.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        expect(b"HTTP" not in plain.recv(1000), "plain text")
    slow(server, chain)

    # What is on disk changes: who is connected stays, who comes has what is new; what is broken changes nothing.
    kept = server.connection()
    kept.request("GET", "/v1/models", headers=headers)
    expect(kept.getresponse().read(), "before")
    second = certificate(folder, "second")
    for source, target in zip(second, used):
        target.write_bytes(source.read_bytes())
    another = subprocess.run([binary(), "token"], capture_output=True, text=True, check=True)
    (folder / "tokens").write_text(another.stdout)
    server.process.send_signal(signal.SIGHUP)
    server.wait_for_log("read the list of tokens again")
    expect(shown(server, second[0])[0] != first, "the new certificate")
    kept.request("GET", "/v1/models", headers=headers)
    expect(kept.getresponse().status == 401, "the old token over the old connection")
    server.authority = str(second[0])
    status, _, _ = server.request("GET", "/v1/models", None, {"Authorization": f"Bearer {another.stderr.strip()}"})
    expect(status == 200, "the new token", status)
    used[1].write_bytes(key.read_bytes())
    (folder / "tokens").write_text("broken")
    server.process.send_signal(signal.SIGHUP)
    server.wait_for_log("the certificate stays as it was")
    server.wait_for_log("the list of tokens stays as it was")
    expect(shown(server, second[0]), "still the new one")
    status, _, _ = server.request("GET", "/metrics", None, {"Authorization": f"Bearer {another.stderr.strip()}"})
    expect(status == 200, "still the new token")
    expect(server.stop() == 0, "a good end")
    wrong_files(folder, server, chain, key)
checks_passed()
