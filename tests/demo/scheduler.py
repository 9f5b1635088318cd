"""scheduler.py - plays generators side by side: a few threads take whoever
is due next on the house's clock. Yielded numbers are seconds of the wave's
time; who yields None is set aside until added again. May skip the time in
which nobody does anything, so that weeks pass while people are busy for a
minute.
"""

import heapq
import itertools
import math
import threading

SKIP = 20.0                         # wave seconds that are worth a jump


class Scheduler:
    def __init__(self, house, rate, skips=False, workers=6):
        self.house = house
        self.usual = self.rate = rate   # wave seconds per real second
        self.skips = skips
        self.heap, self.count = [], itertools.count()
        self.changed = threading.Condition()
        self.busy = self.most_busy = 0
        self.errors = []
        self.stopping = False
        self.threads = [threading.Thread(target=self._work)
                        for _ in range(workers)]

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
        for t in self.threads:
            t.join()

    def add(self, due, person, generator):
        """due: the wave's time of the first step."""
        with self.changed:
            self._push(due, person, generator)

    def move(self, when, rate=None):
        """Sets the clock forward, never back; at the usual rate unless
        another is given."""
        with self.changed:
            self.rate = rate or self.usual
            self.house.set_clock(max(when, self.house.clock()), self.rate)
            self.changed.notify_all()

    def play(self, until=math.inf):
        """Until then; without it, until nobody is left. Ends at the first
        person who got stuck, too."""
        with self.changed:
            while not self.errors:
                now = self.house.clock()
                first = self.heap[0][0] if self.heap else math.inf
                goal = min(first, until)
                if now >= until or not self.busy and goal == math.inf:
                    return
                if self.skips and not self.busy and goal - now > SKIP:
                    self.move(goal)
                self.changed.wait(0.02)

    def first(self):
        """When the next step is due; now, when somebody is busy."""
        with self.changed:
            if self.busy:
                return self.house.clock()
            return self.heap[0][0] if self.heap else math.inf

    def _push(self, due, person, generator):
        heapq.heappush(self.heap, (due, next(self.count), person, generator))
        self.changed.notify_all()

    def _take(self):
        with self.changed:
            while not self.stopping:
                left = 0.2
                if self.heap:
                    left = (self.heap[0][0] - self.house.clock()) / self.rate
                    if left <= 0:
                        self.busy += 1
                        self.most_busy = max(self.most_busy, self.busy)
                        return heapq.heappop(self.heap)
                self.changed.wait(min(0.2, left))
            return None

    def _work(self):
        while True:
            taken = self._take()
            if taken is None:
                return
            _, _, person, generator = taken
            pause = error = None
            try:
                pause = next(generator)
            except StopIteration:
                pass
            except Exception as caught:     # reported by whoever runs us
                error = caught
            with self.changed:
                self.busy -= 1
                if error is not None:
                    self.errors.append((person, error))
                if pause is not None:
                    self._push(self.house.clock() + pause, person, generator)
                self.changed.notify_all()
