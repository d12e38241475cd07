"""Our side: the executable `peer`, which answers one line to each command (Sources/peer/main.swift)."""
import subprocess


class Ours:
    def __init__(self, executable):
        self.process = subprocess.Popen(
            [executable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.instruction_set = self.process.stdout.readline().strip()

    def ask(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error"):
            raise SystemExit(f"peer, asked {words}: {answer or 'it stopped'}")
        return answer

    def numbers(self, *words):
        return [float(word) for word in self.ask(*words).split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
