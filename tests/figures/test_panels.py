"""The panels of 'Gates over time', as data: what is drawn is what was computed, and nothing jumps."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

import lstm_viz as lv
from lstm_viz import figures
from lstm_viz.errors import InputError
from lstm_viz.figures.panels import NICE, diverging, rounded_up, shades
from lstm_viz.unit_order import unit_order
from tests.figures.test_theme import luminance, mixed

THEMES = ("light", "dark")
WORDS = {key: f"<{key} & co>" for key in "time unit mean band count below between above source pre f i o g c h".split()}
PANELS = {
    "heatmap f": lambda tr, **more: figures.signal_heatmap(tr, "f", **more),
    "heatmap c": lambda tr, **more: figures.signal_heatmap(tr, "c", **more),
    "heatmap x": lambda tr, **more: figures.signal_heatmap(tr, "x", **more),
    "lines": lambda tr, **more: figures.unit_lines(tr, "h", (2, 0, 1), **more),
    "distribution": lambda tr, **more: figures.gate_distribution(tr, "g", **more),
    "saturation": figures.gate_saturation,
    "activation": lambda tr, **more: figures.activation_curve(tr, 1, **more),
    "ledger": lambda tr, **more: figures.ledger_heatmap(tr, 2, **more),
}


def run(T=30, H=5, seed=1, scale=4.0, D=2, **more):
    p = lv.init_params("lstm", D, H, seed=seed)
    p = lv.LSTMParams(p.weight_ih * scale, p.weight_hh * scale, p.bias)
    return lv.trace("lstm", p, np.random.default_rng(seed).normal(size=(T, D)), **more)


@pytest.fixture(scope="module")
def trace():
    return run()


def shown(part):
    """All texts that a reader may see."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value] if key in {"text", "name", "hovertemplate"} and isinstance(value, str) else shown(value)
    elif isinstance(part, list):
        for value in part:
            yield from shown(value)


def arrays(spec):
    return [value for part in spec["data"] for value in part.values() if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_plotly_accepts_every_panel(trace, draw, theme):
    figure = go.Figure(draw(trace, theme=theme, names=WORDS))
    assert figure.data


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_data_are_small_contiguous_arrays_and_never_lists(trace, draw):
    spec = draw(trace)
    assert all(a.dtype.kind == "u" or a.dtype == np.float32 for a in arrays(spec))
    assert all(a.flags.c_contiguous for a in arrays(spec))
    assert not [
        key for part in spec["data"] for key in ("x", "y", "z", "customdata") if isinstance(part.get(key), list)
    ]


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_a_zoom_outlives_every_run_of_the_same_size(trace, draw):
    assert draw(trace)["layout"]["uirevision"] == draw(run(seed=9), theme="dark")["layout"]["uirevision"]
    assert draw(trace)["layout"]["uirevision"] != draw(run(T=31))["layout"]["uirevision"]


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_nothing_widens_the_margins(trace, draw):
    layout = draw(trace)["layout"]
    assert layout["margin"]["autoexpand"] is False
    assert all(axis["automargin"] is False for name, axis in layout.items() if "axis" in name)


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_words_are_the_callers_and_plain_text(trace, draw):
    bare, named = " ".join(shown(draw(trace))), " ".join(shown(draw(trace, names=WORDS)))
    assert " &amp; co&gt;" in named
    assert "& co" not in named
    assert not re.search("unit|time|step|mean|below|count|source", bare)


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_a_batch_is_refused(draw):
    batch = lv.trace("lstm", lv.init_params("lstm", 1, 3), np.zeros((4, 2, 1)))
    with pytest.raises(InputError) as refused:
        draw(batch)
    assert refused.value.code in {"shape", "out-of-range"}


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_one_step_of_one_unit_can_be_drawn(draw):
    tr = run(T=1, H=3, scale=0.0)
    assert go.Figure(draw(tr)).data


# Heat maps


@pytest.mark.parametrize("signal", "fiogchx")
def test_each_cell_is_one_number_of_the_trace(trace, signal):
    (heat,) = figures.signal_heatmap(trace, signal)["data"]
    np.testing.assert_array_equal(heat["z"], trace[signal].T.astype(np.float32))
    assert (heat["x0"], heat["dx"]) == (1, 1)


@pytest.mark.parametrize("by", ["given", "mean", "input"])
def test_rows_and_their_numbers_follow_the_order(trace, by):
    order = unit_order(trace, by)
    (heat,) = figures.signal_heatmap(trace, "f", order=order)["data"]
    for row, number in zip(heat["z"], heat["y"], strict=True):
        np.testing.assert_array_equal(row, trace.f[:, number - 1].astype(np.float32))
    assert list(heat["y"]) == [unit + 1 for unit in order]


def test_the_first_unit_stands_on_top_and_each_row_is_a_category(trace):
    axis = figures.signal_heatmap(trace, "f")["layout"]["yaxis"]
    assert axis["type"] == "category"
    assert axis["range"] == [4.5, -0.5]


@pytest.mark.parametrize(("signal", "low", "high"), [*((s, 0, 1) for s in "fio"), *((s, -1, 1) for s in "gh")])
def test_the_scale_is_the_signals_own_range(trace, signal, low, high):
    (heat,) = figures.signal_heatmap(trace, signal)["data"]
    assert (heat["zmin"], heat["zmax"]) == (low, high)
    assert len(heat["colorscale"]) == (2 if low == 0 else 3)


@pytest.mark.parametrize("scale", [0.0, 1e-3, 1.0, 9.0])
def test_the_cell_states_scale_is_symmetric_and_round_and_holds_the_run(scale):
    tr = run(scale=scale)
    (heat,) = figures.signal_heatmap(tr, "c")["data"]
    assert heat["zmin"] == -heat["zmax"] < 0
    assert abs(tr.c).max() <= heat["zmax"] <= max(2 * abs(tr.c).max(), 1 if scale == 0 else 0)


@pytest.mark.parametrize("m", [1e-12, 0.03, 0.99, 1.0, 1.01, 7.3, 9.99, 10.0, 123.0, 1e6, 3.4e38])
def test_a_scale_ends_at_the_next_round_number(m):
    end = rounded_up(m)
    assert m <= end <= 1.5 * m
    assert any(np.isclose(end / 10.0**power, n) for n in NICE for power in range(-13, 40))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("signal", "fiogch")
def test_a_scale_of_shades_is_even_in_lightness(signal, theme):
    (_, start), (_, end) = shades(signal, theme)
    lightness = np.array([116 * luminance(mixed(end, start, k / 20)) ** (1 / 3) - 16 for k in range(21)])
    steps = np.diff(lightness) * np.sign(lightness[-1] - lightness[0])
    assert (steps > 0).all()
    assert steps.max() < 2.5 * steps.min()


@pytest.mark.parametrize("theme", THEMES)
def test_the_diverging_scale_is_the_surface_at_0(theme):
    assert diverging(theme)[1] == [0.5, figures.INK[theme].surfaces[0]]


def test_an_unknown_signal_and_a_missing_unit_are_refused(trace):
    for draw, code in (
        (lambda: figures.signal_heatmap(trace, "q"), "unknown"),
        (lambda: figures.signal_heatmap(trace, "f", order=[0, 5]), "out-of-range"),
        (lambda: figures.unit_lines(trace, "f", (7,)), "out-of-range"),
        (lambda: figures.activation_curve(trace, -1), "out-of-range"),
        (lambda: figures.gate_distribution(trace, "f", 0), "out-of-range"),
    ):
        with pytest.raises(InputError) as refused:
            draw()
        assert refused.value.code == code


# Lines


def test_lines_are_the_units_their_mean_and_the_band(trace):
    lines = {line["meta"]: line for line in figures.unit_lines(trace, "f", (3, 1))["data"]}
    for unit in (3, 1):
        np.testing.assert_array_equal(lines[unit]["y"], trace.f[:, unit].astype(np.float32))
        assert lines[unit]["name"] == str(unit + 1)
    np.testing.assert_allclose(lines["mean"]["y"], trace.f.mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(lines["low"]["y"], np.quantile(trace.f, 0.1, axis=1), rtol=1e-6)
    np.testing.assert_allclose(lines["high"]["y"], np.quantile(trace.f, 0.9, axis=1), rtol=1e-6)


def test_nine_units_are_told_apart_without_colour():
    lines = figures.unit_lines(run(H=9), "f", range(9))["data"][3:]
    assert len({line["line"]["dash"] for line in lines}) == 9
    assert len({line["marker"]["symbol"] for line in lines}) == 9


def test_the_key_names_each_line_beside_its_sample(trace):
    spec = figures.unit_lines(trace, "f", (3, 1))
    samples = [shape["line"]["dash"] for shape in spec["layout"]["shapes"]]
    assert samples == [line["line"]["dash"] for line in spec["data"][3:]]
    assert {"4", "2"} < {note["text"] for note in spec["layout"]["annotations"]}


@pytest.mark.parametrize(("T", "mode"), [(60, "lines+markers"), (61, "lines")])
def test_long_lines_carry_no_markers(T, mode):
    assert figures.unit_lines(run(T=T), "f")["data"][3]["mode"] == mode


# Distribution


@pytest.mark.parametrize("signal", "fgch")
def test_each_column_is_the_histogram_of_the_units(trace, signal):
    (heat,) = figures.gate_distribution(trace, signal, 12)["data"]
    low = heat["y0"] - heat["dy"] / 2
    for t in range(trace.steps):
        expected, _ = np.histogram(trace[signal][t], 12, (low, low + 12 * heat["dy"]))
        np.testing.assert_array_equal(heat["z"][:, t], expected)


def test_every_unit_is_counted_once_also_at_the_very_ends():
    tr = run(T=6, clamps={"f": np.array([0.0, 0.25, 1.0, 7.0, -3.0])})
    (heat,) = figures.gate_distribution(tr, "f", 4)["data"]
    np.testing.assert_array_equal(heat["z"], np.repeat([[2], [1], [0], [2]], 6, axis=1))


@pytest.mark.parametrize(("H", "dtype"), [(255, np.uint8), (256, np.uint16)])
def test_counts_take_the_least_type_that_holds_them(H, dtype):
    (heat,) = figures.gate_distribution(run(T=2, H=H, clamps={"f": 0.52}), "f")["data"]
    assert heat["z"].dtype == dtype
    assert heat["z"].max() == heat["zmax"] == H


# Saturation


def test_shares_are_those_of_the_steps_beyond_the_thresholds(trace):
    order = unit_order(trace, "mean")
    bars = figures.gate_saturation(trace, order=order)["data"]
    for k, signal in enumerate("fio"):
        below, between, above = (bar["x"] for bar in bars[3 * k : 3 * k + 3])
        values = trace[signal][:, order]
        np.testing.assert_allclose(below, (values < 0.1).mean(axis=0), rtol=1e-6)
        np.testing.assert_allclose(above, (values > 0.9).mean(axis=0), rtol=1e-6)
        np.testing.assert_allclose(below + between + above, 1, rtol=1e-6)
        assert below.any()
        assert above.any()
    assert all(list(bar["y"]) == [unit + 1 for unit in order] for bar in bars)


# Activation


def test_points_are_the_units_pre_activations_and_values_in_the_order_of_time(trace):
    points = {part["meta"]: part for part in figures.activation_curve(trace, 3)["data"]}
    for signal in "figo":
        np.testing.assert_array_equal(points[signal]["x"], trace[f"a_{signal}"][:, 3].astype(np.float32))
        np.testing.assert_array_equal(points[signal]["y"], trace[signal][:, 3].astype(np.float32))
        np.testing.assert_array_equal(points[signal]["customdata"], np.arange(1, 31))
    np.testing.assert_allclose(points["tanh"]["y"], np.tanh(points["tanh"]["x"]), atol=1e-6)


@pytest.mark.parametrize("scale", [0.1, 50.0])
def test_the_axis_is_symmetric_and_holds_at_least_six_and_the_run(scale):
    tr = run(scale=scale)
    low, high = figures.activation_curve(tr, 0)["layout"]["xaxis"]["range"]
    assert low == -high
    assert high >= max(6, *(abs(tr[f"a_{s}"][:, 0]).max() for s in "figo"))


# Ledger


def test_columns_sum_to_the_cell_state_and_what_is_to_come_is_not_drawn():
    tr = run(state={"c": np.arange(1.0, 6.0)})
    (heat,) = figures.ledger_heatmap(tr, 4)["data"]
    assert heat["z"].shape == (31, 30)
    np.testing.assert_allclose(np.nansum(heat["z"], axis=0), tr.c[:, 4], rtol=1e-4, atol=1e-5)
    steps = np.arange(1, 31)
    np.testing.assert_array_equal(np.isnan(heat["z"]), np.arange(31)[:, None] > steps)
    np.testing.assert_allclose(heat["z"][steps, steps - 1], (tr.i * tr.g)[:, 4], rtol=1e-6)
    assert np.nanmax(abs(heat["z"])) <= heat["zmax"] == -heat["zmin"]


def test_a_long_run_shows_the_512_steps_up_to_one_and_what_all_before_them_left():
    tr = run(T=700, H=2)
    whole = lv.memory_ledger(tr, units=1)[..., 0].T
    for last, first in ((None, 188), (600, 88), (100, 0)):
        spec = figures.ledger_heatmap(tr, 1, last=last, dtype=np.float64)
        (heat,) = spec["data"]
        assert (heat["x0"], heat["y0"], heat["z"].shape) == (first + 1, first, (513, 512))
        part = slice(first, first + 512)
        np.testing.assert_allclose(np.nansum(heat["z"], axis=0), tr.c[part, 1], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(heat["z"][0], whole[: first + 1, part].sum(axis=0), rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(np.nan_to_num(heat["z"][1:]), whole[first + 1 : first + 513, part])
        assert spec["layout"]["xaxis"]["range"] == [first + 0.5, first + 512.5]


def test_the_ledger_of_a_reverse_run_holds_the_steps_that_were_computed_before():
    tr = run(T=600, H=2).flipped()
    (heat,) = figures.ledger_heatmap(tr, 1, last=550, dtype=np.float64)["data"]
    part = slice(38, 550)
    np.testing.assert_allclose(np.nansum(heat["z"], axis=0), tr.c[part, 1], rtol=1e-12, atol=1e-15)
    assert np.isnan(heat["z"][1, 1:]).all(), "step 39 leaves nothing in what was computed before it"
    assert not np.isnan(heat["z"][[0, -1]]).any()
