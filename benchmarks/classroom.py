"""A class on one small server: thirty runs at once, all looked at, while somebody else drags a weight elsewhere."""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser import chromium_running, serving, settle

from .edit import keys

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

STUDENTS = 30
PACE, WAITING, TURN, LATEST = 0.25, 0.4, 0.15, 1.6  # seconds between two looks, as in ui/player/train.js
GOAL_MS = 200
LONGEST = 600  # seconds until all runs must have ended
EPOCHS = 40
QUERY = f"/train?task=next_number&epochs={EPOCHS}&lang=en&seed="
RUN = re.compile(r"[?&]run=([\w-]+)")
STEP = "/?preset=golden&seq=1,2,3,4&units=1&t=2&op=f&lang=en"


class Student(threading.Thread):
    """Starts a run and looks at it as the page does, until it has ended."""

    def __init__(self, address: str, run: str, gate: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.address, self.run_id, self.gate = address, run, gate
        self.made: list[tuple[float, int]] = []  # when, and updates by then
        self.waits: list[float] = []  # of looks
        self.ended = 0.0

    def run(self) -> None:
        """Look at the pace of a page: the next time so long after an answer."""
        line, since, updates = HTTPConnection(self.address, timeout=60), 0, 0
        self.gate.wait()
        begin, do = time.monotonic(), json.dumps({"do": "go"})
        while not self.ended and time.monotonic() < begin + LONGEST:
            start = time.monotonic()
            line.request(
                "POST" if do else "GET",
                f"/runs/{self.run_id}?branch=0&since={since}",
                do,
                {"Origin": f"http://{self.address}"},
            )
            blob, do = line.getresponse().read(), ""
            self.waits.append(time.monotonic() - start)
            header = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")])
            meta = json.loads(header["__metadata__"]["meta"])
            updates += header["loss"]["shape"][0]
            since = meta["next"]
            self.made.append((time.monotonic() - begin, updates))
            if meta["status"] in ("ended", "failed"):
                self.ended = time.monotonic() - begin
            waiting = meta["status"] == "waiting"
            time.sleep(WAITING + min(TURN * meta["ahead"], LATEST) if waiting else PACE)


def classroom() -> None:
    """Print another user's key to paint, alone and among them, and how evenly the runs went on."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(serving(Path(folder) / "log.txt"))
        chromium = stack.enter_context(chromium_running())
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        runs = [_opened(context, f"{server.url}{QUERY}{seed}") for seed in range(STUDENTS)]
        page = context.new_page()
        page.goto(server.url + STEP)
        settle(page)
        alone = keys(page, 30)
        gate = threading.Barrier(STUDENTS + 1)
        students = [Student(urlsplit(server.url).netloc, run, gate) for run in runs]
        for student in students:
            student.start()
        gate.wait()
        times: list[float] = []
        while not any(student.ended for student in students) and len(times) < 300:
            times += keys(page, 30, begun=True)
        for student in students:
            student.join()
        print(f"class of {STUDENTS}, next number, {EPOCHS} epochs each; another user's key to paint on 'Step by hand':")
        slow = quantiles(times, n=20)[-1]
        _print("alone", alone)
        _print(
            "among them", times, f"; goal: 95th percentile ≤ {GOAL_MS} ms, {'reached' if slow <= GOAL_MS else 'missed'}"
        )
        _print("a look", [wait * 1000 for student in students for wait in student.waits])
        if not all(student.ended for student in students):
            print(f"  not all had ended within {LONGEST} s")
            return
        first, last = (pick(student.ended for student in students) for pick in (min, max))
        then = sorted(max(updates for at, updates in student.made if at <= first) for student in students)
        print(
            f"  when the first had ended, after {first:.0f} s, the slowest had made {then[0]} updates and the fastest"
            f" {then[-1]} ({then[0] / then[-1]:.0%}); all had ended after {last:.0f} s"
        )


def _print(name: str, taken: list[float], more: str = "") -> None:
    slow = quantiles(taken, n=20)[-1]
    print(
        f"  {name:<10} median {median(taken):.0f} ms, 95th percentile {slow:.0f} ms, most {max(taken):.0f} ms"
        f" ({len(taken)}){more}"
    )


def _opened(context: BrowserContext, address: str) -> str:
    """Open 'Train live' once, and give the id of the run that it has begun; the page is closed again."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(RUN, timeout=60_000)
    found = RUN.search(page.url)
    page.close()
    assert found
    return found[1]
