"""The levels of 'Step by hand' are linked: curve, units, lit counterparts and tips say the same numbers everywhere."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import expect

from lstm_viz import init_params, trace
from lstm_viz.cells.presets import PRESETS
from lstm_viz.rounding import shown
from tests.e2e.reading import where
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
                state = "saturated" if wanted < 0.1 * (1 if code in "gh" else 0.25) else "responsive"
                expect(page.locator(".said")).to_contain_text(state)
                assert curve.get_attribute("aria-label").startswith("tanh at" if code in "gh" else "σ at")
            else:
                expect(curve).to_be_hidden()
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("path", ["/?t=2&lang=zh&decimals=6", "/?preset=saturated"])
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


def test_what_is_to_be_predicted_stands_nowhere_neither_on_the_curve_nor_among_the_units(open_page):
    page = open_page("/?t=2&op=f")
    secret = shown(slope(golden(), 1, "f"), 4)
    assert secret in everything(page)
    page.get_by_role("tab", name="All units").click()
    page.get_by_role("switch", name="Predict").check()
    values = page.locator(".lv-units td[title]").evaluate_all(
        """nodes => nodes.filter(node => node.textContent === '?')
            .map(node => [node.style.getPropertyValue('--share'), node.dataset.sign, node.title.split(' = ')[1]])"""
    )
    assert values == [["0%", None, "?"]] * 14  # four a, four squashed, six signals: also their colour is hidden
    assert secret not in everything(page)
    expect(page.locator(".lv-explain :is(.point, .tangent, .arrow)")).to_have_count(0)
    guess(page, "0.7361")
    assert secret in everything(page)
    expect(page.locator(".lv-explain .point")).to_have_count(1)


def torch_step(params, xs, t):
    """Step t (from 0) of torch.nn.LSTMCell on these weights: a (4H), the gates i, f, g, o (4H), h before, c, h (H)."""
    cell = torch.nn.LSTMCell(params.inputs, params.hidden, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih[:], cell.weight_hh[:] = torch.tensor(params.weight_ih), torch.tensor(params.weight_hh)
        cell.bias_ih[:], cell.bias_hh[:] = torch.tensor(params.bias), 0
        h = c = torch.zeros(params.hidden, dtype=torch.float64)
        for x in torch.tensor(xs, dtype=torch.float64)[: t + 1]:
            before = h
            a = cell.weight_ih @ x + cell.weight_hh @ h + cell.bias_ih
            h, c = (s[0] for s in cell(x[None], (h[None], c[None])))
        i, f, g, o = a.reshape(4, -1)
        return a, torch.cat([i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()]), before, c, h


def cells(page, selector):
    """The numbers of a table of 'All units', row by row."""
    return page.locator(f".lv-units {selector}").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td[title]')].map(cell => cell.textContent))"
    )


def plain(texts):
    return [float(text.replace("−", "-")) for text in texts]


@pytest.mark.parametrize("units", [1, 8])
def test_all_units_show_the_numbers_of_pytorch(open_page, units):
    xs = [[1.5, -2.0], [0.5, 4.0], [-3.0, 1.0]]
    seq = ",".join(f"[{a},{b}]" for a, b in xs)
    page = open_page(f"/?preset=torch&units={units}&seq=[{seq}]&t=3&op=f")
    page.get_by_role("tab", name="All units").click()
    p = init_params("lstm", inputs=2, hidden=units, scheme="torch", seed=0)
    a, gates, before, c, h = torch_step(p, xs, 2)
    joined, *_ = cells(page, ".vector")
    assert plain(joined) == pytest.approx([*xs[2], *before.tolist()], abs=5.1e-5)
    rows = cells(page, ".matrix tbody tr")
    packed = torch.cat([*map(torch.tensor, (p.weight_ih, p.weight_hh, p.bias[:, None])), a[:, None], gates[:, None]], 1)
    assert [plain(row) for row in rows] == [pytest.approx(row, abs=5.1e-5) for row in packed.tolist()]
    i, f, g, o = gates.reshape(4, units)
    signals = torch.stack([f, i, g, c, o, h], 1).tolist()
    assert [plain(row) for row in cells(page, ".signals tbody tr")] == [
        pytest.approx(row, abs=5.1e-5) for row in signals
    ]


def test_the_present_block_is_lit_and_the_shown_unit_marked(open_page):
    page = open_page("/?preset=torch&units=3&unit=2&t=2&op=concat")
    page.get_by_role("tab", name="All units").click()
    page.locator(".lv-units").scroll_into_view_if_needed()
    lit = page.locator(".lv-units [data-when=now]")
    for code in ("concat", "f", "i", "g", "c", "o", "h"):
        assert set(lit.evaluate_all("nodes => nodes.map(node => node.dataset.op)")) == {code}
        expect(lit.first).to_be_in_viewport()
        page.keyboard.press("ArrowRight")
    shown_rows = page.locator(".lv-units [data-shown] > [scope=row]").all_text_contents()
    assert shown_rows == ["2", "2", "2", "2", "unit 2 of 3"]
    page.locator(".lv-units .matrix tbody").nth(3).click()
    assert "output gate" in where(page)


@pytest.mark.parametrize(("width", "features", "units"), [(1280, 8, 8), (390, 1, 2)])
def test_the_matrix_scrolls_inside_its_tab_only(open_page, width, features, units):
    row = ",".join("1" * features)
    page = open_page(f"/?preset=torch&units={units}&seq=[[{row}],[{row}]]", width=width)
    page.get_by_role("tab", name="All units").click()
    numbers = page.get_by_label("Numbers", exact=True)
    for on in (False, True):
        numbers.set_checked(on)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator(".lv-units").bounding_box()
        assert box["height"] == pytest.approx(312 if width > 640 else 432, abs=1)
    expect(page.locator(".lv-units .matrix td[title]").first).to_have_text("1")


def lit(page):
    """What is lit and in sight: the kinds of things, each with the signals it stands for."""
    kinds = {
        ".wire": "wire", ".block": "block", ".node": "node", ".label": "label", ".operation": "chip", ".bar": "bar",
        ".chip": "step", ".lv-now math *": "equation", ".lv-steps :is(th, td)": "table", ".lv-steps tr": "row",
        ".lv-code li": "code", ".matrix *": "matrix", ".signals *": "signals", ".lv-curve": "curve",
    }  # fmt: skip
    return set(
        page.locator(".lit").evaluate_all(
            """(nodes, kinds) => nodes.filter(node => node.checkVisibility()).flatMap(node => Object.entries(kinds)
                .filter(([selector]) => node.matches(selector))
                .map(([, kind]) => `${kind} ${node.dataset.signal.split(' ')[0]}`))""",
            kinds,
        )
    )


FORGET = {"wire f", "block f", "label f", "chip f", "bar f", "curve f", "equation f", "equation a_f"}


def test_hovering_a_block_lights_its_counterparts_everywhere(open_page):
    page = open_page("/?t=2&op=f")
    block = page.locator('.lv-diagram .block[data-op="f"]')
    held = {"equation W_f", "equation U_f", "equation b_f"}
    block.hover()
    assert lit(page) == FORGET | held | {"table f"}
    page.get_by_role("tab", name="Code").click()
    block.hover()
    assert lit(page) == FORGET | held | {"code f", "code x", "code a_i"}  # two lines hold something of all four gates
    page.get_by_role("tab", name="All units").click()
    block.hover()
    assert lit(page) == FORGET | held | {f"matrix {name}" for name in ("f", "a_f", "W_f", "U_f", "b_f")} | {"signals f"}
    page.keyboard.press("ArrowRight")  # the equation is another, and f is still what the pointer is on
    assert lit(page) == FORGET - {"curve f", "equation f", "equation a_f"} | {
        *(f"matrix {name}" for name in ("f", "a_f", "W_f", "U_f", "b_f")),
        "signals f",
    }
    page.locator(".lv-controls").hover()
    assert lit(page) == set()


BEFORE = [
    ('.lv-now mn[data-n="=f*c-"]', "c", "equation f*c-, label f*c-, node f*c-, wire f*c-"),
    ('.lv-now msub[data-signal="c-"]', "c", "equation c-, label c-, wire c-, table c"),
    ('.lv-steps th[data-column="y"]', "h", "equation y, label y, wire y, table y"),
    (
        ".lv-timeline .bar.s-o >> nth=2",
        "c",
        "bar o, step t:2, row t:2, wire o, label o, block o, chip o, table o",
    ),
    (
        '.lv-diagram .label[data-signal="tanh_c"]',
        "h",
        "label tanh_c, wire tanh_c, block tanh_c, equation tanh_c, curve tanh_c, chip h",
    ),
]


def test_the_reverse_and_the_state_before_light_too(open_page):
    page = None
    for op in ("c", "h"):
        page = open_page(f"/?t=2&op={op}", tab=page)
        for place, _op, lights in (one for one in BEFORE if one[1] == op):
            page.locator(place).first.hover()
            assert lit(page) == set(lights.split(", ")), place
            page.mouse.move(2, 2)


def test_the_focus_lights_as_the_pointer_does_on_parts_heads_lines_and_an_edited_weight_but_not_what_was_clicked(
    open_page,
):
    page = open_page("/?t=2&op=f")
    chip = page.locator(".lv-now .operation").nth(1)
    chip.click()
    page.mouse.move(2, 2)
    assert lit(page) == set()
    page.locator(".lv-now .operation").first.focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    assert {"chip f", "block f", "table f"} <= lit(page)
    # Heads and lines of code take one tab stop each.
    for tab, stops in (("All steps", ".lv-steps th[tabindex='0']"), ("Code", ".lv-code .line[tabindex='0']")):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(stops)).to_have_count(1)
        page.locator(stops).focus()
        for _ in range(2):
            page.keyboard.press("ArrowRight" if tab == "All steps" else "ArrowDown")
        expect(page.locator(stops)).to_be_focused()
        assert {"block i" if tab == "All steps" else "block g"} <= lit(page)
        assert where(page) == "Step 2 of 4 · forget gate"
    page.keyboard.press("Enter")
    assert where(page) == "Step 2 of 4 · candidate"
    page.locator(".lv-now .operation").nth(1).click()
    # A weight that is being edited shows where it counts.
    page.get_by_role("tab", name="My numbers").click()
    page.locator("[data-path='W_f:0']").focus()
    page.mouse.move(2, 2)
    assert lit(page) == {"block f", "chip f", "equation W_f"}
