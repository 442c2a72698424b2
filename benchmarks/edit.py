"""From key to paint: how long a changed weight takes to stand on the screen, in a real browser, server included."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.browser import chromium_running, serving, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOAL_MS = 100
KEYS = 60
SIZES = {  # what the screen shows at most stands last
    "T = 4, D = 1, H = 1": "preset=golden&seq=1,2,3,4&units=1",
    "T = 10, D = 2, H = 4": "preset=torch&units=4&seq=" + ";".join(f"{t},{-t}" for t in range(10)),
    "T = 64, D = 8, H = 8": "preset=torch&units=8&seq=" + ";".join(",".join([str(t % 5)] * 8) for t in range(64)),
}
# The picture is painted once the browser has got a frame and a message after it; the equation is what changes for sure.
LISTEN = """() => {
    window.painted = []
    const math = document.querySelector('.lv-now .math')
    let pressed = null, before = ''
    document.addEventListener('keydown', () => { pressed = performance.now(); before = math.textContent }, true)
    new MutationObserver(() => {
        if (pressed === null || math.textContent === before) return
        const start = pressed
        pressed = null
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => window.painted.push(performance.now() - start)
            port2.postMessage(0)
        })
    }).observe(math, { subtree: true, childList: true, characterData: true })
}"""


def edit() -> None:
    """Print median and 95th percentile for the sizes of a classroom, and for the largest on the screen."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log.txt") as server,
        chromium_running() as chromium,
    ):
        for size, query in SIZES.items():
            page = chromium.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{server.url}/?{query}&t=2&op=f&lang=en")
            settle(page)
            times = keys(page)
            page.close()
            reached = "reached" if median(times) <= GOAL_MS else "missed"
            slow = quantiles(times, n=20)[-1]
            print(
                f"key to paint, {size}: median {median(times):.0f} ms, 95th percentile {slow:.0f} ms"
                f" (goal ≤ {GOAL_MS}, {reached}; {len(times)} keys)"
            )


def keys(page: Page, count: int = KEYS, begun: bool = False) -> list[float]:
    """Change a number by the arrow key again and again, each time once the screen is calm; `begun`: go on so."""
    if not begun:
        page.get_by_role("tab", name="My numbers").click()
        page.locator("[data-path='b_f']").focus()
        page.evaluate(LISTEN)
    before: int = page.evaluate("window.painted.length")
    for k in range(count):
        page.keyboard.press("ArrowUp" if k % 10 < 5 else "ArrowDown")
        page.wait_for_function("n => window.painted.length >= n", arg=before + k + 1, timeout=20_000)
        settle(page)
    times: list[float] = page.evaluate("window.painted")
    return times[before if begun else 5 :]  # the first ones warm up
