"""Trained models on the screens, as a person meets them."""

from __future__ import annotations

from importlib.resources import files

import torch
from playwright.sync_api import expect
from safetensors.torch import load_file

from lstm_viz.rounding import shown
from lstm_viz.training import TrainConfig
from tests.e2e.reading import equation, table


def torch_says(x: list[float], bias: float | None = None) -> list[float]:
    """The next number after each of x, by nn.LSTM in float64, from the file that we ship."""
    weights = {
        n: w.double() for n, w in load_file(str(files("lstm_viz") / "checkpoints/next_number.safetensors")).items()
    }
    scaling = TrainConfig(seed=1).data().scaling
    mean, deviation = float(scaling.mean[0]), float(scaling.deviation[0])
    lstm = torch.nn.LSTM(1, 8, batch_first=True, dtype=torch.float64)
    lstm.load_state_dict({n.removeprefix("lstm."): w for n, w in weights.items() if n.startswith("lstm.")})
    h = lstm((torch.tensor(x, dtype=torch.float64)[None, :, None] - mean) / deviation)[0][0]
    return ((h @ weights["head.weight"][0] + weights["head.bias"]) * deviation + mean).tolist()


def test_next_number_ends_in_5_as_torch_has_it_and_its_output_bias_can_be_edited(open_page):
    page = open_page("/?preset=next_number&t=4&op=h&view=edit")
    told = torch_says([1, 2, 3, 4])
    assert abs(told[-1] - 5) < 0.05
    assert equation(page).endswith(shown(told[-1], 4))
    assert page.locator(".lv-diagram text.label", has_text="ŷ").text_content().endswith(shown(told[-1], 4))
    field = page.locator("[data-path=b_y]")
    before = float(field.input_value().replace("−", "-"))
    field.fill(str(before + 1))
    field.press("Enter")
    expect(page.locator(".lv-now .math")).to_contain_text("=6.0")
    page.keyboard.press("Escape")
    page.goto(page.url.replace("view=edit", "view=table"))
    expect(page.locator(".lv-player[data-ready=true]")).to_be_visible()
    assert [row[-1] for row in table(page)] == [shown(y, 4) for y in told]
