"""The exported page plays by itself: opened from the disk, without a network."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

import lstm_viz as lv
from lstm_viz.figures import PANELS, standalone_html

CURSOR = "() => document.querySelector('#panels .shapelayer path').getAttribute('d')"
DRAWN = "() => document.querySelectorAll('#panels .hm image, #panels .js-line, #panels .bars .point').length"


def test_the_exported_page_plays_offline(new_page, tmp_path):
    trace = lv.trace("lstm", lv.init_params("lstm", 1, 12, seed=1), np.sin(np.arange(80) / 9))
    file = tmp_path / "view.html"
    file.write_text(standalone_html(trace, PANELS, title="<i>Sine</i>"), "utf-8")
    page = new_page(offline=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_role("heading")).to_have_text("<i>Sine</i>")
    slider = page.locator(".slider-label").first
    expect(slider).to_have_text("t 1")
    before, drawn = page.evaluate(CURSOR), page.evaluate(DRAWN)
    page.locator(".updatemenu-button").first.click()
    expect(slider).not_to_have_text(re.compile(r"^t [1-5]$"))
    page.locator(".updatemenu-button").last.click()
    assert page.evaluate(CURSOR) != before
    assert page.evaluate(DRAWN) == drawn > 8  # no panel is lost on the way
    assert asked == [file.as_uri()]
