"""The panels of a run of training, tested as data: what they will show, and the data of the tasks themselves."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from lstm_viz.figures.theme import SIGNAL_STYLES
from lstm_viz.figures.training import MAPS, PANELS, live_panels, task_picture
from lstm_viz.tasks import TASKS
from lstm_viz.training import TrainConfig

THEMES = ("light", "dark")


def metas(spec):
    return [trace.get("meta") for trace in spec["data"]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("task", TASKS)
def test_plotly_accepts_every_panel_and_every_picture_of_every_task(task, theme):
    data = TrainConfig.of(task).data()
    panels = live_panels(TASKS[task], 3, None, theme)
    assert set(panels) == set(PANELS)
    for spec in (*panels.values(), task_picture(TASKS[task], data, None, theme)):
        go.Figure(spec)


@pytest.mark.parametrize("task", TASKS)
def test_panels_hold_no_numbers_and_every_trace_says_which_are_its_own(task):
    for code, spec in live_panels(TASKS[task], 2).items():
        for trace in spec["data"]:
            assert not {"x", "y", "z"} & set(trace), code
            assert trace["meta"]
        assert len(set(metas(spec))) == len(spec["data"]), code


def test_both_themes_draw_the_same_and_differ_in_colours_only():
    light, dark = (live_panels(TASKS["sunspots"], 2, None, theme) for theme in THEMES)
    for code in PANELS:
        assert metas(light[code]) == metas(dark[code])
        assert light[code] != dark[code]
        assert light[code]["layout"]["xaxis"] == dark[code]["layout"]["xaxis"]


@pytest.mark.parametrize("task", TASKS)
def test_the_metric_stands_beside_every_baseline_and_the_target(task):
    assert metas(live_panels(TASKS[task], 1)["metric"]) == ["training", "validation", *TASKS[task].baselines, "target"]


def test_lines_of_one_panel_can_be_told_apart_without_colour():
    for task in TASKS.values():
        for code in ("loss", "metric", "norms", "reach", "saturation"):
            spec = live_panels(task, 3)[code]
            looks = [(t["line"]["color"], t["line"]["dash"], t["line"]["width"]) for t in spec["data"]]
            assert len(set(looks)) == len(looks), (task.name, code)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_every_layer_has_its_line(layers):
    panels = live_panels(TASKS["sine"], layers)
    names = [f"layer {k}" for k in range(layers)]
    assert metas(panels["norms"]) == [*names, "head"]
    assert metas(panels["reach"]) == names
    dashes = [trace["line"]["dash"] for trace in panels["norms"]["data"]]
    assert len({(t["line"]["color"], t["line"]["dash"]) for t in panels["norms"]["data"]}) == len(dashes)


@pytest.mark.parametrize("theme", THEMES)
def test_a_gate_has_its_own_colour_in_the_saturation_too(theme):
    spec = live_panels(TASKS["sine"], 1, None, theme)["saturation"]
    for trace in spec["data"]:
        assert trace["line"]["color"] == SIGNAL_STYLES[trace["meta"]].shade("mark", theme)


def test_gates_are_drawn_from_0_to_1_and_signals_with_a_sign_around_0():
    panels = live_panels(TASKS["sine"], 1)
    for signal in MAPS:
        (heat,) = panels[f"map_{signal}"]["data"]
        assert (heat["zmin"], heat["zmax"]) == ((0, 1) if signal in "fio" else (-1, 1))


def test_predictions_are_a_series_points_or_a_table_as_the_task_asks():
    assert metas(live_panels(TASKS["sunspots"], 1)["fit"]) == ["truth", "prediction", "free"]
    points = live_panels(TASKS["next_number"], 1)["fit"]
    assert (metas(points), points["data"][1]["mode"]) == (["truth", "prediction"], "markers")
    for task in ("digits", "learnable_rule", "copy"):
        assert metas(live_panels(TASKS[task], 1)["fit"]) == ["confusion"]


def test_words_come_from_the_caller():
    names = {"training": "训练", "update": "更新", "layer": "层", "persistence": "持续"}
    panels = live_panels(TASKS["sunspots"], 1, names)
    assert panels["loss"]["data"][1]["name"] == "训练"
    assert panels["loss"]["layout"]["xaxis"]["title"]["text"] == "更新"
    assert "持续" in json.dumps(panels["metric"]["layout"]["annotations"], ensure_ascii=False)
    assert "层 1" in json.dumps(panels["norms"]["layout"]["annotations"], ensure_ascii=False)


@pytest.mark.parametrize("task", ["passengers", "sunspots", "sine"])
def test_the_picture_of_a_series_is_the_measured_series_its_three_parts_one_after_the_other(task):
    data = TrainConfig.of(task).data()
    spec = task_picture(TASKS[task], data)
    assert len(spec["data"]) == 3
    for part, trace in zip(("train", "validation", "test"), spec["data"], strict=True):
        np.testing.assert_array_equal(trace["y"], data.measured(data[part].y, data[part].base)[:, 0])
    steps = [trace["x"] for trace in spec["data"]]
    assert all(after[0] == before[-1] + 1 for before, after in pairwise(steps))
    assert len({(trace["line"]["color"], trace["line"]["dash"]) for trace in spec["data"]}) == 3


def test_the_picture_of_next_number_goes_on_to_the_answer():
    data = TrainConfig.of("next_number").data()
    for n, trace in enumerate(task_picture(TASKS["next_number"], data)["data"]):
        given, answer = data.scaling.undo(data.train.x[n, :, 0]), data.measured(data.train.y[n : n + 1])[0]
        np.testing.assert_array_equal(trace["y"], [*given, *answer])


def test_the_picture_of_the_digits_is_ten_images_beside_each_other_as_they_were_drawn():
    data = TrainConfig.of("digits").data()
    (heat,) = task_picture(TASKS["digits"], data)["data"]
    np.testing.assert_allclose(heat["z"][:, 16:24], data.scaling.undo(data.train.x[2]))
    assert heat["z"].shape == (8, 80)


def test_the_picture_of_copy_names_its_symbols_and_hostile_words_stay_text():
    data = TrainConfig.of("copy").data()
    (heat,) = task_picture(TASKS["copy"], data, {"blank": "空", "go": "开始"})["data"]
    assert heat["y"] == [*"ABCD", "空", "开始"]
    np.testing.assert_array_equal(heat["z"], data.train.x[0].T)
