"""Predict, then reveal: a hidden number stands nowhere, and a wrong answer is told by its cause."""

from __future__ import annotations

import math
import re

from playwright.sync_api import expect

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
    expect(page.locator(".verdict")).to_have_text("Right.")
    assert "0.7361" in equation(page)
    assert [secret for secret in SECRETS if secret in everything(page)] == ["0.7361", "1.0256"]
    page.get_by_role("switch", name="Predict").uncheck()
    assert "0.9877" in everything(page)


def test_a_wrong_answer_is_told_by_its_cause_and_the_learner_goes_on(open_page):
    page = open_page("/?t=3&op=f")
    page.get_by_role("switch", name="Predict").check()
    f = {"a": 0.5 * 3 + 0.1 * 0.639790}
    verdict = page.locator(".verdict")
    for typed, sentence in [
        (f"{math.tanh(f['a']):.4f}", "σ and tanh are swapped"),
        (f"{f['a']:.4f}", "before it is squashed"),
        (f"{1 / (1 + math.exp(-1.5)):.4f}", "without U·h"),
        ("0.8730", "input gate and the forget gate are swapped"),
        ("0.5", "Too low by 0.3269."),
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
    lines = download.value.path().read_text().splitlines()
    assert lines[1] == '3,f,"0,8269",6,0'
    assert len(lines) == 4


def test_predicting_ends_with_the_last_number(open_page):
    page = open_page("/?t=4&op=h")
    page.get_by_role("switch", name="Predict").check()
    guess(page, "0.9566")
    expect(page.locator(".verdict")).to_have_text("Right.")
    page.keyboard.press("Home")
    expect(page.locator(".lv-predict form")).to_be_hidden()
    page.keyboard.press("End")
    assert where(page) == "Step 4 of 4 · hidden state"
