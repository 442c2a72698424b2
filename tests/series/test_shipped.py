"""The shipped series: their numbers, and where each is from."""

import importlib.resources
import tomllib

import numpy as np
import pytest

import dev
from lstm_viz.errors import InputError
from lstm_viz.series import SERIES, load_series

DATA = importlib.resources.files("lstm_viz") / "series" / "data"
SOURCES = (DATA / "SOURCES.md").read_text("utf-8")
LENGTHS = {"passengers": 144, "sunspots": 309, "co2": 2284, "ecg": 1200, "temperature": 1461}


@pytest.mark.parametrize("name", LENGTHS)
def test_every_series_has_its_length_and_cannot_be_changed(name):
    x = load_series(name)
    assert x.shape == (LENGTHS[name], 1)
    assert x.dtype == np.float64
    assert np.isfinite(x).all()
    assert x is load_series(name)
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 1


def test_the_records_name_exactly_these_series():
    assert {name: series.name for name, series in SERIES.items()} == {name: name for name in LENGTHS}


def test_well_known_values_stand_where_they_belong():
    passengers, sunspots, co2, ecg, temperature = (load_series(name)[:, 0] for name in LENGTHS)
    assert passengers[:3].tolist() == [112, 118, 132]  # AirPassengers of R begins so
    assert (passengers.max(), passengers.argmax(), passengers[-1]) == (622, 138, 432)  # July 1960; December 1960
    assert sunspots[1957 - 1700] == sunspots.max() == 190.2  # the greatest maximum on record
    assert (co2[0], co2[-1]) == (316.1, 371.5)
    assert (np.diff(co2[7:16]) < 1).all()  # gaps among them
    assert ecg[:2].tolist() == [-0.245, -0.175]  # the first and the fourth value that SciPy shows
    assert ecg.max() > 1.5  # a heartbeat, in millivolts
    assert temperature[:2].tolist() == [12.8, 10.6]
    assert temperature.max() == 35.6


@pytest.mark.parametrize("name", LENGTHS)
def test_every_file_is_small_begins_with_a_header_and_where_the_record_says(name):
    raw = (DATA / f"{name}.csv").read_bytes()
    header, first = raw.decode("utf-8").splitlines()[:2]
    assert len(raw) < 100_000
    assert header.endswith(f",{name}")
    assert first.startswith(f"{SERIES[name].start},")


def test_every_file_has_its_source_licence_and_changes_told():
    files = {file.name.removesuffix(".csv") for file in DATA.iterdir() if file.name.endswith(".csv")}
    assert files == set(SERIES)
    for name in files:
        told = SOURCES.partition(f"## {name}.csv\n")[2].partition("\n## ")[0]
        for part in ("**What**", "**Source**", "**Licence**", "**Changed**"):
            assert part in told, name
        assert f"({LENGTHS[name]:,})" in told
        licence = SERIES[name].licence
        assert licence.partition(",")[0].casefold() in told.casefold(), "the record says what the file says"


def test_the_data_are_part_of_the_package():
    settings = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))
    packaged = settings["tool"]["setuptools"]["package-data"]["lstm_viz"]
    assert {"series/data/*.csv", "series/data/*.md"} <= set(packaged)


@pytest.mark.parametrize("name", ["", "airline", None, 3, ["co2"], "../../secret", "co2.csv"])
def test_an_unknown_series_is_refused(name):
    with pytest.raises(InputError, match="passengers, sunspots"):
        load_series(name)
