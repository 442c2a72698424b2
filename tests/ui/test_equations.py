"""The equations: well-formed MathML, and every place in them is one that the player can fill."""

import re
import xml.etree.ElementTree as ET

import pytest

from lstm_viz.cells import CELLS
from lstm_viz.ui.equations import MOST_TERMS, equations
from lstm_viz.ui.sentences import SENTENCES

SIGNALS = {s.name for s in CELLS["lstm"].signals} | {"y"}
SIZES = [
    (1, 1, True),
    (1, 1, False),
    (2, 1, True),
    (1, 3, True),
    (8, 8, True),
    (8, 8, False),
    (1, 1, True, True),
    (1, 8, True, True),
]


def places(mathml: str) -> list[str]:
    return [node.get("data-n") for node in ET.fromstring(mathml).iter() if node.get("data-n")]  # noqa: S314 (our own text)


def known(path: str, features: int, units: int) -> bool:
    """Whether ui/player/run.js finds a number behind `path` in a run of these sizes."""
    if "*" in path:
        return all(known(part, features, units) for part in path.split("*"))
    name, _, column = path.lstrip("=").partition(":")
    if gate := re.fullmatch(r"([WUb])_([ifgo])", name):
        return int(column or 0) < {"W": features, "U": units, "b": 1}[gate[1]]
    if name == "V":
        return int(column) < units
    if name == "b_y":
        return True
    return name.rstrip("-") in SIGNALS and int(column or 0) < (features if name == "x" else units)


@pytest.mark.parametrize("sizes", SIZES)
def test_every_place_names_a_number(sizes):
    features, units, *_output = sizes
    for code, mathml in equations(*sizes).items():
        names = [place for place in places(mathml) if place not in ("t", "t-1", "k")]
        assert names, code
        assert [name for name in names if not known(name, features, units)] == []


@pytest.mark.parametrize("sizes", SIZES)
def test_every_operation_of_the_cell_has_its_equation_and_its_sentence(sizes):
    codes = [operation.code for operation in CELLS["lstm"].operations]
    held = [f"held.{signal}" for signal in CELLS["lstm"].clampable]
    assert sorted(equations(*sizes)) == sorted(codes + held)
    assert sorted(SENTENCES) == sorted(codes)
    assert {code for code in SENTENCES if "held" in SENTENCES[code]} == set(CELLS["lstm"].clampable)


@pytest.mark.parametrize("gate", "figo")
def test_the_last_row_is_the_value_of_the_gate(gate):
    assert places(equations(1, 1, False)[gate])[-1] == f"={gate}"


def test_a_short_dot_product_stands_whole_in_the_equation_and_a_long_one_does_not():
    assert "W_f:0" in places(equations(1, 1, False)["f"])
    assert not any(place.startswith("W_f:") for place in places(equations(MOST_TERMS, 1, False)["f"]))


def test_several_units_have_an_upper_index():
    assert "k" in places(equations(1, 2, False)["c"])
    assert "k" not in places(equations(1, 1, False)["c"])


@pytest.mark.parametrize(("op", "variant"), [(op, variant) for op in SENTENCES for variant in SENTENCES[op]])
def test_every_place_of_a_sentence_names_a_number(op, variant):
    for place in re.findall(r"\{([^}]+)\}", SENTENCES[op][variant]):
        assert place == "count" or known(place.rstrip("%").removesuffix("[]"), 1, 1)


def test_only_an_output_with_a_bias_has_one_in_its_equation():
    assert "b_y" in places(equations(1, 8, True, True)["h"])
    assert "b_y" not in places(equations(1, 8, True)["h"]) + places(equations(1, 8, False)["h"])
