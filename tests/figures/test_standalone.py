"""The exported page: everything inside, nothing twice, and what a user has typed is text."""

import base64
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.offline import get_plotlyjs

import lstm_viz as lv
from lstm_viz.errors import InputError
from lstm_viz.figures import PANELS, panel_spec, standalone_html
from lstm_viz.figures.standalone import MOST_FRAMES

HOSTILE = "</script><script>alert(1)</script><a href='x'>&amp;"


def run(T, H=8):
    return lv.trace("lstm", lv.init_params("lstm", 1, H, seed=1), np.sin(np.arange(T) / 9))


def parts(html):
    """Read data, layout and frames back from the page."""
    start = html.index('"panels",', html.index("Plotly.newPlot(", len(get_plotlyjs()))) + len('"panels",')
    decoder = json.JSONDecoder()
    data, end = decoder.raw_decode(html, start + len(html[start:]) - len(html[start:].lstrip()))
    layout, _ = decoder.raw_decode(html, html.index("{", end))
    frames, _ = decoder.raw_decode(html, html.index("[", html.index("Plotly.addFrames(", end)))
    return {"data": data, "layout": layout, "frames": frames}


def test_the_size_grows_linearly_with_the_steps():
    sizes = [len(standalone_html(run(T))) - len(get_plotlyjs()) for T in (100, 200, 400)]
    first, second = np.diff(sizes)
    assert second == pytest.approx(2 * first, rel=0.05)
    assert sizes[2] < 400 * (6 * 8 * 4 * 4 / 3 + 700)  # six arrays in base64, and little more for each step


@pytest.mark.parametrize("panels", [("f", "i", "o", "g", "c", "h"), PANELS])
def test_a_frame_carries_nothing_but_where_the_cursor_is(panels):
    figure = parts(standalone_html(run(30), panels))
    assert [frame["name"] for frame in figure["frames"]] == [str(t) for t in range(1, 31)]
    for frame in figure["frames"]:
        assert frame.keys() == {"name", "layout"}
        assert frame["layout"].keys() == {"shapes"}
        for shape in frame["layout"]["shapes"]:
            assert shape.keys() in ({"x0", "x1"}, {"xanchor", "yanchor"})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_the_whole_figure_with_its_frames(theme):
    figure = go.Figure(parts(standalone_html(run(12), PANELS, unit=3, units=(1, 2), theme=theme)))
    assert len(figure.frames) == 12
    assert len(figure.layout.sliders[0].steps) == 12


def test_cursors_start_at_the_first_step_and_points_lie_on_their_curves():
    tr = run(20)
    figure = parts(standalone_html(tr, ("f", "curve"), unit=5))
    cursor, *points = figure["layout"]["shapes"]
    assert (cursor["x0"], cursor["x1"], cursor["xref"]) == (1, 1, "x")
    for t, frame in enumerate(figure["frames"]):
        for shape, signal in zip(frame["layout"]["shapes"][1:], "figo", strict=True):
            assert shape["xanchor"] == pytest.approx(tr[f"a_{signal}"][t, 5], rel=1e-5)
            assert shape["yanchor"] == pytest.approx(tr[signal][t, 5], rel=1e-5)
    assert len(points) == 4


def test_the_panels_hold_the_numbers_of_the_trace_bit_for_bit():
    tr = run(25)
    for heat, signal in zip(parts(standalone_html(tr))["data"], "fiogch", strict=True):
        assert (heat["meta"], heat["z"]["dtype"], heat["z"]["shape"]) == (signal, "f4", "8, 25")
        z = np.frombuffer(base64.b64decode(heat["z"]["bdata"]), "<f4").reshape(8, 25)
        np.testing.assert_array_equal(z, tr[signal].T.astype(np.float32))


def test_time_is_shared_and_no_two_panels_overlap():
    layout = parts(standalone_html(run(9), PANELS))["layout"]
    boxes = set()
    for key, axis in layout.items():
        if key.startswith("xaxis"):
            y = layout["yaxis" + axis["anchor"][1:]]
            boxes.add((round(axis["domain"][0], 6), round(axis["domain"][1], 6), *np.round(y["domain"], 6)))
    assert len(boxes) == len(PANELS) + 2  # saturation has three columns
    for one in boxes:
        for other in boxes - {one}:
            assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
    assert sum(axis.get("matches") == "x" for key, axis in layout.items() if key.startswith("xaxis")) == 8


def test_a_long_run_has_a_frame_for_every_second_or_third_step():
    frames = parts(standalone_html(run(2 * MOST_FRAMES + 1, H=1), ("f",)))["frames"]
    assert len(frames) <= MOST_FRAMES
    assert frames[1]["name"] == "4"


def test_what_a_user_typed_is_text():
    words = dict.fromkeys([*PANELS, "time", "unit", "play", "pause", "mean", "band", "source", "below"], HOSTILE)
    html = standalone_html(run(5), PANELS, names=words, title=HOSTILE, lang='"><script>')
    ours = html.replace(get_plotlyjs(), "")
    assert "alert(1)</script>" not in ours
    assert len(re.findall("<script", ours)) == len(re.findall("<script", standalone_html(run(5), PANELS))) - len(
        re.findall("<script", get_plotlyjs())
    )
    assert "<title>&lt;/script&gt;" in ours


def test_each_panel_has_a_name_and_another_is_refused():
    for panel in PANELS:
        assert panel_spec(run(4), panel)["data"]
    with pytest.raises(InputError) as refused:
        standalone_html(run(4), ("f", "q"))
    assert refused.value.code == "unknown"
