"""Every symbol of the screen has an entry of its own, in both languages, with the range its signal has."""

import re
from html import unescape

import pytest

from lstm_viz.cells import CELLS
from lstm_viz.ui.glossary import TERMS, glossary
from lstm_viz.ui.language import translator


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_symbol_has_an_entry_of_its_own(lang):
    entries = glossary(1, True, translator(lang))["entries"]
    assert {entry["symbol"] for entry in entries.values()} >= set("x h c f i o g a W U b σ tanh ŷ V".split())
    for field in ("symbol", "name", "meaning"):
        assert len({entry[field] for entry in entries.values()}) == len(entries)


def test_a_signals_entry_has_the_cells_own_name_and_range():
    for signal in CELLS["lstm"].signals:
        if not signal.name.startswith("a_"):
            term = TERMS[signal.name]
            assert (term.name, term.low, term.high) == (signal.title, signal.low, signal.high)


@pytest.mark.parametrize("units", [1, 3])
def test_the_equations_name_step_and_unit_and_hold_no_number(units):
    for name, markup in glossary(units, True, str)["equations"].items():
        assert set(re.findall(r'data-n="(.*?)"', markup)) <= {"t", "t-1", *(["k"] if units > 1 else [])}, name
        assert "<mtr>" in markup, name


def test_the_squashing_functions_are_written_out_as_a_calculator_needs_them():
    equations = glossary(1, False, str)["equations"]
    said = {key: unescape(re.sub("<.*?>", "", equations[key])) for key in ("σ", "tanh")}
    assert said == {"σ": "σ(a)=11+e−a", "tanh": "tanh(a)=ea−e−aea+e−a"}


def test_without_an_output_there_is_no_entry_of_it():
    without = glossary(1, False, str)
    assert not {"y", "V"} & (without["entries"].keys() | without["equations"].keys())
