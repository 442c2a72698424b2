"""The levels of 'Step by hand' are linked: curve, units, lit counterparts and tips say the same numbers everywhere."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import expect

from lstm_viz import trace
from lstm_viz.cells.presets import PRESETS
from lstm_viz.rounding import shown
from tests.e2e.test_predict import everything, guess

SQUASHED = {"f": "a_f", "i": "a_i", "g": "a_g", "o": "a_o", "h": "c"}  # operation → what it squashes


def golden(xs=(1, 2, 3, 4)):
    return trace("lstm", PRESETS["golden"].fill(1, 1), [float(x) for x in xs])


def slope(tr, t, code, unit=0):
    """By autograd: the slope of the squashing at what it squashes."""
    z = torch.tensor(tr[SQUASHED[code]][t, unit], requires_grad=True)
    (torch.tanh(z) if code in "gh" else torch.sigmoid(z)).backward()
    return float(z.grad)


def test_the_curve_shows_the_slope_that_autograd_finds(open_page):
    page = open_page()
    tr = golden()
    for t in range(4):
        for code in ("concat", "f", "i", "g", "c", "o", "h"):
            curve = page.locator(".lv-explain svg")
            if code in SQUASHED:
                wanted = slope(tr, t, code)
                expect(curve.locator(".slope").last).to_have_text(shown(wanted, 4))
                state = "saturated" if wanted < 0.1 * (1 if code in "gh" else 0.25) else "responds"
                expect(page.locator(".said")).to_contain_text(state)
                assert curve.get_attribute("aria-label").startswith("tanh at" if code in "gh" else "σ at")
            else:
                expect(curve).to_be_hidden()
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("path", ["/?t=2", "/?t=2&lang=zh&decimals=6", "/?preset=saturated"])
def test_nothing_moves_for_the_curve_and_nothing_has_to_be_scrolled(open_page, path):
    page = open_page(path)
    page.keyboard.press("Home")
    places = set()
    for _ in range(14):
        places.add(
            page.evaluate(
                """() => JSON.stringify([...document.querySelectorAll('.lv-now h2, .lv-now .math, .said, .lv-timeline')]
                    .map(node => Math.round(node.getBoundingClientRect().y)))"""
            )
        )
        assert page.evaluate("(n => n.scrollHeight <= n.clientHeight)(document.querySelector('.lv-now'))")
        page.keyboard.press("ArrowRight")
    assert len(places) == 1


def test_a_point_beyond_the_axis_is_drawn_at_the_edge_and_said(open_page):
    page = open_page("/?preset=saturated&t=2&op=i")
    expect(page.locator(".lv-explain .arrow")).to_have_count(1)
    expect(page.locator(".said")).to_contain_text("beyond the axis")
    expect(page.locator(".lv-explain .slope").last).to_have_text("0.0000")


def test_the_point_of_a_hidden_number_stands_nowhere(open_page):
    page = open_page("/?t=2&op=f")
    secret = shown(slope(golden(), 1, "f"), 4)
    assert secret in everything(page)
    page.get_by_role("switch", name="Predict").check()
    assert secret not in everything(page)
    expect(page.locator(".lv-explain :is(.point, .tangent, .arrow)")).to_have_count(0)
    guess(page, "0.7361")
    assert secret in everything(page)
    expect(page.locator(".lv-explain .point")).to_have_count(1)
