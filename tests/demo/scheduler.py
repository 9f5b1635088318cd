"""scheduler.py - plays generators side by side: a few threads take whoever
is due next. Yielded numbers are seconds of the wave's time."""

import heapq
import itertools
import threading
import time


class Scheduler:
    def __init__(self, rate, workers=6):
        self.rate = rate                # wave seconds per real second
        self.workers = workers
        self.heap, self.count = [], itertools.count()
        self.changed = threading.Condition()
        self.busy = self.most_busy = 0
        self.errors = []

    def add(self, due, person, generator):
        """due: real time (time.time()) of the first step."""
        with self.changed:
            heapq.heappush(self.heap, (due, next(self.count), person,
                                       generator))
            self.changed.notify()

    def run(self, more):
        """Until nobody is left and more() says that nobody comes."""
        threads = [threading.Thread(target=self._work, args=(more,))
                   for _ in range(self.workers)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def _take(self, more):
        with self.changed:
            while True:
                now = time.time()
                if self.heap and self.heap[0][0] <= now:
                    self.busy += 1
                    self.most_busy = max(self.most_busy, self.busy)
                    return heapq.heappop(self.heap)
                if not self.heap and not self.busy and not more():
                    self.changed.notify_all()
                    return None
                self.changed.wait(min(0.2, self.heap[0][0] - now)
                                  if self.heap else 0.2)

    def _work(self, more):
        while True:
            taken = self._take(more)
            if taken is None:
                return
            _, _, person, generator = taken
            pause = None
            try:
                pause = next(generator)
            except StopIteration:
                pass
            except Exception as error:  # reported by whoever runs us
                self.errors.append((person, error))
            finally:
                with self.changed:
                    self.busy -= 1
                    self.changed.notify_all()
            if pause is not None:
                self.add(time.time() + pause / self.rate, person, generator)
