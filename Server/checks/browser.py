#!/usr/bin/env python3
"""Does in headless Chromium what an operator does, and looks whether the page says what is so.

Needs chromium and chromium-driver. Screenshots go to --pictures.
"""
import argparse
import base64
import http.client
import json
import pathlib
import socket
import subprocess
import tempfile
import time

from harness import FOLDER, RATE, Server, recordings

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--pictures")
options = parser.parse_args()
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        self.session = None
        found = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000",
                                            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = found["sessionId"]

    def ask(self, method, path, document=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        path = f"/session/{self.session}{path}" if self.session else path
        connection.request(method, path, json.dumps(document or {}) if method == "POST" else None)
        value = json.loads(connection.getresponse().read())["value"]
        if isinstance(value, dict) and "error" in value:
            raise SystemExit(f"{path}: {value['message']}")
        return value

    def go(self, address):
        self.ask("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.ask("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def type(self, selector, text):
        self.ask("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def wait(self, what, script, *arguments, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.run("return " + script, *arguments):
                return
            time.sleep(0.2)
        self.picture("failed")
        raise SystemExit(f"the page does not show {what}: {self.text('body')}")

    def chrome(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def scheme(self, name):
        self.chrome("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, name):
        if options.pictures:
            shot = self.chrome("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            pathlib.Path(options.pictures, f"{name}.png").write_bytes(base64.b64decode(shot))

    def end(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


signals = recordings()
positions = {}


def send(server, sensor, label, seconds):
    values = signals[label]
    for start in range(0, int(seconds * RATE) - 2999, 3000):
        first = positions.get(sensor, 0)
        status, document, _ = server.request(
            "POST", f"/v1/streams/{sensor}/samples", values[start:start + 3000].tobytes(),
            {"Content-Type": "application/octet-stream", "Sample-Rate": str(RATE), "First-Sample": str(first),
             "Time": str(1.7e9 + first / RATE)})
        assert status == 200, document
        positions[sensor] = first + 3000


with tempfile.TemporaryDirectory() as folder:
    server = Server(pathlib.Path(folder) / "data", "--durability", "process").start()
    browser = Browser()
    try:
        browser.go(f"http://127.0.0.1:{server.port}/")
        browser.run("window.neverReloaded = true")
        browser.wait("that it is live", "document.querySelector('#link').dataset.state === 'on'")
        # Sensors come up by themselves, and one of them wears and is repaired.
        send(server, "fan-2", "normal", 2)
        send(server, "pump-7", "normal", 2)
        browser.wait("two sensors", "document.querySelectorAll('#sensors li').length === 2")
        browser.wait("a sound pump", "document.querySelector('#sensor-pump-7 .state').dataset.state === 'normal'")
        # Chosen with the keyboard alone.
        browser.run("document.querySelector('#sensors').focus()")
        browser.type("#sensors", "\ue015")
        browser.type("#sensors", "\ue010")
        chosen = browser.text("#detail-title")
        assert chosen == "pump-7", chosen
        browser.wait("its last window", "document.querySelectorAll('#detail-window svg').length === 2")
        browser.wait("where the network looked", "document.querySelector('#detail-window .look') !== null")
        send(server, "pump-7", "inner_race", 3)
        browser.wait("that a fault was raised", "document.querySelector('#log').textContent.includes('inner_race raised')")
        browser.wait("a worn pump", "document.querySelector('#sensor-pump-7 .state').dataset.state === 'fault'")
        assert browser.run("return document.querySelector('#sensors li').dataset.sensor") == "pump-7", "faults come first"
        browser.picture("fault-light")
        browser.scheme("dark")
        browser.picture("fault-dark")
        browser.scheme("light")
        send(server, "pump-7", "normal", 4)
        browser.wait("that it was cleared", "document.querySelector('#log').textContent.includes('inner_race cleared')")
        browser.wait("a sound pump again", "document.querySelector('#sensor-pump-7 .state').dataset.state === 'normal'")
        # A file is chosen, and one is dropped.
        browser.type("#file", str(FOLDER.parents[1] / "datasets/signal.wav"))
        browser.wait("a verdict", "document.querySelector('.verdict')?.textContent.includes('signal.wav: inner_race')")
        browser.picture("verdict")
        browser.run("""
            const data = new DataTransfer();
            data.items.add(new File(['this is no sound'], 'broken.wav'));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));""")
        browser.wait("what is wrong with a file", "document.querySelector('#verdict .error')?.textContent.includes('broken.wav')")
        # The server goes and comes; the page goes on behind the last event.
        port = server.port
        assert server.stop() == 0
        browser.wait("that the server is away", "document.querySelector('#link').dataset.state === 'off'")
        server.options = (*server.options, "--port", str(port))
        server.start()
        browser.wait("that it is live again", "document.querySelector('#link').dataset.state === 'on'")
        send(server, "pump-7", "inner_race", 3)
        browser.wait("another fault", "(document.querySelector('#log').textContent.match(/pump-7: ▲ inner_race raised/g) ?? []).length === 2")
        browser.chrome("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True)
        wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide for a telephone"
        browser.picture("telephone")
        assert browser.run("return window.neverReloaded === true"), "the page was loaded again"
        own = f"http://127.0.0.1:{port}/"
        foreign = browser.run("return performance.getEntriesByType('resource').map(e => e.name)")
        assert all(name.startswith((own, "data:")) for name in foreign), foreign
        said = [entry for entry in browser.ask("POST", "/se/log", {"type": "browser"})
                if "Failed to load resource" not in entry["message"] and "ERR_" not in entry["message"]]
        assert not said, said
    finally:
        browser.end()
        if server.process.poll() is None:
            server.stop()
print("the page did what an operator expects")
