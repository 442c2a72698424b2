"""Presenter mode: large, one idea at a time, driven by single keys; the page behind it is out of reach and unharmed."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import axe_violations
from tests.e2e.reading import equation, where

SWITCH = "Present (large, full width)"
# Everything that scrolls, or would if it could: no room is missing anywhere on the screen.
OVERFLOWS = """() => [...document.querySelectorAll('.lv-player, .lv-player *')].filter(node => {
    const { overflowX, overflowY, clipPath } = getComputedStyle(node)
    return clipPath === 'none' && node.checkVisibility() && !(node instanceof SVGElement)
        && (/auto|scroll/.test(overflowX) && node.scrollWidth > node.clientWidth + 1
            || /auto|scroll/.test(overflowY) && node.scrollHeight > node.clientHeight + 1)
}).map(node => node.className)"""
# The smallest size in pixels of the visible numbers in a part: an SVG's text is as large as its drawing makes it.
SIZE = """part => Math.min(...[...document.querySelectorAll(part)]
    .filter(node => node.checkVisibility() && node.textContent)
    .map(node => parseFloat(getComputedStyle(node).fontSize) * (node.getScreenCTM?.().a ?? 1)))"""

# What could be focused beside a part of the page.
LOOSE = """part => [...document.querySelectorAll('button, input, textarea, select, summary, a[href], [tabindex]')]
    .filter(node => node.tabIndex >= 0 && !node.closest('[inert]') && !node.closest(part))
    .map(node => node.outerHTML)"""


def present(page):
    page.get_by_role("button", name=SWITCH).click()
    expect(page.locator(".lv-dock")).to_be_visible()
    page.wait_for_function("document.fullscreenElement !== null")


def idea(page):
    return page.locator(".lv-dock [aria-pressed=true]").get_attribute("aria-label")


def numbers(page):
    """The keys of the ideas."""
    return page.locator(".lv-dock [aria-pressed] kbd:not(:empty)").all_text_contents()


def choose(page, name):
    page.locator(".lv-dock").get_by_role("button", name=name, exact=True).click()


def inert(page):
    return page.evaluate("document.querySelectorAll('[inert]').length")


def at(page, part):
    return tuple(round(number) for number in page.locator(part).bounding_box().values())


def scrolled(page):
    return page.get_by_test_id("stMain").evaluate("node => node.scrollTop")


def test_a_click_enters_escape_leaves_and_nothing_of_the_page_is_lost(open_page):
    page = open_page("/?t=2&op=i", height=500)
    page.get_by_role("tab", name="Ledger").click()
    page.get_by_role("switch", name="Predict").check()
    page.get_by_test_id("stMain").evaluate("node => { node.scrollTop = 90 }")
    page.get_by_role("button", name=SWITCH).scroll_into_view_if_needed()
    expect(page).to_have_url(re.compile("view=ledger&predict=all"))  # the address follows with a short delay
    before, address = scrolled(page), page.url
    box = page.locator(".lv-diagram-box").bounding_box()
    present(page)
    switch = page.get_by_role("button", name=SWITCH)
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(switch).to_have_attribute("title", "Leave presenter mode (Esc)")
    assert page.locator(".lv-player").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 500}
    assert page.evaluate("document.elementFromPoint(5, 250).closest('.lv-player') !== null"), "above the sidebar"
    choose(page, "Code")
    expect(page.locator(".lv-code")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".lv-dock")).to_have_count(0)
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert not page.evaluate("document.fullscreenElement")
    assert where(page) == "Step 2 of 4 · input gate"
    expect(page.get_by_role("tab", name="Ledger")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("switch", name="Predict")).to_be_checked()
    assert (scrolled(page), page.url) == (before, address)
    assert page.locator(".lv-diagram-box").bounding_box() == box
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"


@pytest.mark.parametrize(
    ("width", "height", "lang"), [(1920, 1080, "en"), (1920, 1080, "zh"), (1280, 720, "zh"), (1024, 768, "en")]
)
def test_the_last_row_reads_the_numbers_and_nothing_scrolls(open_page, width, height, lang):
    page = open_page(f"/?lang={lang}&t=4", width=width, height=height)
    page.locator(".lv-present").click()
    part = min(width / 1920, height / 1080)
    least = {
        ".lv-now math mn:not([data-n=t], [data-n=t-1])": 40,
        ".lv-diagram .label .value": 28,
        ".lv-table td": 28,
        ".lv-code .values": 28,
    }
    least |= {".lv-now .words": 28, ".lv-plot text.xtick, .plot .xtick text": 24}
    seen = set()
    for key in numbers(page):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        page.keyboard.press("End")
        for _ in range(7 if key in "123" else 1):
            assert page.evaluate(OVERFLOWS) == [], (idea(page), where(page))
            for name, size in least.items():
                if page.locator(name).locator("visible=true").count() and idea(page) not in ("My numbers", "我的数值"):
                    seen.add(name)
                    assert page.evaluate(SIZE, name) >= size * part, (name, idea(page), where(page))
            page.keyboard.press("ArrowLeft")
    assert seen == set(least)


def test_nothing_jumps_while_stepping(open_page):
    page = open_page("/?t=4", width=1280, height=720)
    present(page)
    places = set()
    for _ in range(8):
        parts = (".lv-diagram-box", ".lv-now .math", ".lv-now .words", ".lv-timeline", ".lv-dock", ".moves")
        places.add(tuple(at(page, part) for part in parts))
        page.keyboard.press("ArrowRight")
    assert len(places) == 1
    places.clear()
    page.keyboard.press("3")
    for _ in range(8):
        places.add(tuple(at(page, part) for part in (".lv-now .math", ".lv-now .words")))
        page.keyboard.press("ArrowLeft")
    assert len(places) == 1


def test_one_idea_at_a_time_by_key_and_by_pointer(open_page):
    page = open_page("/?t=2&op=f")
    present(page)
    assert idea(page) == "Both"
    shown = {
        "Both": {".lv-diagram-box", ".lv-now", ".lv-timeline"},
        "Picture": {".lv-diagram-box", ".lv-timeline"},
        "Equation": {".lv-now"},
        "Chart": {".lv-panel"},
        "All steps": {".lv-steps"},
        "My numbers": {".lv-diagram-box"},  # which answers
        "Ledger": {".lv-ledger"},
        "Code": {".lv-code"},
        "Symbols": {".lv-symbols"},
    }
    parts = set.union(*shown.values())
    ideas = page.locator(".lv-dock [aria-pressed]")
    names = [one.get_attribute("aria-label") for one in ideas.all()]
    assert set(shown) <= set(names)
    for by_key in (True, False):
        for number, name in enumerate(names[:10] if by_key else names, 1):
            if by_key:
                page.keyboard.press(str(number % 10))
            else:
                ideas.nth(number - 1).click()
            assert idea(page) == name
            visible = {part for part in parts if page.locator(part).is_visible()}
            assert visible == shown.get(name, set()), name
            expect(page.locator(".where")).to_be_visible()
    page.keyboard.press("4")
    page.wait_for_function("document.querySelector('.plot')._fullLayout.width > 1200")
    page.keyboard.press("PageDown")  # a pointer with buttons
    assert where(page) == "Step 2 of 4 · input gate"
    page.keyboard.press("End")
    assert where(page) == "Step 4 of 4 · hidden state"


def test_letters_are_keys_in_this_mode_only_and_never_in_a_field(open_page):
    page = open_page("/?t=2&op=f")
    for key in ("p", "b", "?", "3"):
        page.keyboard.press(key)
    expect(page.get_by_role("switch", name="Predict")).not_to_be_checked()
    expect(page.locator(".lv-blank, .lv-card-keys, .lv-dock")).to_have_count(0)
    present(page)
    page.keyboard.press("Control+b")
    page.keyboard.press("Alt+p")
    expect(page.locator(".lv-blank")).to_have_count(0)
    page.keyboard.press("3")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    field = page.get_by_label(re.compile("=$"))
    expect(field).to_be_focused()
    page.keyboard.type("pb?3.5")
    expect(field).to_have_value("pb?3.5")
    expect(page.get_by_role("switch", name="Predict")).to_be_checked()
    assert idea(page) == "Equation"


def test_predicting_goes_by_keyboard_alone(open_page):
    page = open_page("/?t=2&op=f", width=1920, height=1080)
    present(page)
    page.keyboard.press("5")
    page.keyboard.press("p")
    assert idea(page) == "Both"  # where the question stands
    assert "0.7361" not in page.locator(".lv-player").inner_text()
    page.keyboard.press("Enter")
    for typed, verdict in [("0.5", "Too low"), ("0.7361", "Right.")]:
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator("#lv-verdict")).to_contain_text(verdict)
        assert page.evaluate(SIZE, "#lv-verdict") >= 36
        assert page.evaluate(OVERFLOWS) == []
    assert "0.7361" in equation(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("1")
    assert where(page) == "Step 2 of 4 · input gate"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("p")
    assert "0.7775" in equation(page)


def test_the_rest_is_out_of_reach_and_given_back(open_page):
    page = open_page()
    page.evaluate("document.querySelector('[data-testid=stSidebarHeader]').inert = true")  # as it was, so it stays
    present(page)
    assert page.evaluate(LOOSE, ".lv-player") == []
    assert page.locator(".lv-player").evaluate("node => node.closest('[inert]') === null")
    page.evaluate("document.body.append(Object.assign(document.createElement('button'), { id: 'late' }))")
    page.wait_for_function("document.getElementById('late').inert")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!document.activeElement.closest('body > *') || !!document.activeElement.closest('.lv-player')"
        )
    page.locator(".lv-present").focus()  # no tip is open, which Escape would close first
    page.keyboard.press("Escape")
    assert inert(page) == 1
    page.get_by_label("Sequence", exact=True).focus()
    expect(page.get_by_label("Sequence", exact=True)).to_be_focused()


def test_the_keyboard_enters_and_keeps_the_focus_where_it_was_and_leaving_fullscreen_leaves_the_mode(open_page):
    page = open_page()
    switch = page.get_by_role("button", name=SWITCH)
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lv-dock")).to_be_visible()
    expect(switch).to_be_focused()
    page.locator(".lv-dock button").nth(2).focus()
    page.keyboard.press("Escape")
    expect(switch).to_be_focused()
    present(page)
    page.evaluate("document.exitFullscreen()")
    expect(page.locator(".lv-dock")).to_have_count(0)
    assert inert(page) == 0
    # Where the browser refuses, the window is filled, and Escape still leaves.
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('refused')) }")
    page.get_by_role("button", name=SWITCH).click()
    assert page.locator(".lv-player").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 800}
    page.keyboard.press("Escape")
    expect(page.locator(".lv-dock")).to_have_count(0)


def test_a_black_screen_shows_nothing_until_any_key_and_a_card_names_the_keys_which_go_on_working(open_page):
    page = open_page("/?t=2&op=f")
    present(page)
    for lift in ("b", "ArrowRight", "Escape", "pointer"):
        page.keyboard.press("b")
        expect(page.locator(".lv-blank")).to_be_focused()
        assert Image.open(BytesIO(page.screenshot())).convert("RGB").getcolors() == [(1280 * 800, (0, 0, 0))]
        assert page.evaluate(LOOSE, ".lv-blank") == []
        if lift == "pointer":
            page.mouse.click(300, 300)
        else:
            page.keyboard.press(lift)
        expect(page.locator(".lv-blank")).to_have_count(0)
        assert where(page) == "Step 2 of 4 · forget gate"
    assert inert(page) > 0
    expect(page.locator(".lv-dock")).to_be_visible()
    page.keyboard.press("?")
    card = page.get_by_role("region", name="Keys")
    expect(card).to_contain_text("black screen")
    page.keyboard.press("ArrowRight")
    assert where(page) == "Step 2 of 4 · input gate"
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator(".lv-dock")).to_be_visible()


def test_editing_shows_the_picture_answer_beside_the_numbers(open_page):
    page = open_page("/?t=2&op=f", width=1920, height=1080)
    present(page)
    page.keyboard.press("e")
    assert page.evaluate(OVERFLOWS) == []
    field = page.locator('.lv-edit .grid input[type="text"]').nth(1)
    assert idea(page) == "My numbers"
    former = page.locator(".lv-diagram").text_content()
    field.fill("0.9")
    field.press("Enter")
    expect(page.locator(".lv-diagram")).not_to_have_text(former)
    expect(page.locator(".lv-diagram .was:not(:empty)").first).to_be_visible()
    assert page.evaluate(OVERFLOWS) == []
    expect(page.locator(".lv-dock")).to_be_visible()
    page.keyboard.press("Escape")
    assert inert(page) == 0
    assert page.get_by_role("tab", name="All steps").get_attribute("aria-selected") == "true"


def test_it_outlives_a_rebuild_and_the_server(fresh_server, open_page, watch):
    page = open_page("/?t=2&op=f", server=fresh_server)
    present(page)
    choose(page, "Code")
    # No hand reaches the sidebar now; another part of the page may still change the run.
    page.evaluate(
        "[...document.querySelectorAll('[data-testid=stSidebar] button')].find(b => b.innerText === '中文').click()"
    )
    expect(page.locator(".where")).to_have_text("第 2 步，共 4 步 · 遗忘门")
    assert idea(page) == "代码"
    expect(page.locator(".lv-code")).to_be_visible()
    fresh_server.process.kill()
    fresh_server.process.wait()
    page.wait_for_timeout(500)
    page.keyboard.press("1")
    page.keyboard.press("End")
    assert "3.8262" in equation(page)
    page.keyboard.press("Escape")
    expect(page.locator(".lv-dock")).to_have_count(0)
    page.close()
    watch.problems.clear()  # the browser said that the line is gone


@pytest.mark.parametrize(("lang", "scheme"), [("en", "dark"), ("zh", "light")])
def test_axe_finds_nothing_in_any_idea(open_page, lang, scheme):
    page = open_page(f"/?lang={lang}&preset=torch&units=4&t=2&op=f&seq=1,2;3,4;5,6", color_scheme=scheme)
    page.locator(".lv-present").click()
    for key in (*numbers(page), "1", "p", "?"):
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        assert axe_violations(page) == [], key
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    assert axe_violations(page) == []


def test_on_a_phone_it_fills_the_window_and_fingers_hit(open_page):
    page = open_page(width=390, height=844, has_touch=True)
    page.locator(".lv-present").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for one in page.locator(".lv-dock [aria-pressed]").all():
        one.tap()
        small = page.locator(".lv-player button:visible").evaluate_all(
            """nodes => nodes.filter(node => Math.min(node.offsetWidth, node.offsetHeight) < 44)
                .map(node => node.outerHTML)"""
        )
        assert small == []
    page.locator(".lv-present").tap()
    expect(page.locator(".lv-dock")).to_have_count(0)
