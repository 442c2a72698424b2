"""'Gates over time' in a real browser: the panels show the trace, on one cursor, and nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

import lstm_viz as lv
from lstm_viz.config import StepConfig
from lstm_viz.gates_config import GatesConfig, gates_trace
from lstm_viz.lab import Lab
from lstm_viz.rounding import shown
from lstm_viz.unit_order import unit_order
from tests.browser import axe_violations, settle

SIGNALS = ("f", "i", "o", "g", "c", "h")
ZOOM = """[...document.querySelectorAll('.lv-chart .plot')].map(
    plot => plot._fullLayout.xaxis.range.map(x => Math.round(x * 100) / 100))"""
STEP = "Number(document.querySelector('.lv-gates .where').textContent.match(/[0-9]+/)[0])"
COUNT = """() => {
    window.__sent = 0
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (...all) { window.__sent += 1; return send.apply(this, all) }
}"""


def minus(text):
    return text.replace("-", "−")


def beside(page, code):
    return page.locator(f"[data-panel={code}] .lv-chart-head .value").text_content()


def go(page, t):
    page.locator(".lv-track .scrub").evaluate(
        "(node, t) => { node.value = t - 1; node.dispatchEvent(new Event('input', { bubbles: true })) }", t
    )
    page.wait_for_function(
        "t => document.querySelector('.lv-gates .where').textContent.includes(`Step ${t} of`)", arg=t
    )


def choose(page, unit):
    field = page.get_by_label("Unit shown")
    field.fill(str(unit))
    field.press("Enter")
    settle(page)


def run_of(query):
    config, errors = GatesConfig.parse(dict(part.split("=") for part in query.split("&")))
    assert not errors
    return gates_trace(config)


def test_every_panel_equation_and_diagram_shows_the_numbers_of_the_trace(open_page):
    query = "source=walk&steps=40&hidden=5&order=mean&weights_seed=3"
    page, trace = open_page(f"/gates?{query}&lang=en"), run_of(query)
    order: list[int] = unit_order(trace, "mean").tolist()
    assert order != sorted(order)
    for t, unit in [(1, 1), (17, 4), (40, 5)]:
        choose(page, unit)
        go(page, t)
        for signal in SIGNALS:
            value = minus(shown(float(trace[signal][t - 1, unit - 1]), 4))
            assert beside(page, signal) == value
        for code in ("f", "i", "g", "c", "o", "h"):
            page.locator(f".lv-worked .operation.s-{code}").click()
            expect(page.locator(".lv-worked .math .result").first).to_have_text(
                minus(shown(float(trace[code][t - 1, unit - 1]), 4))
            )
        drawn = page.evaluate("document.querySelector('[data-panel=f] .plot').data[0]")
        assert list(drawn["y"].values() if isinstance(drawn["y"], dict) else drawn["y"]) == [unit + 1 for unit in order]
    rows = page.evaluate("document.querySelector('[data-panel=c] .plot').data[0].z.map(row => Array.from(row))")
    np.testing.assert_array_equal(np.float32(rows), trace.c.T[order].astype(np.float32))


def test_play_lifts_the_veil_step_by_step_without_a_message(open_page):
    page = open_page("/gates?source=sine&steps=30&hidden=4&lang=en")
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 30 of 30")  # opens on the whole run
    sent = []
    page.evaluate(COUNT)
    edge = "() => new DOMMatrix(getComputedStyle(document.querySelector('[data-panel=o] .veil')).transform).m41"
    whole = page.evaluate(edge)
    page.get_by_label("Speed").select_option("4")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Play (Space)").click()
    page.wait_for_function(f"() => {STEP} >= 5 && {STEP} < 30")
    assert 0 < page.evaluate(edge) < whole
    page.get_by_role("button", name="Pause (Space)").click()
    for signal in SIGNALS:
        sent.append(beside(page, signal))
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('.lv-gates .where').textContent.startsWith('Step 30 ')")
    assert page.evaluate(edge) == whole
    assert sent != [beside(page, signal) for signal in SIGNALS]
    assert page.evaluate("window.__sent") == 0


def test_the_keyboard_alone_moves_and_chooses(open_page):
    page = open_page("/gates?source=sine&steps=30&hidden=4&lang=en")
    for key, step in [("Home", 1), ("ArrowRight", 2), ("Shift+ArrowRight", 12), ("ArrowLeft", 11), ("End", 30)]:
        page.keyboard.press(key)
        expect(page.locator(".lv-gates .where")).to_contain_text(f"Step {step} of 30")
    page.get_by_label("Unit shown").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.locator(".lv-worked .math mn[data-n=k]").first).to_have_text("2")
    page.get_by_role("button", name="Panels", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="forget gate")).to_be_focused()
    page.keyboard.press("Space")  # the first box: the forget gate goes
    page.keyboard.press("Escape")
    expect(page.locator("[data-panel=f]")).to_have_count(0)
    expect(page.get_by_role("button", name="Panels", exact=True)).to_be_focused()


def test_a_zoom_survives_steps_units_and_parameters(open_page):
    page = open_page("/gates?source=sine&steps=60&hidden=4&lang=en")
    plot = page.locator("[data-panel=i] .plot .nsewdrag").first.bounding_box()
    page.mouse.move(plot["x"] + plot["width"] * 0.25, plot["y"] + 20)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.5, plot["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_function(f"() => ({ZOOM})[1][0] > 5")
    zoomed = page.evaluate(ZOOM)
    go(page, 20)
    choose(page, 3)
    page.locator(".st-key-gates_weights_seed input").fill("5")
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate(ZOOM) == zoomed
    page.get_by_role("button", name="Whole run").click()
    page.wait_for_function(f"() => ({ZOOM})[1][0] === 0.5")


def test_a_drag_selects_a_step_and_a_unit_with_the_tool_or_with_shift(open_page):
    page = open_page("/gates?source=sine&steps=50&hidden=8&lang=en")
    box = page.locator("[data-panel=o] .over").bounding_box()

    def at(step, unit):
        return box["x"] + box["width"] * (step - 0.5) / 50, box["y"] + box["height"] * (unit - 0.5) / 8

    page.get_by_role("button", name="Drag selects").click()
    page.mouse.move(*at(10, 2))
    page.mouse.down()
    page.mouse.move(*at(20, 6), steps=3)
    page.mouse.up()
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 20 of 50")
    expect(page.get_by_label("Unit shown")).to_have_value("6")
    page.get_by_role("button", name="Drag zooms").click()
    page.keyboard.down("Shift")
    page.mouse.click(*at(33, 3))
    page.keyboard.up("Shift")
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 33 of 50")
    expect(page.get_by_label("Unit shown")).to_have_value("3")
    page.mouse.click(*at(5, 8))  # a plain click, which Plotly tells
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 5 of 50")
    expect(page.get_by_label("Unit shown")).to_have_value("8")


def test_panels_open_close_move_and_grow_and_the_address_brings_them_back(open_page):
    page = open_page("/gates?source=sine&steps=30&hidden=4&lang=en&panels=f,i")
    page.get_by_role("button", name="Panels", exact=True).click()
    for name in ("Lines", "Distribution", "Saturation of the gates", "On the curves", "Memory ledger"):
        page.get_by_label(name, exact=True).check()
    page.get_by_label("large").check()
    page.keyboard.press("Escape")
    settle(page)
    for code in ("lines", "distribution", "saturation", "curve", "ledger"):
        expect(page.locator(f"[data-panel={code}] .plot .main-svg").first).to_be_visible()
    page.get_by_role("button", name="What to do with the panel: input gate").click()
    page.get_by_role("button", name="Move forward").click()
    page.get_by_role("button", name="What to do with the panel: forget gate").click()
    page.get_by_role("button", name="Close").click()
    choose(page, 3)
    page.get_by_role("button", name="Draw as a line").click()
    page.locator("[data-panel=lines] select").select_option("c")
    settle(page)
    go(page, 7)
    expect(page).to_have_url(re.compile("panels=i%2Clines.*unit=3.*pins=3.*signal=c.*size=l.*t=7"))
    where, kept = page.url, page.locator("[data-panel]").evaluate_all("nodes => nodes.map(node => node.dataset.panel)")
    assert kept == ["i", "lines", "distribution", "saturation", "curve", "ledger"]
    page.goto(where)
    settle(page)
    assert page.locator("[data-panel]").evaluate_all("nodes => nodes.map(node => node.dataset.panel)") == kept
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 7 of 30")
    expect(page.get_by_label("Unit shown")).to_have_value("3")


def test_a_panel_is_saved_as_png_and_svg(open_page):
    page = open_page("/gates?source=sine&steps=30&hidden=4&lang=zh")
    for name, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        page.get_by_role("button", name="对这幅图做什么：遗忘门").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=f"存为 {name}").click()
        with open(download.value.path(), "rb") as file:
            content = file.read()
        assert content.startswith(start)
        if name == "SVG":
            assert "遗忘门" in content.decode()


@pytest.mark.parametrize(("lang", "scheme", "width"), [("en", "light", 1280), ("zh", "dark", 390)])
def test_axe_finds_nothing_and_nothing_runs_off_the_screen(open_page, lang, scheme, width):
    everything = "f,i,o,g,c,h,lines,distribution,saturation,curve,ledger"
    page = open_page(f"/gates?lang={lang}&hidden=4&steps=40&panels={everything}", color_scheme=scheme, width=width)
    assert axe_violations(page) == []
    page.locator(".lv-tools .lv-button").first.click()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_leaving_the_page_ends_its_keys_and_coming_back_finds_all_as_it_was(open_page):
    page = open_page("/gates?source=saw&steps=30&hidden=4&lang=en&t=9&unit=2")
    page.get_by_role("link", name="Step by hand").click()
    expect(page.locator(".lv-gates")).to_have_count(0)
    settle(page)
    page.keyboard.press("End")
    expect(page.locator(".lv-player .where")).to_contain_text("Step 4 of 4")
    page.get_by_role("link", name="Gates over time").click()
    expect(page.locator(".lv-gates")).to_have_count(1)
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 9 of 30")
    expect(page.get_by_label("Unit shown")).to_have_value("2")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lv-gates .where")).to_contain_text("Step 10 of 30")
    page.get_by_role("link", name="Step by hand").click()
    expect(page.locator(".lv-gates")).to_have_count(0)
    settle(page)
    expect(page.locator(".lv-player .where")).to_contain_text("Step 4 of 4")


def test_a_table_of_ones_own_is_read_and_a_broken_one_changes_nothing(open_page):
    page = open_page("/gates?source=columns&lang=en&hidden=3")
    pasted = page.get_by_label("or pasted")
    pasted.fill("day;price\n1;0,5\n2;1,5\n3;-2,25\n4;3")
    pasted.press("Control+Enter")
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("of 4")
    before = beside(page, "c")
    pasted.fill("1,2\n3\n")
    pasted.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("line 2")
    settle(page)
    assert beside(page, "c") == before


def test_what_is_too_large_is_refused_with_a_size_that_fits_one_click_away(open_page):
    page = open_page("/gates?source=sine&steps=3000&hidden=32&lang=en")
    field = page.locator(".st-key-gates_hidden input")
    field.fill("100")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("66")
    settle(page)
    expect(page.locator(".lv-unit")).to_contain_text("of 32")
    page.get_by_role("button", name="Take 66 units").click()
    expect(page.locator(".lv-unit")).to_contain_text("of 66")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_lab_file_brings_its_weights(open_page):
    page = open_page("/gates?source=typed&seq=1,2,3,4&scale=off&lang=en&model=golden&hidden=1")
    assert beside(page, "h") == "0.9566"  # the worked example
    lab = json.loads(Lab.of(StepConfig(units=2)).to_json())
    lab["weights"]["bias"][2] = 5
    page.goto(page.url.replace("model=golden", "model=torch"))
    settle(page)
    page.get_by_label("Weights", exact=True).click()
    page.get_by_role("option", name="A lab file").click()
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "lab.json", "mimeType": "application/json", "buffer": json.dumps(lab).encode()}]
    )
    expect(page.locator(".lv-unit")).to_contain_text("of 2")
    settle(page)
    trace = Lab.parse(lab).trace()
    assert beside(page, "h") == minus(shown(float(trace.h[-1, 0]), 4))


def test_all_numbers_and_a_page_that_plays_can_be_taken_along(open_page, tmp_path):
    page = open_page("/gates?source=sine&steps=12&hidden=3&lang=en&panels=f,saturation&order=mean")
    trace = run_of("source=sine&steps=12&hidden=3")
    page.get_by_text("Take it with you").click()

    def taken(name):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        return Path(download.value.path())

    np.testing.assert_array_equal(lv.Trace.load(taken("NumPy file")).c, trace.c)
    table = np.genfromtxt(taken("CSV"), delimiter=",", names=True)
    np.testing.assert_array_equal(table["c"].reshape(12, 3), trace.c)
    np.testing.assert_array_equal(np.array(json.loads(taken("JSON").read_text("utf-8"))["h"]), trace.h)
    assert 'generate("sine", 12, 0)' in taken("This view as Python").read_text("utf-8")
    alone = taken("plays by itself").read_text("utf-8")
    assert "forget gate" in alone
    assert "output gate" not in alone


def test_a_link_to_what_is_too_large_opens_with_the_reason_and_a_way_on(open_page):
    page = open_page("/gates?source=co2&hidden=128&lang=en")
    expect(page.get_by_role("alert")).to_contain_text("200,000")
    page.get_by_role("button", name="Take 87 units").click()
    expect(page.locator(".lv-unit")).to_contain_text("of 87")
    settle(page)
    expect(page.locator(".lv-gates .where")).to_contain_text("of 2284")
