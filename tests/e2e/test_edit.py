"""Edit anything: every number may be changed, the whole run answers, and the former run stays for comparison."""

from __future__ import annotations

import json

import numpy as np
import torch
from playwright.sync_api import expect

import lstm_viz as lv
from lstm_viz.config import StepConfig
from lstm_viz.lab import Lab
from lstm_viz.rounding import shown
from tests.browser import settle
from tests.e2e import reading
from tests.e2e.reading import equation


def run_of_torch(x, weights, h=0.0, c=0.0):
    """The last hidden and cell states of one unit, by torch.nn.LSTMCell."""
    cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih[:, 0], cell.weight_hh[:, 0] = map(torch.tensor, (weights["weight_ih"], weights["weight_hh"]))
        cell.bias_ih[:], cell.bias_hh[:] = torch.tensor(weights["bias"]), 0
        state = torch.tensor([[h]], dtype=torch.float64), torch.tensor([[c]], dtype=torch.float64)
        states = []
        for value in x:
            state = cell(torch.tensor([[value]], dtype=torch.float64), state)
            states.append([shown(number.item(), 4) for number in reversed(state)])
    return states


def table(page):
    """The table of all steps, which is only kept up to date while it is open."""
    page.get_by_role("tab", name="All steps").click()
    return reading.table(page)


def states(page):
    """c and h of every step as the table has them."""
    return [[row[4], row[6]] for row in table(page)]


def edit(page, path, typed, key="Enter"):
    page.get_by_role("tab", name="My numbers").click()
    field = page.locator(f"[data-path='{path}']")
    field.fill(typed)
    field.press(key)
    settle(page)


def test_every_kind_of_number_can_be_changed_and_the_whole_run_answers(open_page):
    page = open_page("/?t=4&op=h")
    edit(page, "W_f:0", "0.9")
    edit(page, "U_o:0", "−1/2")
    edit(page, "b_i", "0,25")
    edit(page, "h0:0", "1")
    edit(page, "c0:0", "-2")
    edit(page, "x:1:0", "5")
    weights = {"weight_ih": [0.6, 0.9, 0.7, 0.8], "weight_hh": [0.2, 0.1, 0.3, -0.5], "bias": [0.25, 0.0, 0.0, 0.0]}
    expected = run_of_torch([1, 5, 3, 4], weights, h=1.0, c=-2.0)
    expect(page.get_by_label("Sequence", exact=True)).to_have_value("1, 5, 3, 4")
    assert states(page) == expected
    edit(page, "V:0", "10")
    assert abs(float(table(page)[3][7].replace("−", "-")) - 10 * float(expected[3][1])) < 1e-3
    assert equation(page).replace("\n", "").endswith(table(page)[3][7])


def test_the_former_run_stays_in_grey_with_the_signed_change_until_it_is_dismissed(open_page):
    page = open_page("/?t=2&op=f")
    before = table(page)
    edit(page, "b_f", "-1")
    after = table(page)
    for row, (old, new) in enumerate(zip(before, after, strict=True)):
        cell = page.locator(".lv-steps tbody tr").nth(row).locator("td[data-column=f]")
        assert cell.locator(".was").text_content() == old[1]
        change = cell.locator(".change").text_content()
        assert change.startswith("−")
        assert abs(float(change.replace("−", "-")) - (float(new[1]) - float(old[1]))) < 1.5e-4
    assert page.locator(".lv-diagram .was").filter(has_text=before[1][1]).count() == 1
    expect(page.locator(".lv-now .was")).to_contain_text(f"before: {before[1][1]}")
    assert len(page.evaluate("document.querySelector('.plot').data")) == 6
    page.get_by_role("button", name="Hide the former run").click()
    expect(page.locator(".lv-player .was").filter(has_text=".")).to_have_count(0)
    settle(page)
    assert len(page.evaluate("document.querySelector('.plot').data")) == 3


def test_undo_redo_and_reset_lead_through_all_changes_also_those_of_the_sidebar(open_page):
    page = open_page("/?t=3&op=c")
    seen = [table(page)]
    for path, typed in [("W_f:0", "0.9"), ("x:2:0", "7")]:
        edit(page, path, typed)
        seen.append(table(page))
    page.get_by_label("Sequence", exact=True).fill("1, 2, 3")
    page.keyboard.press("Enter")
    expect(page.locator(".lv-steps tbody tr")).to_have_count(3)
    settle(page)
    seen.append(table(page))
    assert len({str(one) for one in seen}) == 4
    page.locator(".lv-now h2").click()
    for one in reversed(seen[:-1]):
        page.keyboard.press("Control+z")
        settle(page)
        assert table(page) == one
    for one in seen[1:]:
        page.get_by_role("button", name="Redo").click()
        settle(page)
        assert table(page) == one
    page.get_by_role("tab", name="My numbers").click()
    page.get_by_role("button", name="Back to the example").click()
    settle(page)
    assert table(page) == seen[0]
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert table(page) == seen[3]


def test_what_is_no_number_is_explained_and_changes_nothing(open_page):
    page = open_page()
    before = table(page)
    for typed in ("0.5.5", "two", "1/0", "nan", "<b>1</b>", "1e9", "9" * 400, "1 2"):
        edit(page, "W_i:0", typed)
        expect(page.locator(".lv-edit .verdict")).to_contain_text("Number: found")
        assert table(page) == before, typed
        expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    edit(page, "W_i:0", "1")
    expect(page.locator(".lv-edit .verdict")).to_have_text("")
    assert table(page) != before


def test_the_slider_answers_while_it_moves_and_is_one_step_back(open_page):
    page = open_page("/?t=1&op=g")
    before = table(page)
    page.get_by_role("tab", name="My numbers").click()
    page.locator("[data-path='W_g:0']").focus()
    slider = page.locator(".lv-slider")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    page.mouse.down()
    seen = set()
    for share in (0.75, 0.8, 0.85, 0.9):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        settle(page)
        seen.add(equation(page))
    page.mouse.up()
    assert len(seen) == 4
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert table(page) == before


def test_a_held_gate_looks_held_everywhere_and_the_run_is_that_of_the_library(open_page):
    page = open_page("/?t=2&op=i")
    edit(page, "hold:i", "0.5")
    clamps = {"i": np.full((4, 1), 0.5)}
    trace = lv.trace("lstm", lv.init_params("lstm", 1, 1, "golden"), [1, 2, 3, 4], clamps=clamps)
    assert states(page) == [[f"{c:.4f}", f"{h:.4f}"] for c, h in zip(trace.c[:, 0], trace.h[:, 0], strict=True)]
    expect(page.locator(".lv-diagram .block[data-held] text")).to_have_text("=0.5000")
    expect(page.locator(".lv-steps td[data-held][data-column=i]")).to_have_count(4)
    expect(page.locator(".lv-now .math .void").first).to_be_visible()
    expect(page.locator(".lv-now .words")).to_contain_text("held at 0.5000")
    page.get_by_role("tab", name="My numbers").click()
    page.locator(".lv-edit .grid thead select").last.select_option("step")
    edit(page, "hold:i", "")
    page.get_by_role("tab", name="All steps").click()
    expect(page.locator(".lv-steps td[data-held][data-column=i]")).to_have_count(3)
    clamps["i"][1] = np.nan
    trace = lv.trace("lstm", trace.params, [1, 2, 3, 4], clamps=clamps)
    assert states(page) == [[f"{c:.4f}", f"{h:.4f}"] for c, h in zip(trace.c[:, 0], trace.h[:, 0], strict=True)]


def test_the_clamps_are_ranked_and_one_click_holds_one(open_page):
    page = open_page("/?t=4&op=h")
    last = float(table(page)[3][6])
    page.get_by_role("tab", name="My numbers").click()
    page.get_by_text("Which held value changes the last hidden state most?").click()
    rows = page.locator(".lv-ranking tbody tr")
    expect(rows).to_have_count(45)
    changes = [
        abs(float(text.replace("−", "-"))) for text in page.locator(".lv-ranking td:nth-child(3)").all_inner_texts()
    ]
    assert changes == sorted(changes, reverse=True)
    first = rows.first
    change = float(first.locator("td").nth(1).inner_text().replace("−", "-"))
    first.get_by_role("button").click()
    expect(page.locator(".lv-diagram .block[data-held]")).to_have_count(1)
    settle(page)
    assert abs(float(table(page)[3][6].replace("−", "-")) - last - change) < 1.5e-4


def test_each_unit_has_its_own_weights_in_the_block_pytorch_keeps_them_in(open_page):
    page = open_page("/?preset=torch&seed=3&units=3&seq=1 2; 3 4&t=2&op=f")
    page.get_by_role("tab", name="My numbers").click()
    page.get_by_label("Unit shown").last.select_option("2")
    settle(page)
    field = page.locator("[data-path='U_f:1']")
    field.focus()
    expect(page.locator(".lv-edit .chosen code")).to_have_text("weight_hh_l0[5, 1]")
    params = lv.init_params("lstm", 2, 3, "torch", seed=3)
    assert float(field.input_value().replace("−", "-")) == params.weight_hh[5, 1]
    edit(page, "U_f:1", "2")
    weight = params.weight_hh.copy()
    weight[5, 1] = 2
    trace = lv.trace("lstm", lv.LSTMParams(params.weight_ih, weight, params.bias), [[1, 2], [3, 4]])
    assert [row[7] for row in table(page)] == [f"{h:.4f}".replace("-", "−") for h in trace.h[:, 2]]


def test_after_a_reload_the_numbers_can_be_had_back(open_page):
    page = open_page("/?t=3&op=c")
    edit(page, "W_f:0", "1/3")
    edit(page, "hold:o", "0.25")
    before = table(page)
    page.reload()
    settle(page)
    assert table(page) != before
    page.get_by_role("button", name="Bring back my numbers").click()
    settle(page)
    assert table(page) == before
    expect(page.get_by_role("button", name="Bring back my numbers")).to_be_hidden()


def test_what_is_typed_and_deleted_again_in_one_visit_holds_nothing(open_page):
    page = open_page()
    before = table(page)
    page.get_by_role("tab", name="My numbers").click()
    field = page.locator("[data-path='hold:f']")
    field.press_sequentially("0.5")
    settle(page)
    expect(field).to_have_attribute("data-held", "")
    for _ in "0.5":
        field.press("Backspace")
    field.press("Tab")
    settle(page)
    assert table(page) == before


def test_the_refused_field_is_marked_and_described_and_a_large_number_has_a_slider_within_bounds(open_page):
    page = open_page()
    edit(page, "W_i:0", "1e9")
    field = page.locator("[data-path='W_i:0']")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(page.locator(".lv-edit .verdict").inner_text())
    assert page.locator(".lv-edit [aria-invalid]").count() == 1
    edit(page, "W_i:0", "900000")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.locator("[data-path='b_f']").focus()
    field.focus()
    expect(page.locator(".lv-slider")).to_have_attribute("max", "1000000")


def test_a_held_state_of_a_lab_file_is_named_and_can_be_freed(open_page):
    page = open_page()
    document = json.loads(Lab.of(StepConfig()).to_json())
    document["clamps"] = [{"signal": "c", "unit": 1, "step": 2, "value": 0.5}]
    before = table(page)
    page.get_by_role("tab", name="Lab").click()
    content = json.dumps(document).encode()
    page.locator(".lv-lab input[type=file]").set_input_files(
        files=[{"name": "lab.json", "mimeType": "application/json", "buffer": content}]
    )
    expect(page.get_by_role("region", name="Lab file").locator(".status")).to_have_text("Opened.")
    assert states(page)[1][0] == "0.5000"
    page.get_by_role("tab", name="My numbers").click()
    also = page.get_by_role("group", name="also held")
    expect(also).to_contain_text("c = 0.5, step 2")
    also.get_by_role("button", name="Free: c").click()
    settle(page)
    expect(also).to_be_hidden()
    assert table(page) == before


def test_a_held_number_fits_its_block_and_a_former_one_is_in_brackets(open_page):
    page = open_page("/?t=2&op=f&decimals=6")
    edit(page, "hold:g", "-0.5")
    fits = page.locator(".lv-diagram [data-held]").evaluate(
        "block => block.querySelector('text').getBBox().width <= block.querySelector('rect').getBBox().width - 4"
    )
    assert fits
    former = page.locator(".lv-diagram .was").all_text_contents()
    assert all(text == "" or (text[0], text[-1]) == ("(", ")") for text in former)
    assert sum(text != "" for text in former) >= 5
