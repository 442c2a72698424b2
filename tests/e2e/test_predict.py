"""Predict, then reveal: a hidden number stands nowhere, and a wrong answer is told by its cause."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

import lstm_viz as lv
from tests.browser import settle
from tests.e2e.reading import equation, where

SECRETS = ["0.7361", "0.7775", "0.9009", "0.9877", "0.8459", "0.6398", "2.5592", "1.0256"]  # of step 2


def everything(page):
    """All that the page says: text, labels, titles, and what assistive technology is told."""
    attributes = page.locator(".lv-player *").evaluate_all(
        """nodes => nodes.flatMap(
            node => ['aria-label', 'title', 'alt', 'aria-valuetext'].map(name => node.getAttribute(name) ?? ''))"""
    )
    return (
        page.locator(".lv-player").evaluate("n => n.textContent")
        + " ".join(attributes)
        + page.locator("body").aria_snapshot()
    )


def guess(page, typed):
    page.get_by_label(re.compile("=$")).fill(typed)
    page.keyboard.press("Enter")


def test_a_hidden_answer_stands_nowhere_until_it_is_given(open_page):
    page = open_page("/?t=2&op=concat")
    page.get_by_role("switch", name="Predict").check()
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert [secret for secret in SECRETS if secret in everything(page)] == []
    assert page.evaluate("document.querySelector('.plot').data.every(line => line.y.slice(1).every(Number.isNaN))")
    page.keyboard.press("End")  # no way around the question
    assert where(page) == "Step 2 of 4 · forget gate"
    assert [secret for secret in SECRETS if secret in everything(page)] == []
    guess(page, "0.7361")
    expect(page.locator("#lv-verdict")).to_contain_text("Right.")
    assert "0.7361" in equation(page)
    assert [secret for secret in SECRETS if secret in everything(page)] == ["0.7361", "1.0256"]
    page.get_by_role("switch", name="Predict").uncheck()
    assert "0.9877" in everything(page)


def test_a_wrong_answer_is_told_by_its_cause_and_the_learner_goes_on(open_page):
    page = open_page("/?t=3&op=f&predict=all")
    verdict = page.locator("#lv-verdict")
    for typed, sentence in [
        ("0.8730", "input gate and the forget gate are swapped"),
        ("0.5", "Too low, by more than 0.1."),
        ("0.83", "give 4 decimals"),
        ("<b>", "not a number"),
    ]:
        guess(page, typed)
        expect(verdict).to_contain_text(sentence)
        expect(page.locator(".lv-predict form")).to_be_visible()
    guess(page, "0,8269")
    expect(verdict).to_have_text("Right.")
    expect(page.get_by_text("0 of 1 right at the first try")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert where(page) == "Step 3 of 4 · input gate"
    page.get_by_role("button", name="higher", exact=True).click()
    expect(verdict).to_contain_text("Right: now you see by how much.")
    expect(page.get_by_text("1 of 2 right at the first try")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Show it").click()
    assert "0.9798" in equation(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my answers").click()
    assert download.value.path().read_text().splitlines() == [
        "step,operation,unit,try,typed,right",
        '3,f,1,1,"0.8730",0',
        '3,f,1,2,"0.5",0',
        '3,f,1,3,"0,8269",1',
        '3,i,1,1,"higher",1',
        '3,g,1,1,"",0',
    ]


def σ(z):
    return 1 / (1 + math.exp(-z))


GOLDEN = {"f": (0.5, 0.1, 0), "i": (0.6, 0.2, 0), "g": (0.7, 0.3, 0), "o": (0.8, 0.4, 0)}  # W, U, b
_weights = lv.init_params("lstm", inputs=1, hidden=1, scheme="torch", seed=3)
TORCH = {
    gate: tuple(float(_weights.block(name, gate).ravel()[0]) for name in ("weight_ih", "weight_hh", "bias"))
    for gate in "figo"
}


def hand(weights, steps):
    """What goes into the last of so many steps of 1, 2, 3, …, and what comes out, by the textbook."""
    h = c = 0.0
    for x in range(1, steps + 1):
        came = {"x": x, "h_prev": h, "c_prev": c}
        a = {gate: W * x + U * h + b for gate, (W, U, b) in weights.items()}
        f, i, o, g = σ(a["f"]), σ(a["i"]), σ(a["o"]), math.tanh(a["g"])
        c = f * c + i * g
        h = o * math.tanh(c)
    return SimpleNamespace(**came, a=a, f=f, i=i, g=g, o=o, c=c, h=h)


AT_3, AT_2 = hand(GOLDEN, 3), hand(TORCH, 2)
MISTAKES = [  # in the order in which they are asked
    ("torch", "f", σ(AT_2.a["f"] - TORCH["f"][2]), "without the bias"),
    ("torch", "g", math.tanh(AT_2.a["g"] - TORCH["g"][2]), "without the bias"),
    ("golden", "f", math.tanh(AT_3.a["f"]), "σ and tanh are swapped"),
    ("golden", "f", AT_3.f + 0.05, "Too high, by more than 0.01."),
    ("golden", "i", σ(0.6 * 3), "without U·h"),
    ("golden", "i", AT_3.f, "swapped"),  # took f for i
    ("golden", "g", σ(AT_3.a["g"]), "σ and tanh are swapped"),
    ("golden", "c", AT_3.f * AT_3.c + AT_3.i * AT_3.g, "cell state of another step"),
    ("golden", "c", AT_3.f + AT_3.c_prev + AT_3.i + AT_3.g, "added instead of multiplied"),
    ("golden", "c", AT_3.i * AT_3.c_prev + AT_3.f * AT_3.g, "swapped"),
    ("golden", "c", AT_3.i * AT_3.g, "what stays of the old cell state is missing"),
    ("golden", "c", AT_3.f * AT_3.c_prev, "what is written now is missing"),
    ("golden", "c", AT_3.c - 0.25, "Too low, by more than 0.1."),
    ("golden", "o", AT_3.a["o"], "before it is squashed"),
    ("golden", "o", σ(0.4 * AT_3.h_prev), "without W·x"),
    ("golden", "h", AT_3.o * math.tanh(AT_3.c_prev), "cell state of another step"),
    ("golden", "h", AT_3.o + math.tanh(AT_3.c), "added instead of multiplied"),
]


@pytest.mark.parametrize(("preset", "t"), [("golden", 3), ("torch", 2)])
def test_each_kind_of_wrong_answer_has_its_sentence(open_page, preset, t):
    page = open_page(f"/?preset={preset}&seed=3&seq=1,2,3,4&t={t}&op=f&predict=all")
    verdict = page.locator("#lv-verdict")
    for code in "figcoh":
        right = getattr(AT_2 if preset == "torch" else AT_3, code)
        for wrong, sentence in [mistake[2:] for mistake in MISTAKES if mistake[:2] == (preset, code)]:
            guess(page, f"{wrong:.4f}")
            expect(verdict).to_contain_text(sentence)
            assert f"{right:.4f}" not in everything(page).replace("−", "-"), (code, sentence)
        guess(page, f"{right:.4f}")
        expect(verdict).to_have_text("Right.")
        page.keyboard.press("ArrowRight")


def test_rounding_too_early_counts_only_for_who_says_so(open_page):
    at = hand(GOLDEN, 4)
    early = round(at.f, 2) * round(at.c_prev, 2) + round(at.i, 2) * round(at.g, 2)
    assert f"{early:.2f}" != f"{at.c:.2f}"
    page = open_page("/?t=4&op=c&predict=all&decimals=2")
    page.get_by_label("I calculate with the rounded numbers shown").uncheck()
    guess(page, f"{early:.2f}")
    expect(page.locator("#lv-verdict")).to_contain_text("rounded too early")
    page.get_by_label("I calculate with the rounded numbers shown").check()
    guess(page, f"{early:.2f}")
    expect(page.locator("#lv-verdict")).to_have_text("Right, as calculated with the rounded numbers.")


def test_a_last_decimal_off_by_one_is_right_within_rounding(open_page):
    page = open_page("/?t=3&op=f&predict=all")
    guess(page, "0.8270")
    expect(page.locator("#lv-verdict")).to_have_text("Right within rounding: the last decimal is off by one.")


def test_numbers_seen_before_do_not_stay_in_a_closed_tab(open_page):
    page = open_page("/?t=2&op=concat")
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.get_by_role("tab", name="Symbols").click()
    assert "0.9877" in everything(page)
    page.get_by_role("switch", name="Predict").check()
    assert [secret for secret in SECRETS if secret in everything(page)] == []


def test_a_language_switch_keeps_what_is_half_typed(open_page):
    page = open_page("/?t=3&op=f&predict=all")
    guess(page, "0.5")
    page.locator("#lv-guess").fill("0.82")
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_label("遗忘门 f₃ =")).to_have_value("0.82")


def test_predicting_ends_with_the_last_number(open_page):
    page = open_page("/?t=4&op=h")
    page.get_by_role("switch", name="Predict").check()
    guess(page, "0.9566")
    expect(page.locator("#lv-verdict")).to_contain_text("Right.")
    page.keyboard.press("Home")
    expect(page.locator(".lv-predict form")).to_be_hidden()
    page.keyboard.press("End")
    assert where(page) == "Step 4 of 4 · hidden state"


def test_the_whole_sheet_goes_with_typing_and_enter_only(open_page):
    page = open_page("/?t=3&op=f&predict=all")
    page.keyboard.press("Enter")
    field = page.get_by_label("forget gate f₃ =")
    expect(field).to_be_focused()
    for code in "figcoh":
        page.keyboard.type(f"{getattr(AT_3, code):.4f}")
        page.keyboard.press("Enter")
        expect(page.locator("#lv-verdict")).to_have_text("Right.")
        expect(page.get_by_role("button", name="Next →")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#lv-guess")).to_be_focused()
    assert where(page) == "Step 4 of 4 · forget gate"
    expect(page.get_by_text("6 of 6 right at the first try")).to_be_visible()
    page.keyboard.press("ArrowLeft")  # nothing is typed yet, so that the arrow is the player's
    assert where(page) == "Step 4 of 4 · concatenate"
    expect(page.get_by_role("button", name="Next →")).to_be_focused()
    page.keyboard.press("Home")
    assert where(page) == "Step 1 of 4 · concatenate"
    page.locator(".lv-table").first.focus()
    page.keyboard.press("Enter")  # from anywhere: back to the open question
    expect(page.get_by_label("forget gate f₄ =")).to_be_focused()


def test_after_the_last_answer_the_focus_is_on_the_answers(open_page):
    page = open_page("/?t=4&op=h&predict=all")
    page.keyboard.press("Enter")
    page.keyboard.type("0.9566")
    page.keyboard.press("Enter")
    expect(page.locator("#lv-verdict")).to_have_text("Right. Nothing is left to predict.")
    expect(page.get_by_role("button", name="Download my answers")).to_be_focused()


def test_other_numbers_leave_what_was_revealed_and_ask_the_question_anew(open_page):
    page = open_page("/?t=2&op=f&predict=all")
    guess(page, "0.7361")
    page.keyboard.press("Enter")
    guess(page, "0.9")
    page.get_by_label("Sequence", exact=True).fill("1, 1, 3, 4")
    page.keyboard.press("Enter")
    expect(page.locator(".lv-timeline .chip").nth(1)).to_contain_text("1")
    settle(page)
    first = hand(GOLDEN, 1)
    a = {gate: W * 1 + U * first.h for gate, (W, U, _) in GOLDEN.items()}
    f, i, g = σ(a["f"]), σ(a["i"]), math.tanh(a["g"])
    assert where(page) == "Step 2 of 4 · input gate"
    expect(page.locator("#lv-guess")).to_have_value("")
    expect(page.locator("#lv-verdict")).to_have_text("")
    said = everything(page)
    assert f"{f:.4f}" in said
    assert [value for value in (f"{i:.4f}", f"{g:.4f}", f"{f * first.c + i * g:.4f}", "0.7775") if value in said] == []
    guess(page, f"{i:.4f}")
    expect(page.locator("#lv-verdict")).to_have_text("Right.")


@pytest.mark.parametrize(("width", "height", "lang"), [(1280, 800, "en"), (390, 844, "zh")])
def test_question_verdict_and_score_are_in_one_view_and_a_long_verdict_moves_nothing(open_page, width, height, lang):
    page = open_page(f"/?t=3&op=c&predict=all&decimals=2&lang={lang}", width=width, height=height)
    parts = ["#lv-guess", ".directions", ".verdict", ".score button"]

    def tops(parts=parts):
        panel = page.locator(".lv-now").bounding_box()["y"]  # on a phone the page scrolls
        return [page.locator(f".lv-predict {part}").bounding_box()["y"] - panel for part in parts]

    page.keyboard.press("Enter")
    for part in parts:
        expect(page.locator(f".lv-predict {part}")).to_be_in_viewport(ratio=1)
    before = tops()
    page.locator(".lv-predict-settings").get_by_role("checkbox").uncheck()
    for typed in ("1.66", "0.87", "9"):  # the longest sentences, and a short one
        page.locator("#lv-guess").fill(typed)
        page.keyboard.press("Enter")
        expect(page.locator("#lv-verdict")).not_to_be_empty()
        assert tops() == before
    if width == 1280:
        page.locator("#lv-guess").fill(f"{AT_3.c:.2f}")
        page.keyboard.press("Enter")
        expect(page.locator(".lv-predict form")).to_be_hidden()
        assert tops(parts[2:]) == before[2:]
