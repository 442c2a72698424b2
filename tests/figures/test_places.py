"""The heat map of last places and the two curves of one training, as data."""

import numpy as np
import plotly.graph_objects as go
import pytest

from lstm_viz.figures import places_heatmap, twice_lines

PLACES = np.array([[0.0, 1.0, 9.0], [999.0, 1e15, np.inf]])


def test_colours_are_powers_of_ten_and_the_hover_has_the_number():
    (heat,) = places_heatmap(PLACES, ["f", "h"])["data"]
    np.testing.assert_allclose(heat["z"], [[0, np.log10(2), 1], [3, 15, 17]], rtol=1e-6)
    np.testing.assert_array_equal(heat["customdata"][0], [0, 1, 9])
    assert heat["y"] == ["f", "h"]
    assert (heat["zmin"], heat["zmax"]) == (0, 17), "the scale stays, whatever is drawn"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_red_begins_where_one_tick_says_and_ends_the_scale(dtype):
    (heat,) = places_heatmap(PLACES, ["f", "h"], dtype)["data"]
    jump = [share for share, _colour in heat["colorscale"]]
    assert jump == sorted(jump)
    assert jump.count(jump[2]) == 2, "the accent ends where red begins"
    assert max(heat["colorbar"]["tickvals"]) <= heat["zmax"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_both_specs(theme):
    go.Figure(places_heatmap(PLACES, ["f", "h"], names={"time": "时间步"}, theme=theme))
    go.Figure(twice_lines((np.ones(3), np.ones(3)), np.zeros(3), 1e-10, theme=theme))


def test_both_losses_and_their_difference_are_drawn():
    numpy, torch, apart = np.array([1.0, 0.5]), np.array([1.0, 0.5 + 1e-12]), np.array([1e-16, 1e-15])
    lines = {line["meta"]: line["y"] for line in twice_lines((numpy, torch), apart, 1e-10)["data"]}
    np.testing.assert_array_equal(lines["numpy"], numpy)
    np.testing.assert_array_equal(lines["torch"], torch)
    np.testing.assert_allclose(lines["losses"], [1e-18, 1e-12], rtol=1e-3)
    np.testing.assert_array_equal(lines["weights"], apart)
    np.testing.assert_array_equal(lines["bound"], [1e-10, 1e-10])
