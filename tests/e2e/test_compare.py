"""'NumPy = PyTorch' in a real browser: green at first, red with a mistake, stepped through by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lstm_viz.compare_config import CompareConfig
from lstm_viz.rounding import shown
from lstm_viz.training.comparing import compare
from tests.browser import axe_violations, settle


def minus(text):
    return text.replace("-", "−")


ANSWER = 20_000  # milliseconds for a comparison on a busy machine
LOADING = 60_000  # milliseconds in which a cold worker has loaded PyTorch, whatever else the machine does


@pytest.fixture
def open_comparison(new_page, server):
    """Open the page and wait for its first numbers."""

    def open_(query, **options):
        page = new_page(**options)
        page.goto(f"{server.url}/compare?{query}")
        expect(page.locator(".lv-compare")).to_be_visible(timeout=LOADING)
        settle(page)
        return page

    return open_


def cell(page, part, signal, column):
    return page.locator(f"#lv-tab-{part} tr[data-row={signal}] td").nth(column)


def test_it_opens_green_steps_by_keys_and_a_mistake_turns_it_red(open_comparison):
    page = open_comparison("lang=en")
    found = compare(CompareConfig().problem())
    verdict = page.locator(".lv-verdict")
    expect(verdict).to_contain_text(f"All {len(found.names)} tensors agree")
    for key, step in [("ArrowRight", 2), ("End", 4), ("ArrowLeft", 3)]:
        page.keyboard.press(key)
        expect(page.locator(".lv-compare .where")).to_have_text(f"Step {step} of 4")
    for signal in ("a_f", "f", "c", "h"):
        numbers = [side[f"0.forward.{signal}"][2, 0, 0] for side in (found.numpy, found.cell)]
        mine, theirs = (minus(shown(float(number), 8)) for number in numbers)
        expect(cell(page, "values", signal, 0)).to_have_text(mine)
        expect(cell(page, "values", signal, 1)).to_have_text(theirs)
    expect(cell(page, "values", "f", 2)).to_have_text("–")  # nn.LSTM shows no gate
    table, before = page.locator("#lv-tab-values .lv-table"), page.locator(".lv-panel").bounding_box()
    top = table.bounding_box()["y"]
    page.get_by_role("button", name="tanh missing").press("Enter")
    expect(verdict).to_have_attribute("data-ok", "false", timeout=ANSWER)
    expect(verdict).to_contain_text("tanh c at step 1 is the first to differ")
    expect(verdict).to_contain_text("LSTMCell caught it")
    settle(page)
    expect(page.locator(".lv-compare .where")).to_have_text("Step 3 of 4")
    expect(cell(page, "values", "tanh_c", 1).locator(".off")).not_to_be_empty()
    assert table.bounding_box()["y"] == pytest.approx(top, abs=0.5), "nothing jumps"
    assert page.locator(".lv-panel").bounding_box() == pytest.approx(before, abs=0.5)
    expect(page).to_have_url(re.compile("bug=tanh.*t=3"))
    page.reload()
    expect(verdict).to_contain_text("tanh c at step 1 is the first to differ", timeout=LOADING)
    expect(page.locator(".lv-compare .where")).to_have_text("Step 3 of 4")
    settle(page)
    page.get_by_role("button", name="A slope forgotten").click()
    expect(verdict).to_contain_text("All values agree, but the gradient ∂c at step 4", timeout=ANSWER)
    page.get_by_role("tab", name="Gradients").click()
    expect(page.locator("#lv-tab-gradients tr[data-row=c]")).to_have_attribute("data-ok", "false")
    page.get_by_role("button", name="Nothing", exact=True).click()
    expect(verdict).to_have_attribute("data-ok", "true", timeout=ANSWER)


def test_both_trainings_are_made_and_the_model_is_measured(open_comparison):
    page = open_comparison("lang=en&model=sine&steps=10&dtype=float32")
    page.get_by_role("button", name="Train both").click()
    expect(page.get_by_text(re.compile("After 100 updates no weight differs"))).to_be_visible(timeout=ANSWER)
    expect(page.locator(".lv-figure .scatterlayer path.js-line")).to_have_count(5, timeout=ANSWER)
    page.get_by_role("button", name="Measure on this machine").click()
    expect(page.get_by_text("1 times nn.LSTM").first).to_be_visible(timeout=ANSWER)


@pytest.mark.parametrize(("lang", "scheme", "width"), [("en", "light", 1280), ("zh", "dark", 390)])
def test_everybody_can_read_it(open_comparison, lang, scheme, width):
    page = open_comparison(f"lang={lang}&bug=swapped&layers=2&bidirectional=yes", color_scheme=scheme, width=width)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 390:
        for button in page.locator(".lv-compare button").all():
            if button.is_visible():
                assert button.bounding_box()["height"] >= 44
    if lang == "zh":
        words = page.locator("[data-testid=stMain]").inner_text()
        english = re.findall(r"[A-Za-z]{4,}(?: [A-Za-z]{2,}){2,}", re.sub(r"import numpy.*?(?=\n\n\S|$)", "", words))
        assert english == [], english
