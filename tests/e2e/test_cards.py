"""Cards with beliefs that are often met and wrong: one click shows it in true numbers, a second puts them back."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import lstm_viz as lv
from lstm_viz.cells.presets import PRESETS
from lstm_viz.rounding import shown
from lstm_viz.sequences import parse_sequence
from lstm_viz.ui.cards import half_open
from tests.browser import axe_violations, settle
from tests.e2e.reading import table

GOLDEN, TWO = "", "preset=torch&seed=3&units=2&unit=2&seq=1.5, -2; 0.5, 4; -3, 1&"
SHEET = ("golden", 0, 1, "1, 2, 3, 4", 0)
OTHER = ("torch", 3, 2, "1.5,-2; 0.5,4; -3,1", 1)
RUNS = [pytest.param(GOLDEN, SHEET, id="golden"), pytest.param(TWO, OTHER, id="two units")]
OPERATIONS = ("concat", "f", "i", "o", "h")
T = 1  # the second step


def example(preset, seed, units, sequence, unit):
    """The library's run of an example, and the shown unit."""
    x = parse_sequence(sequence, steps=64, features=8)
    params = lv.init_params("lstm", x.shape[1], units, preset, seed=seed)
    return lv.trace("lstm", params, x), unit


def held(trace, signal, t, unit, value):
    clamp = np.full(trace.h.shape, np.nan)
    clamp[t, unit] = value
    return {signal: clamp}


def button(page):
    return page.locator(".lv-belief button")


def seen(page):
    return page.locator(".lv-explain .seen")


def try_it(page, operation):
    """Press the card's button in the second step; the sentence that then stands there."""
    page.locator(".lv-now .operation").nth(["concat", "f", "i", "g", "c", "o", "h"].index(operation)).click()
    expect(button(page)).to_have_text("Try it")
    button(page).click()
    expect(button(page)).to_have_text("Put back")
    settle(page)
    return seen(page).inner_text()


def column(page, name):
    """The numbers of a signal in the table."""
    return page.locator(f".lv-steps td[data-column='{name}']").evaluate_all("c => c.map(n => n.firstChild.textContent)")


def holds(sentence, *numbers):
    for number in numbers:
        text = number if isinstance(number, str) else shown(number, 4)
        assert re.search(rf"(?<![\d.−]){re.escape(text)}(?![\d.]\d)", sentence), (text, sentence)


# Each belief against the library: it is tried in the second step of an example, of which unit `u` is shown.


def a_forget_gate_of_1_keeps_all_of_the_old_cell_state(page, before, u):
    sentence = try_it(page, "f")
    after = lv.trace("lstm", before.params, before.x, clamps=held(before, "f", T, u, 1))
    assert after.f[T, u] * after.c[T - 1, u] == before.c[T - 1, u]
    holds(sentence, before.c[T - 1, u], before.f[T, u] * before.c[T - 1, u])
    assert column(page, "c") == [shown(c, 4) for c in after.c[:, u]]


def with_the_output_gate_at_0_h_is_0_and_c_is_as_it_was(page, before, u):
    sentence = try_it(page, "h")
    after = lv.trace("lstm", before.params, before.x, clamps=held(before, "o", T, u, 0))
    assert (after.h[T, u], after.c[T, u]) == (0, before.c[T, u])
    holds(sentence, before.h[T, u], "0.0000", before.c[T, u])
    assert column(page, "h") == [shown(h, 4) for h in after.h[:, u]]


def a_gate_stands_between_0_and_1(page, before, u):
    sentence = try_it(page, "i")
    x = before.x.copy()
    feature, value = half_open(before, u)[T]
    x[T, int(feature)] = value
    after = lv.trace("lstm", before.params, x)
    assert 0.3 < after.i[T, u] < 0.7
    holds(sentence, before.i[T, u], after.i[T, u])
    assert column(page, "i") == [shown(i, 4) for i in after.i[:, u]]


def one_weight_acts_at_all_steps(page, before, u):
    sentence = try_it(page, "o")
    weights = before.params.weight_ih.copy()
    row = 3 * before.h.shape[1] + u
    old = weights[row, 0]
    weights[row, 0] += -1 if old > 0 else 1
    after = lv.trace("lstm", lv.LSTMParams(weights, before.params.weight_hh, before.params.bias), before.x)
    assert (np.abs(after.o[:, u] - before.o[:, u]) > 1e-3).all()
    steps = len(before.x)
    assert f"changed at {steps} of {steps} steps, even earlier ones" in sentence
    holds(sentence, *(f"{round(w, 4):g}".replace("-", "−") for w in (old, weights[row, 0])))
    assert column(page, "o") == [shown(o, 4) for o in after.o[:, u]]


def joined_lines_with_the_same_sum_give_another_gate(page, before, u, t=T):
    sentence = try_it(page, "concat")
    x, h = before.x.copy(), before.h[t - 1, u] if t else before.h0[u]
    feature, by = min(u, x.shape[1] - 1), 1 if h > 0 else -1
    x[t, feature] += by
    state = {"h": before.h0.copy(), "c": before.c0}
    clamps = held(before, "h", t - 1, u, h - by) if t else None
    if not t:
        state["h"][u] -= by
    after = lv.trace("lstm", before.params, x, state, clamps)
    former = after.h[t - 1, u] if t else state["h"][u]
    assert former + x[t, feature] == pytest.approx(h + before.x[t, feature], abs=1e-15)
    assert abs(after.f[t, u] - before.f[t, u]) > 1e-3
    holds(sentence, before.f[t, u], after.f[t, u], f"{former:.4f}".replace("-", "−") if t else f"{former:g}")
    assert column(page, "f") == [shown(f, 4) for f in after.f[:, u]]


@pytest.mark.parametrize(("query", "run"), RUNS)
def test_every_belief_is_met_by_the_true_numbers_of_the_experiment(open_page, query, run):
    before, u = example(*run)
    page = open_page(f"/?{query}t=2")
    given = table(page)

    def back():
        button(page).click()
        expect(button(page)).to_have_text("Try it")
        settle(page)
        assert table(page) == given

    for belief in (
        a_forget_gate_of_1_keeps_all_of_the_old_cell_state,
        with_the_output_gate_at_0_h_is_0_and_c_is_as_it_was,
        a_gate_stands_between_0_and_1,
        one_weight_acts_at_all_steps,
        joined_lines_with_the_same_sum_give_another_gate,
    ):
        belief(page, before, u)
        back()
    page.keyboard.press("Shift+ArrowLeft")  # in the first step it is the initial state that changes
    joined_lines_with_the_same_sum_give_another_gate(page, before, u, t=0)
    back()


@pytest.mark.parametrize("query", [TWO])
def test_every_experiment_is_put_back_by_its_button_and_by_undo(open_page, query):
    page = open_page(f"/?{query}t=2")
    before, sequence = table(page), page.get_by_label("Sequence", exact=True).input_value()
    for operation in OPERATIONS:
        for back in ("card", "undo"):
            try_it(page, operation)
            assert table(page) != before
            expect(button(page)).to_be_focused()
            page.keyboard.press("Enter" if back == "card" else "Control+z")
            expect(button(page)).to_have_text("Try it")
            settle(page)
            assert table(page) == before
            expect(page.get_by_label("Sequence", exact=True)).to_have_value(sequence)
            expect(seen(page)).to_have_text("")
    page.get_by_role("button", name="Redo").click()
    expect(button(page)).to_have_text("Put back")
    expect(seen(page)).to_contain_text("The output gate is 0 now")


@pytest.mark.parametrize("preset", ["latch", "saturated"])  # gates that are shut, and gates at their ends
def test_every_card_that_is_offered_keeps_its_word_on_every_example_and_step(open_page, preset):
    page = open_page(f"/?preset={preset}&seq={PRESETS[preset].sequence}")
    offered = set()
    for _ in range(2):
        for operation in OPERATIONS:
            page.locator(".lv-now .operation").nth(["concat", "f", "i", "g", "c", "o", "h"].index(operation)).click()
            if not button(page).is_visible():
                continue
            offered.add(operation)
            assert len(try_it(page, operation)) > 40
            assert not re.search(r"undefined|NaN|\{|\}", seen(page).inner_text())
            button(page).click()
            expect(button(page)).to_have_text("Try it")
            settle(page)
        page.keyboard.press("Shift+ArrowRight")
    assert {"concat", "i", "o"} <= offered


def test_a_card_waits_until_there_is_something_to_keep_and_goes_while_a_gate_is_held(open_page):
    page = open_page("/?t=1&op=f")
    expect(button(page)).to_be_hidden()
    page.keyboard.press("Shift+ArrowRight")
    expect(button(page)).to_be_visible()
    page.get_by_role("tab", name="My numbers").click()
    page.locator("[data-path='hold:f']").fill("0.5")
    page.locator("[data-path='hold:f']").press("Enter")
    settle(page)
    expect(button(page)).to_be_hidden()


def test_what_was_changed_since_is_not_put_back_by_the_card(open_page):
    page = open_page("/?t=2&op=h")
    try_it(page, "h")
    page.get_by_role("tab", name="My numbers").click()
    page.locator("[data-path='W_g:0']").fill("0.1")
    page.locator("[data-path='W_g:0']").press("Enter")
    settle(page)
    expect(button(page)).to_be_hidden()
    expect(seen(page)).to_have_text("")


def test_there_are_no_cards_while_predicting(open_page):
    page = open_page("/?t=2&op=concat")
    try_it(page, "concat")
    page.get_by_role("switch", name="Predict").check()
    for _ in range(2):
        expect(button(page)).to_be_hidden()
        expect(seen(page)).to_have_text("")
        page.keyboard.press("ArrowLeft")


def places(page, parts):
    boxes = [page.locator(part).bounding_box() for part in parts]
    return [(box["x"], box["y"], box["width"]) for box in boxes]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_moves_and_what_was_seen_stays_in_view(open_page, lang):
    page = open_page(f"/?t=2&lang={lang}")
    parts = (".lv-now .math", ".lv-explain", ".lv-belief", "[role=tablist]", ".lv-steps")
    for k in (0, 1, 2, 5, 6):
        page.locator(".lv-now .operation").nth(k).click()
        before = places(page, parts)
        panel = page.locator(".lv-now").bounding_box()
        for _ in range(2):
            button(page).click()
            settle(page)
            assert places(page, parts) == before
            assert page.locator(".lv-now").evaluate("node => node.scrollHeight - node.clientHeight") <= 0
            box = seen(page).bounding_box()
            if box:
                assert box["y"] + box["height"] <= panel["y"] + panel["height"]
                assert seen(page).evaluate("node => node.scrollHeight - node.clientHeight") <= 0


@pytest.mark.parametrize(("lang", "width", "scheme"), [("en", 1280, "light"), ("zh", 390, "dark")])
def test_axe_finds_nothing_before_and_after(open_page, lang, width, scheme):
    page = open_page(f"/?t=2&op=f&lang={lang}", width=width, color_scheme=scheme)
    assert axe_violations(page) == []
    box = button(page).bounding_box()
    assert box["height"] >= (44 if width == 390 else 24)
    button(page).click()
    settle(page)
    expect(seen(page)).to_have_attribute("role", "status")
    expect(seen(page)).to_contain_text("0.2872")
    assert axe_violations(page) == []


def test_presenting_keeps_the_cards_and_nothing_scrolls(open_page):
    page = open_page("/?t=2&op=f", width=1280, height=720)
    page.locator(".lv-present").click()
    for key in "13":
        page.keyboard.press(key)
        for operation in ("f", "h"):
            assert len(try_it(page, operation)) > 40
            expect(button(page)).to_be_in_viewport(ratio=0.95)
            assert page.locator(".lv-now").evaluate("node => node.scrollHeight - node.clientHeight") <= 1
            button(page).click()
            expect(button(page)).to_have_text("Try it")
            settle(page)
