"""'Step by hand' as a person uses it: the screen shows what PyTorch computes, and every way to move works."""

from __future__ import annotations

import re
import unicodedata
import urllib.parse

import pytest
import torch
from playwright.sync_api import expect

from lstm_viz.cells.presets import PRESETS
from lstm_viz.rounding import shown
from lstm_viz.sequences import parse_sequence
from tests.browser import axe_violations, settle
from tests.e2e.reading import equation, table, where

LABEL = {"c": 2, "h": 1}  # which of an operation's numbers in the diagram is its result
ORDER = ["concat", "f", "i", "g", "c", "o", "h"]


def cell_numbers(xs, decimals=4):
    """The golden sheet by torch.nn.LSTMCell, with the gates recomputed from its own weights: rows f, i, g, c, o, h."""
    w, u, _ = zip(*PRESETS["golden"].gates, strict=True)
    cell = torch.nn.LSTMCell(1, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih[:, 0], cell.weight_hh[:, 0] = torch.tensor(w), torch.tensor(u)
        h = c = torch.zeros(1, 1, dtype=torch.float64)
        rows = []
        for x in xs:
            before = torch.tensor([[float(x)]], dtype=torch.float64)
            i, f, g, o = (before @ cell.weight_ih.T + h @ cell.weight_hh.T)[0]
            h, c = cell(before, (h, c))
            signals = [torch.sigmoid(f), torch.sigmoid(i), torch.tanh(g), c, torch.sigmoid(o), h]
            rows.append([shown(float(s), decimals) for s in signals])
    return rows


def query(page):
    # The address is written when the player rests: by a shorter timer, which was set before this one.
    href = page.evaluate("() => new Promise((done) => setTimeout(() => done(location.href), 200))")
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(href).query))


@pytest.fixture
def frames():
    """Counts what a page sends to the server."""
    sent = []

    def watch(page):
        page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
        return sent

    return watch


def test_the_numbers_on_the_screen_are_pytorchs(open_page):
    page = open_page()
    rows = cell_numbers([1, 2, 3, 4])
    on_screen = table(page)
    assert [row[1:7] for row in on_screen] == rows
    assert [row[0] for row in on_screen] == ["1", "2", "3", "4"]
    for t, (f, i, g, c, o, h) in enumerate(rows):
        for code, value in zip(ORDER[1:], (f, i, g, c, o, h), strict=True):
            page.keyboard.press("ArrowRight")
            assert f"Step {t + 1} of 4" in where(page)
            assert value in equation(page), (t, code)
            assert (
                value in page.locator(f'.lv-diagram .label[data-op="{code}"]').all_text_contents()[LABEL.get(code, 0)]
            )
        page.keyboard.press("ArrowRight")


def test_a_worked_equation_stands_whole(open_page):
    page = open_page("/?t=2&op=f")
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", equation(page)))  # MathML's italic letters as plain ones
    assert text == "f2=σ(Wf·x2+Uf·h1+bf)=σ(0.5·2+0.1·0.2564+0)=σ(1.0256)=0.7361"
    assert "74 %" in page.locator(".words").inner_text()


def test_the_keyboard_alone_goes_everywhere(new_page, server, frames):
    page = new_page()
    sent = frames(page)
    page.goto(server.url)
    settle(page)
    before = len(sent)
    for key, place in [
        ("End", "Step 4 of 4 · hidden state"),
        ("ArrowRight", "Step 4 of 4 · hidden state"),
        ("ArrowLeft", "Step 4 of 4 · output gate"),
        ("Shift+ArrowLeft", "Step 3 of 4 · output gate"),
        ("Home", "Step 1 of 4 · concatenate"),
        ("ArrowLeft", "Step 1 of 4 · concatenate"),
        ("Shift+ArrowRight", "Step 2 of 4 · concatenate"),
        ("ArrowRight", "Step 2 of 4 · forget gate"),
    ]:
        page.keyboard.press(key)
        assert where(page) == place
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause (Space)")).to_be_visible()
    expect(page.locator(".where")).to_have_text("Step 2 of 4 · input gate")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    assert len(sent) == before, "stepping sends nothing to the server"
    expect(page.locator(".lv-player > [aria-live=polite]")).to_have_text(
        re.compile("^Step 2 of 4 · input gate. The input gate will let in 78 %")
    )


def test_every_control_answers_to_the_pointer(open_page):
    page = open_page()
    page.get_by_role("button", name="Next operation (→)").click()
    assert where(page) == "Step 1 of 4 · forget gate"
    page.locator(".lv-timeline .chip").nth(2).click()
    assert where(page) == "Step 3 of 4 · forget gate"
    page.locator(".lv-steps tbody tr").nth(3).click()
    assert where(page) == "Step 4 of 4 · forget gate"
    page.locator(".lv-now").get_by_role("button", name="cell state").click()
    assert where(page) == "Step 4 of 4 · cell state"
    page.locator('.lv-diagram .block[data-op="o"]').click()
    assert where(page) == "Step 4 of 4 · output gate"
    scrub = page.get_by_role("slider", name="Position in the run")
    scrub.fill("0")
    assert where(page) == "Step 1 of 4 · concatenate"
    scrub.press("Shift+ArrowRight")
    assert where(page) == "Step 2 of 4 · concatenate"
    page.get_by_label("Pre-activations").check()
    expect(page.locator(".lv-steps td.pre").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "lstm-trace.csv"


def test_the_address_brings_everything_back(open_page):
    path = "/?seq=1,-2;3,4;5,6&preset=torch&seed=3&units=3&unit=2&t=2&op=g&decimals=5&lang=zh"
    page = open_page(path)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    wanted = {
        "seq": "1,-2;3,4;5,6",
        "preset": "torch",
        "seed": "3",
        "units": "3",
        "unit": "2",
        "t": "3",
        "op": "c",
        "decimals": "5",
        "view": "table",
        "predict": "off",
        "lang": "zh",
    }
    assert query(page) == wanted
    numbers = table(page)
    again = open_page(page.url[page.url.index("/?") :])
    assert where(again) == "第 3 步，共 3 步 · 细胞状态"
    assert table(again) == numbers
    assert query(again) == wanted


def test_controls_redraw_and_keep_the_place(open_page):
    page = open_page("/?t=2&op=f")
    page.get_by_label("Decimals").fill("6")
    page.keyboard.press("Enter")
    expect(page.locator(".lv-now .math")).to_contain_text("0.736069")
    assert query(page)["decimals"] == "6"
    page.get_by_label("Sequence", exact=True).fill("5 5 5")
    page.keyboard.press("Enter")
    expect(page.locator(".where")).to_have_text("Step 2 of 3 · forget gate")
    expect(page.get_by_text("Read as 3 steps of one number: 5, 5, 5")).to_be_visible()
    page.get_by_label("Sequence", exact=True).fill("<img src=x onerror=window.ran=1>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("<img")
    assert [row[0] for row in table(page)] == ["5", "5", "5"]
    assert page.evaluate("window.ran") is None


def test_the_language_switch_changes_every_word_and_keeps_the_place(open_page):
    page = open_page("/?t=2&op=i")
    page.get_by_role("radio", name="中文").click()
    expect(page.locator(".where")).to_have_text("第 2 步，共 4 步 · 输入门")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert query(page)["lang"] == "zh"
    page.get_by_label("示例").click()
    page.get_by_role("option", name="计数器").click()
    expect(page.locator(".where")).to_have_text("第 1 步，共 6 步 · 拼接")
    left = page.locator(".lv-player").inner_text()
    assert not re.search(r"\b(?:gate|step|state|Pre|Speed|Copy|Keys)\b", left)


PASTE = """(node, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text", text)
    node.focus()
    node.select()
    node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


def test_several_lines_pasted_are_read_as_they_stand(open_page):
    page = open_page()
    # Each of another length than the one before, so that one can wait for it.
    for text in (
        "1\n2\r\n34\n",
        "0,5 1,5\n2,5 3,5",
        "[1, 2,\n 3]",
        "0,5;1,5\n2,5;3,5",
        "1\n2\n3",
        "1;2\n3;4",
        "1\n2\n3\n4",
        "1,2\n3,4",
    ):
        page.get_by_label("Sequence", exact=True).evaluate(PASTE, text)
        page.keyboard.press("Enter")
        x = parse_sequence(text, steps=64, features=8)
        expect(page.locator(".lv-steps tbody tr")).to_have_count(len(x))
        settle(page)
        assert [[float(cell.strip()) for cell in row[: x.shape[1]]] for row in table(page)] == x.tolist()


def test_a_million_numbers_get_one_sentence_and_the_page_lives_on(open_page):
    page = open_page()
    page.get_by_label("Sequence", exact=True).fill("1 " * 1_000_000)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("at most 64 steps")
    page.get_by_label("Sequence", exact=True).fill("7 8")
    page.keyboard.press("Enter")
    expect(page.locator(".lv-steps tbody tr")).to_have_count(2)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_typed_is_quoted_and_never_read_as_markup(open_page):
    page = None
    for typed in ("http://a.example/x", "1 -- 2 -> 3", ":material/home:", "**a** `b` $c$", "<b>x</b>"):
        page = open_page("/?preset=" + urllib.parse.quote(typed), tab=page)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(f"found {typed};")
        assert alert.locator("a, b, code, em, strong, img, svg").count() == 0, typed


def test_another_example_while_playing_starts_at_its_beginning(open_page):
    page = open_page("/?t=3&op=c")
    page.get_by_role("button", name="Play (Space)").click()
    page.get_by_label("Example").click()
    page.get_by_role("option", name="Latch").click()  # it has no output, the former one has
    expect(page.locator(".where")).to_have_text("Step 1 of 6 · concatenate")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    assert "ŷ" not in page.locator(".lv-diagram").text_content()


def test_a_change_of_units_keeps_the_place_and_what_was_opened(open_page):
    page = open_page("/?preset=torch&t=3&op=g&units=2")
    page.get_by_label("Pre-activations").check()
    page.locator(".lv-now summary").click()
    page.get_by_label("Units", exact=True).fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".lv-now h2")).to_have_text("candidate · unit 1 of 3")
    assert where(page) == "Step 3 of 4 · candidate"
    expect(page.get_by_label("Pre-activations")).to_be_checked()
    expect(page.locator(".lv-now details")).to_have_attribute("open", "")


# All that the next test asks of an operation, in one question.
SEEN = """player => ({
    text: player.innerText,
    places: [...player.querySelectorAll('[data-n]')].map(place => place.textContent),
    top: player.querySelector('.lv-steps').getBoundingClientRect().y,
    where: player.querySelector('.lv-controls .where').innerText,
})"""


def test_every_operation_of_every_size_fills_every_place(open_page):
    page = None
    for size in (
        "units=1&seq=1,-2",
        "units=1&seq=1, 2; 3, 4; 5, 6",
        "units=3&preset=golden",
        "units=8&preset=torch&seq=[[1,2,3,4,5,6,7,8],[-1,-2,-3,-4,-5,-6,-7,-8]]",
    ):
        page = open_page(f"/?{size}", tab=page)
        tops, before = set(), None
        while (seen := page.locator(".lv-player").evaluate(SEEN))["where"] != before:
            before = seen["where"]
            assert not re.search(r"undefined|NaN|\{|\}|null", seen["text"]), (size, before)
            assert seen["places"]
            assert all(place.strip() for place in seen["places"]), (size, before)
            tops.add(seen["top"])
            page.keyboard.press("ArrowRight")
        assert len(tops) == 1, (size, "nothing jumps")


def test_stepping_goes_on_when_the_server_is_lost(fresh_server, open_page, watch):
    page = open_page(server=fresh_server)
    fresh_server.process.kill()
    fresh_server.process.wait()
    page.wait_for_timeout(500)
    page.keyboard.press("End")
    assert where(page) == "Step 4 of 4 · hidden state"
    assert "3.8262" in equation(page)
    page.close()
    watch.problems.clear()  # the browser said that the line is gone


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_axe_finds_nothing(open_page, lang, scheme):
    page = open_page(f"/?lang={lang}&preset=torch&units=4&t=2&op=f&seq=1,2;3,4;5,6", color_scheme=scheme)
    page.locator(".lv-now summary").click()
    page.get_by_label(re.compile("Pre-activations|预激活值")).check()
    page.get_by_role("switch").check()
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert axe_violations(page) == []


def test_a_phone_shows_controls_diagram_equation_table_in_this_order(open_page):
    page = open_page(width=390, height=844, has_touch=True)
    tops = [page.locator(part).bounding_box()["y"] for part in (".moves", ".lv-diagram-box", ".lv-now", ".lv-steps")]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for tab in page.get_by_role("tab").all():
        tab.click()
        small = page.locator(".lv-player :is(button, select, input[type=text]):visible").evaluate_all(
            """nodes => nodes.filter(node => Math.min(node.offsetWidth, node.offsetHeight) < 44)
                .map(node => node.outerHTML)"""
        )
        assert small == []


def test_with_reduced_motion_nothing_moves(open_page):
    page = open_page(reduced_motion="reduce")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('.lv-player').getAnimations({ subtree: true }).length") == 0


@pytest.mark.parametrize("width", [390, 1366])
def test_copying_the_link_says_so_and_moves_nothing(open_page, width):
    page = open_page(width=width)
    page.get_by_role("tab", name="My numbers").click()
    page.locator("[data-path='b_f']").fill("1")
    page.keyboard.press("Enter")
    settle(page)
    button, stage, said = page.get_by_role("button", name="Copy link"), page.locator(".lv-stage"), page.locator(".told")
    button.scroll_into_view_if_needed()
    before = button.bounding_box(), stage.bounding_box()
    button.click()
    expect(said).not_to_have_text("")
    assert (button.bounding_box(), stage.bounding_box()) == before
    box = said.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    expect(said).to_have_text("")
