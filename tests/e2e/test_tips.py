"""Tips: every term says what it is where it stands, by pointer, keyboard and tap, and gives nothing away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import axe_violations
from tests.e2e.reading import table, where
from tests.e2e.test_predict import SECRETS, everything


def tip(page):
    return page.get_by_role("tooltip")


def apart(page, place):
    """Whether the tip leaves its trigger free and lies within the window."""
    over, of, size = tip(page).bounding_box(), place.bounding_box(), page.viewport_size
    below_or_above = over["y"] >= of["y"] + of["height"] or over["y"] + over["height"] <= of["y"]
    free = below_or_above or over["x"] >= of["x"] + of["width"] or over["x"] + over["width"] <= of["x"]
    inside = over["x"] >= 0 and over["y"] >= 0 and over["x"] + over["width"] <= size["width"]
    return free and inside and over["y"] + over["height"] <= size["height"]


TERMS = [
    ('.lv-diagram .block[data-op="f"]', ["forget gate", "stays", "between 0 and 1"], 1),
    (".lv-now .operation >> nth=2", ["input gate", "written", "between 0 and 1"], 2),
    ('.lv-steps th[data-column="g"]', ["candidate", "between −1 and 1"], 3),
    ('.lv-now .words [data-signal="c c-"]', ["cell state", "any number", "c₁ = 0.3902"], 4),
    ('.lv-diagram .label[data-signal="h"]', ["hidden state", "passes on"], 6),
    ('.lv-steps th[data-column="y"]', ["output"], 7),
]
SYMBOLS = {
    'msub[data-signal="h-"]': "h₁ = 0.2564",
    'msub[data-signal="W_f"]': "Wf = 0.5",
    'mn[data-n="U_f:0"]': "Uf = 0.1",
    'mn[data-n="b_f"]': "bf = 0",
    'mn[data-n="=a_f"]': "af = 1.0256",
    'mi[data-signal="σ"]': "sigmoid",
}


def away(page):
    """Leave every term, until its tip is gone."""
    page.mouse.move(2, 2)
    expect(tip(page)).to_be_hidden()


def test_a_term_says_its_name_meaning_number_and_range_and_every_symbol_of_the_equation_has_its_tip(open_page):
    page = open_page("/?t=2&op=f")
    numbers = table(page)[1]
    for place, words, column in TERMS:
        term = page.locator(place).first
        term.hover()
        for word in [*words, numbers[column]]:
            expect(tip(page)).to_contain_text(word)
        assert apart(page, term), place
        away(page)
    for symbol, said in SYMBOLS.items():
        place = page.locator(f".lv-now math {symbol}").first
        place.hover()
        expect(tip(page)).to_contain_text(said)
        assert apart(page, place), symbol
        away(page)


def test_a_tip_may_be_entered_is_closed_by_escape_without_moving_and_by_keys_none_opens_under_the_pointer(open_page):
    page = open_page("/?t=2&op=f")
    page.locator('.lv-diagram .label[data-signal="o"]').hover()
    expect(tip(page)).to_be_visible()
    tip(page).hover()
    page.wait_for_timeout(500)
    expect(tip(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    page.locator('.lv-diagram .label[data-signal="o"]').hover()
    expect(tip(page)).to_be_visible()
    page.locator(".lv-controls .where").hover()
    expect(tip(page)).to_be_hidden()
    page.locator('.lv-now math mn[data-n="W_f:0"]').hover()
    expect(tip(page)).to_be_visible()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowLeft", "End"):
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        expect(tip(page)).to_be_hidden()


def test_the_keyboard_opens_and_closes_tips_and_they_describe_their_term(open_page):
    page = open_page("/?t=2&op=f")
    page.locator(".lv-now .operation").first.focus()
    page.keyboard.press("Tab")
    chip = page.locator(".lv-now .operation").nth(1)
    expect(tip(page)).to_contain_text("forget gate")
    assert chip.get_attribute("aria-describedby") == tip(page).get_attribute("id")
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    expect(chip).to_be_focused()
    assert chip.get_attribute("aria-describedby") is None
    page.locator(".lv-steps th[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(tip(page)).to_contain_text("forget gate")
    page.keyboard.press("ArrowRight")
    expect(tip(page)).to_contain_text("input gate")
    assert where(page) == "Step 2 of 4 · forget gate"


def test_a_tap_shows_the_tip_lights_and_still_acts(open_page):
    page = open_page("/?t=2&op=f", width=390, height=844, has_touch=True)
    chip = page.locator(".lv-now .operation").nth(3)
    chip.tap()
    assert where(page) == "Step 2 of 4 · candidate"
    expect(tip(page)).to_contain_text("candidate")
    expect(page.locator('.lv-diagram .block[data-op="g"]')).to_have_class("part s-g block lit")
    assert apart(page, chip)
    page.locator(".lv-controls .where").tap()
    expect(tip(page)).to_be_hidden()
    expect(page.locator(".lit")).to_have_count(0)


def test_a_tip_gives_no_hidden_answer_away(open_page):
    page = open_page("/?t=2&op=concat")
    page.locator('.lv-steps th[data-column="f"]').hover()
    expect(tip(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("switch", name="Predict").check()
    for place in (
        '.lv-steps th[data-column="f"]',
        '.lv-diagram .label[data-signal="f*c-"]',
        '.lv-diagram .label[data-op="c"]',
    ):
        page.locator(place).last.hover()
        expect(tip(page)).to_contain_text("?")
        assert [secret for secret in SECRETS if secret in everything(page)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_tip_nor_in_what_is_lit(open_page, scheme):
    page = open_page("/?t=2&op=f&lang=zh", color_scheme=scheme)
    for tab in page.get_by_role("tab").all()[:5]:
        tab.click()
        page.locator('.lv-diagram .block[data-op="f"]').hover()
        expect(tip(page)).to_be_visible()
        assert axe_violations(page) == []
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
