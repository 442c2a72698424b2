"""'Gates over time' in a real browser: frames a second while scrubbing, and the time of a changed parameter."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.browser import chromium_running, serving, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {(200, 64): 55, (1000, 128): 50}  # steps, units: the goal in frames a second
CHANGE_MS = 250
CHANGES = 12
SECONDS = 4
# Each frame moves the handle one place on, as a hand would, and notes when the frame was.
SCRUB = """async (seconds) => {
    const range = document.querySelector('.lv-track .scrub'), most = Number(range.max), times = []
    const end = performance.now() + 1000 * seconds
    let at = 0
    await new Promise((done) => {
        const frame = (now) => {
            times.push(now)
            at = (at + Math.max(1, Math.round(most / 240))) % most
            range.value = at
            range.dispatchEvent(new Event('input', { bubbles: true }))
            if (now < end) requestAnimationFrame(frame); else done()
        }
        requestAnimationFrame(frame)
    })
    return times.slice(1).map((now, k) => now - times[k])
}"""
# From the key to the frame after the last panel was drawn.
CHANGE = """() => {
    window.changed = []
    let pressed = null
    const root = document.querySelector('.lv-gates')
    document.addEventListener('keydown', () => { pressed = performance.now() }, true)
    new MutationObserver(() => {
        if (pressed === null || root.dataset.ready !== 'true') return
        const start = pressed
        pressed = null
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => window.changed.push(performance.now() - start)
            port2.postMessage(0)
        })
    }).observe(root, { attributes: true, attributeFilter: ['data-ready'] })
}"""


def scrub() -> None:
    """Print frames a second, server messages, and the time of a changed parameter, at two sizes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log.txt") as server,
        chromium_running() as chromium,
    ):
        for (steps, units), goal in SIZES.items():
            page = chromium.new_page(viewport={"width": 1280, "height": 1000})
            sent: list[object] = []
            page.on("websocket", lambda socket, sent=sent: socket.on("framesent", lambda frame: sent.append(frame)))
            page.goto(f"{server.url}/gates?source=sine&steps={steps}&hidden={units}&lang=en")
            settle(page)
            before = len(sent)
            page.evaluate(SCRUB, 1)  # warm
            frames: list[float] = page.evaluate(SCRUB, SECONDS)
            messages = len(sent) - before
            rate, slow = 1000 / median(frames), 1000 / quantiles(frames, n=20)[-1]
            print(
                f"scrub, {steps} × {units}, six panels: median {rate:.0f} frames a second (goal ≥ {goal},"
                f" {'reached' if rate >= goal else 'missed'}), slowest twentieth {slow:.0f};"
                f" {messages} server messages (goal 0)"
            )
            print(_change(page, steps, units))
            page.close()


def sizes() -> None:
    """Print what is sent, against the float32 arrays, and how the page that plays alone grows."""
    from lstm_viz.figures import standalone_html
    from lstm_viz.gates_config import GatesConfig, gates_trace
    from lstm_viz.ui.gates import all_units, one_unit
    from lstm_viz.ui.gates_controls import GatesView
    from lstm_viz.ui.language import translator

    english = translator("en")
    for steps, units in SIZES:
        config = GatesConfig(steps=steps, hidden=units)
        view = GatesView(config, config.x(), gates_trace(config))
        arrays = 6 * steps * units * 4
        panels, unit = len(all_units(view, "en", english)), len(one_unit(view, 0, "en", english))
        print(
            f"sent, {steps} × {units}: {panels / arrays:.3f} × the float32 arrays for the panels (goal ≤ 1.1),"
            f" {(panels + unit) / arrays:.3f} × with the shown unit in float64"
        )
    pages = {steps: len(standalone_html(gates_trace(GatesConfig(steps=steps, hidden=64)))) for steps in (100, 200, 400)}
    first, second = pages[200] - pages[100], pages[400] - pages[200]
    grown = f"{first / 1e6:.2f} and {second / 1e6:.2f} MB"
    print(f"the page that plays alone, T = 100, 200, 400: grows by {grown} (linear in T: as 1 to 2)")


def _change(page: Page, steps: int, units: int) -> str:
    """Another seed for the weights, again and again."""
    page.evaluate(CHANGE)
    page.locator(".st-key-gates_weights_seed input").focus()
    for k in range(CHANGES):
        page.keyboard.press("ArrowUp")
        page.wait_for_function("n => window.changed.length >= n", arg=k + 1, timeout=20_000)
        settle(page)
    times: list[float] = page.evaluate("window.changed")
    took = median(times[2:])
    reached = "reached" if took <= CHANGE_MS else "missed"
    goal = f" (goal ≤ {CHANGE_MS}, {reached})" if (steps, units) == (200, 64) else ""
    return f"change of a parameter to repaint, {steps} × {units}: median {took:.0f} ms{goal}"
