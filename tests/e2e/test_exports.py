"""The tab 'Lab': what is copied and what is printed are the numbers of the table, and a question stays a question."""

from __future__ import annotations

import re

import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from playwright.sync_api import expect

from tests.browser import axe_violations, settle
from tests.e2e.reading import table

NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")
MINE = "/?preset=torch&seed=3&units=2&unit=2&seq=1,-2;3,4;5,6&t=2&op=g"


def lab(page):
    """Open the tab, and let `window.print` do nothing."""
    page.evaluate("() => { window.print = () => {} }")
    page.get_by_role("tab").last.click()
    return page


def pasted(page, name):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=name).click()
    group = page.locator(".lv-group").filter(has=page.get_by_role("button", name=name))
    expect(group.locator(".status")).to_have_text(re.compile("Copied|已复制"))
    return page.evaluate("navigator.clipboard.readText()")


def printed(page, name):
    """The sheet as it is printed, in lines."""
    page.get_by_role("button", name=name).click()
    page.emulate_media(media="print")
    expect(page.locator("body > .lv-sheet")).to_be_visible()
    expect(page.locator(".lv-player")).to_be_hidden()
    return page.locator("body > .lv-sheet")


def plain(rows):
    """Cells as one types them."""
    return [[cell.strip("\u2007\u2008 ").replace("−", "-") for cell in row] for row in rows]


def markdown_reads_back_as_the_table_and_the_equations(page, numbers, features):
    text = pasted(page, re.compile("Markdown"))
    html = MarkdownIt().enable("table").render(text)
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.S)]
    rows = [row for row in rows if row]
    assert [row[0] for row in rows] == ["2", *(str(t + 1) for t in range(len(numbers)))]
    assert [row[1:] for row in rows] == [numbers[1], *numbers]
    blocks = re.findall(r"\$\$\n(.*?)\n\$\$", text, re.S)
    assert len(blocks) == 7
    read = [convert(block.replace("aligned", "align*")) for block in blocks]  # the one of the two that it knows
    assert all("<mtable" in markup and "\\" not in markup for markup in read)
    for block, result in zip(blocks[1:], numbers[1][features:], strict=False):
        assert result in NUMBER.findall(block)


def latex_has_the_numbers_of_the_table_and_words_in_comments_only(page, numbers):
    text = pasted(page, re.compile("LaTeX"))
    code = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    assert code.isascii()
    rows = [re.findall(r"\$([^$]*)\$", line) for line in code.splitlines() if line.startswith("$")]
    assert [row[1:] for row in rows if row[0] != "t"] == [numbers[1], *numbers]
    assert code.count(r"\begin{align*}") == code.count(r"\end{align*}") == 7


def the_sheet_with_answers_has_the_numbers_of_the_table(page, numbers):
    sheet = printed(page, re.compile("with answers|带答案"))
    rows = sheet.locator(".all tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(2).map(cell => cell.textContent))"
    )
    assert rows == numbers
    for step, row in zip(sheet.locator(".step").all(), numbers, strict=True):
        text = step.text_content()
        assert "_" not in text
        assert [number for number in row if number not in text] == []
    assert not re.search(r"undefined|NaN|null|\{|\}", sheet.text_content())


@pytest.mark.parametrize("path", ["/?t=2&op=f", MINE, MINE + "&lang=zh"])
def test_markdown_latex_and_the_sheet_have_the_numbers_of_the_table(open_page, path):
    page = open_page(path)
    inputs = 2 if path.startswith(MINE) else 1
    numbers = table(page)
    lab(page)
    markdown_reads_back_as_the_table_and_the_equations(page, plain(numbers), inputs)
    latex_has_the_numbers_of_the_table_and_words_in_comments_only(page, plain(numbers))
    the_sheet_with_answers_has_the_numbers_of_the_table(page, [row[inputs:] for row in numbers])


def test_copying_works_where_the_browser_withholds_its_clipboard(open_page):
    page = lab(open_page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    button = page.get_by_role("button", name="Copy as Markdown")
    button.scroll_into_view_if_needed()
    settle(page)
    before = button.bounding_box()
    button.click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("## Step by hand · Step 1 of 4")
    expect(button).to_be_focused()
    assert button.bounding_box() == before
    page.evaluate("() => { document.execCommand = () => false }")
    button.click()
    expect(page.get_by_role("status").filter(has_text="did not allow copying")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_blank_sheet_has_all_that_is_given_and_no_result(open_page, lang):
    page = open_page(f"/?lang={lang}&seq=1, -2, 0.25&decimals=6", color_scheme="dark")
    results = {cell for row in table(page) for cell in row[1:]}
    sheet = printed(lab(page), re.compile("Blank|空白"))
    text = sheet.evaluate("node => node.querySelector('footer').remove() ?? node.textContent")
    assert [result for result in results if result in text] == []
    assert not re.search(r"\d\.\d{6}", text)
    for weight in ("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"):
        assert weight in text
    for x in ("x₁ = 1", "x₂ = −2", "x₃ = 0.25", "h₀ = 0", "c₀ = 0", "V = 4"):
        assert x in text
    assert sheet.locator(".step").count() == 3
    assert sheet.locator(".all td").all_text_contents()[1:8] == [""] * 7
    assert text.count("____") > 3 * 20
    assert sheet.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"


def test_the_sheet_is_gone_after_printing_and_the_page_prints_as_before(open_page):
    page = lab(open_page())
    page.get_by_role("button", name="Sheet with answers").click()
    expect(page.locator("body > .lv-sheet")).to_be_hidden()  # on the screen
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("body > .lv-sheet")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.locator(".lv-player")).to_be_visible()


def test_four_steps_take_three_pages(open_page):
    page = None
    for lang, most, paper in [("en", 3, "Letter"), ("zh", 3, "A4")]:
        page = lab(open_page(f"/?lang={lang}", tab=page))
        for name in ("Blank|空白", "with answers|带答案"):
            page.get_by_role("button", name=re.compile(name)).click()
            pdf = page.pdf(format=paper)
            assert len(re.findall(rb"/Type /Page\b", pdf)) == most, (lang, name)


def test_a_long_sequence_is_worked_at_its_beginning_and_says_so(open_page):
    page = lab(open_page("/?preset=torch&units=8&decimals=6&seq=" + ",".join(str(k % 7 - 3) for k in range(64))))
    sheet = printed(page, "Sheet with answers")
    assert sheet.locator(".step").count() == 4
    assert sheet.locator(".all tbody tr").count() == 64
    expect(sheet.get_by_text("The first 4 of 64 steps")).to_be_visible()
    page.set_viewport_size({"width": 680, "height": 1000})  # the 180 mm of a page
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_while_predicting_nothing_gives_the_answers_away(open_page):
    page = open_page("/?t=2&op=f")
    secrets = [cell for row in table(page)[1:] for cell in row[1:]]
    page.get_by_role("switch", name="Predict").check()
    lab(page)
    answers = page.get_by_role("button", name="Sheet with answers")
    expect(answers).to_have_attribute("aria-disabled", "true")
    expect(answers).to_have_accessible_description("Not while you predict: it would give the answers away.")
    answers.click(force=True)
    assert page.locator("body > .lv-sheet").count() == 0
    for name in ("Copy as Markdown", "Copy as LaTeX"):
        text = pasted(page, name)
        assert [secret for secret in secrets if secret in text] == []
        assert "0.6225" in text
    text = printed(page, "Blank sheet").text_content()
    assert [secret for secret in secrets if secret in text] == []


def test_a_sheet_that_gives_other_units_states_waits_until_they_are_no_question(open_page):
    page = lab(open_page(MINE + "&predict=all"))
    blank = page.get_by_role("button", name="Blank sheet")
    expect(blank).to_have_attribute("aria-disabled", "true")
    expect(blank).to_have_accessible_description(re.compile("Not while you predict"))
    page.get_by_role("switch", name="Predict").uncheck()
    expect(blank).not_to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(("lang", "width"), [("en", 390), ("zh", 1280)])
def test_axe_finds_nothing_in_the_tab(open_page, lang, width):
    page = lab(open_page(f"/?lang={lang}", width=width))
    assert axe_violations(page) == []
    page.get_by_role("switch").check()
    assert axe_violations(page) == []
