"""Contestants in turns: every round times each of them for about the same time, and a ratio is one round's."""
import os
import statistics
import time

SECONDS = 0.07


class Side:
    """What is timed: `measure(calls)` gives the seconds of one call."""

    def __init__(self, name, measure, units=1):
        self.name, self.measure, self.units, self.calls, self.times = name, measure, units, 1, []

    def settle(self):
        """Warms up, and chooses how many calls make a turn."""
        self.measure(1)
        for _ in range(3):
            once = self.measure(self.calls)
            self.calls = max(1, min(100_000, round(SECONDS / max(once, 1e-7))))
        self.warm = max(1, self.calls // 8)

    def turn(self):
        # The others' threads may still spin, and the caches are theirs: the first calls do not count.
        self.measure(self.warm)
        self.times.append(self.measure(self.calls) / self.units)


def in_process(run):
    def measure(calls):
        start = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - start) / calls
    return measure


class Row:
    """One line of the table."""

    def __init__(self, title, sides, goal=None, peers=None):
        self.title, self.sides, self.goal = title, sides, goal
        self.ours = sides[0]
        self.peers = peers or [side.name for side in sides[1:]]
        self.load = 0.0

    def run(self, rounds):
        for side in self.sides:
            side.settle()
        loads = []
        for number in range(rounds):
            # Forwards, then backwards: nobody always comes behind the same other.
            for side in self.sides if number % 2 == 0 else self.sides[::-1]:
                time.sleep(0.005)
                side.turn()
            loads.append(os.getloadavg()[0])
        self.load = statistics.median(loads)
        print(f"{self.title}: " + ", ".join(
            f"{s.name} {statistics.median(s.times) * 1e6:.1f}" for s in self.sides)
            + f"; ratio {self.ratio():.3f} to {self.best().name}", flush=True)
        return self

    def best(self):
        """The fastest of the peers that count."""
        return min((s for s in self.sides[1:] if s.name in self.peers),
                   key=lambda s: statistics.median(s.times))

    def ratios(self, side):
        return [ours / theirs for ours, theirs in zip(self.ours.times, side.times)]

    def ratio(self):
        return statistics.median(self.ratios(self.best()))

    def plain(self):
        """The row as numbers: microseconds of a window (of a process, for start-up), ratios of the rounds."""
        return {
            "title": self.title, "goal": self.goal, "best": self.best().name, "load": self.load,
            "sides": {side.name: {
                "times": [time * 1e6 for time in side.times],
                "ratios": self.ratios(side) if side is not self.ours else None}
                for side in self.sides},
        }
