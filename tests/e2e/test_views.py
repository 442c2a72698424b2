"""The views beside the table: each says the numbers of the table in its own way."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from lstm_viz.config import VIEWS
from tests.browser import settle
from tests.e2e.reading import equation, table, where


def test_the_ledger_names_what_every_step_left(open_page):
    page = open_page("/?t=4&op=c&decimals=6")
    page.get_by_role("tab", name="Ledger").click()
    rows = page.locator(".lv-ledger tbody tr:visible").evaluate_all(
        "rows => rows.map(row => row.innerText.split(/\\s*\\t\\s*/))"
    )
    assert [row[-1] for row in rows] == ["0.000000", "0.211301", "0.515301", "0.760969", "0.925112", "2.412682"]
    assert rows[2][:2] == ["step 2", "0.700457"]
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".lv-ledger h2")).to_have_text("What c₃ is made of")
    expect(page.locator(".lv-ledger .sum td").last).to_have_text("1.672105")
    expect(page.locator(".lv-ledger tbody tr:visible")).to_have_count(5)


def test_the_code_stands_with_its_values_and_leads_to_its_operation(open_page):
    page = open_page("/?t=2&op=concat")
    numbers = dict(zip(("f", "i", "g", "c", "o", "h"), table(page)[1][1:7], strict=True))
    page.get_by_role("tab", name="Code").click()
    for name, start in [("f", "f = sigmoid("), ("c", "c = f * c_prev"), ("h", "h = o * tanh_c")]:
        line = page.locator(".lv-code li").filter(has_text=start)
        expect(line.locator(".values")).to_have_text(numbers[name])
        line.click()
        expect(line).to_have_attribute("aria-current", "step")
        assert numbers[name] in equation(page)


def test_the_views_are_tabs_for_the_keyboard_too(open_page):
    page = open_page()
    page.get_by_role("tab", name="All steps").focus()
    for name in ("My numbers", "All units", "Ledger", "Code", "Symbols", "Lab", "All steps"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel")).to_have_count(1)
    assert where(page) == "Step 1 of 4 · concatenate"


def test_the_address_opens_a_view_and_follows_it(open_page):
    page = open_page("/?view=ledger&t=2")
    for view, tab in zip(VIEWS, page.get_by_role("tab").all(), strict=True):
        expect(tab).to_have_attribute("aria-selected", "true" if view == "ledger" else "false")
    page.get_by_role("tab", name="Code").click()
    expect(page).to_have_url(re.compile(r"[?&]view=code(&|$)"))
    settle(page)
    page.reload()
    settle(page)
    expect(page.get_by_role("tab", name="Code")).to_have_attribute("aria-selected", "true")
