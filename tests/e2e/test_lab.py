"""The lab file and the scripts: what a learner made is kept, opened again bit for bit, and computed elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

import dev
from lstm_viz.lab import Lab
from tests.browser import settle
from tests.e2e import reading

NOTES = 'f 再见\n<b>"quoted"</b> \\ 🙂'


def tab(page, name):
    page.get_by_role("tab", name=name).click()
    settle(page)


def edit(page, path, typed):
    tab(page, "My numbers")
    page.locator(f"[data-path='{path}']").fill(typed)
    page.keyboard.press("Enter")
    settle(page)


def saved(page):
    tab(page, "Lab")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save lab file").click()
    return Path(download.value.path()).read_bytes()


def open_file(page, content, name="lab.json"):
    tab(page, "Lab")
    file = {"name": name, "mimeType": "application/json", "buffer": content}
    page.locator(".lv-lab input[type=file]").set_input_files(files=[file])
    expect(status(page)).not_to_have_text("")
    settle(page)


def status(page):
    return page.get_by_role("region", name="Lab file").locator(".status")


@pytest.fixture(scope="module")
def document():
    return json.loads(Lab.parse(json.dumps(GOLDEN)).to_json())


GOLDEN = {
    "format": "lstm-viz lab",
    "version": 1,
    "cell": "lstm",
    "preset": "golden",
    "seed": 0,
    "sequence": [[1], [2]],
    "weights": {"weight_ih": [[0.6], [0.5], [0.7], [0.8]], "weight_hh": [[0.2], [0.1], [0.3], [0.4]], "bias": [0] * 4},
    "state": {"h": [0], "c": [0]},
    "output": [4],
    "clamps": [],
}


def test_a_saved_lab_restores_everything_bit_for_bit_in_another_session(open_page):
    page = open_page("/?preset=torch&seed=5&units=2&seq=1/3 2; 0.1 −4&t=2&op=c&unit=2&decimals=6")
    edit(page, "W_f:1", "1/7")
    edit(page, "c0:0", "1e-3")
    edit(page, "hold:o", "0.3")
    page.get_by_role("switch", name="Predict").check()
    page.get_by_label(re.compile("=$")).fill("0.5")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("switch", name="Predict").uncheck()
    tab(page, "Lab")
    page.get_by_label("Notes").last.fill(NOTES)
    first = saved(page)
    tab(page, "All steps")
    table = reading.table(page)
    lab = Lab.parse(first)
    assert lab.params.weight_ih[3, 1] == 1 / 7
    assert lab.x[0, 0] == 1 / 3
    assert lab.notes == NOTES
    assert [(p.operation, p.typed, p.right) for p in lab.predictions] == [("c", "", False)]

    other = open_page("/?preset=latch")
    open_file(other, first)
    expect(status(other)).to_have_text("Opened.")
    assert reading.where(other) == "Step 2 of 2 · cell state"
    expect(other.get_by_label("Notes").last).to_have_value(NOTES)
    assert saved(other) == first
    tab(other, "All steps")
    assert reading.table(other) == table
    other.get_by_role("button", name="Undo").click()
    settle(other)
    assert len(reading.table(other)) == 6, "what was there before is not lost"


def broken(change):
    document = json.loads(json.dumps(GOLDEN))
    change(document)
    return json.dumps(document).encode()


BROKEN = {
    "empty": b"",
    "truncated": json.dumps(GOLDEN).encode()[:150],
    "an array of numbers": b"[1, 2, 3]",
    "another program's": b'{"format": "keras", "version": 3}',
    "newer": broken(lambda d: d.update(version=3)),
    "a missing part": broken(lambda d: d.pop("weights")),
    "an unknown part": broken(lambda d: d.update(script="<img src=x onerror=alert(1)>")),
    "weights of another size": broken(lambda d: d["weights"]["weight_ih"].pop()),
    "no number": broken(lambda d: d["state"].update(h=["zero"])),
    "not a number": json.dumps(GOLDEN).replace("[1]", "[NaN]").encode(),
    "too many steps": broken(lambda d: d.update(sequence=[[1]] * 65)),
    "binary": bytes(range(256)),
    "too large": b'"' + b"a" * 1_000_001 + b'"',
}


def test_broken_foreign_and_newer_files_are_explained_and_change_nothing(open_page):
    page = open_page("/?t=2&op=f")
    before, seen = reading.table(page), set()
    for name, content in BROKEN.items():
        open_file(page, content)
        sentence = status(page).inner_text()
        assert sentence.endswith("."), name
        assert "Opened" not in sentence, name
        assert "<img" not in page.locator(".lv-lab").inner_html(), name
        seen.add(sentence)
        expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    assert len(seen) == len(BROKEN), "each fault has its own sentence"
    tab(page, "All steps")
    assert reading.table(page) == before
    open_file(page, json.dumps(GOLDEN).encode())
    expect(status(page)).to_have_text("Opened.")


def test_the_sentence_on_a_refused_file_is_in_sight_and_stays(open_page):
    page = open_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    open_file(page, json.dumps(GOLDEN).encode())
    expect(status(page)).to_have_text("Opened.")
    open_file(page, BROKEN["too large"])
    page.keyboard.press("ArrowRight")
    page.get_by_label("Decimals").fill("5")
    page.keyboard.press("Enter")
    settle(page)
    expect(status(page)).to_contain_text("1 MB")
    line, button = status(page).bounding_box(), page.get_by_role("button", name="Open lab file").bounding_box()
    panel = page.get_by_role("tabpanel", name="Lab").bounding_box()
    assert button["y"] + button["height"] <= line["y"] < button["y"] + button["height"] + 20
    assert line["y"] + line["height"] <= panel["y"] + panel["height"], "within the panel, unscrolled"


def test_the_scripts_compute_the_numbers_on_the_screen(open_page, tmp_path):
    page = open_page("/?seq=1, 2, 3&decimals=6")
    edit(page, "U_g:0", "-1/3")
    edit(page, "hold:f", "0.25")
    tab(page, "All steps")
    expected = [row[1:7] for row in reading.table(page)]
    tab(page, "Lab")
    for name in ("Script with lstm_viz", "Script with PyTorch"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        script = tmp_path / download.value.suggested_filename
        download.value.save_as(script)
        run = [sys.executable, str(script)]
        environment = {"PYTHONPATH": str(dev.ROOT), "PATH": ""}
        printed = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment).stdout
        lines = [line.split() for line in printed.split("\n\n")[0].splitlines()[1:]]
        assert [[f"{float(number):.6f}".replace("-", "−") for number in line[2:]] for line in lines] == expected
