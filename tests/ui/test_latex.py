"""The equations to copy: LaTeX that compiles anywhere, with the places of the equations on the screen."""

import re
import xml.etree.ElementTree as ET

import pytest
from latex2mathml.converter import convert

from lstm_viz.ui.equations import equations
from lstm_viz.ui.latex import latex

SIZES = [(1, 1, True), (1, 1, False), (2, 1, True), (1, 3, True), (8, 8, True), (8, 8, False)]
COMMANDS = {r"\sigma", r"\tanh", r"\cdot", r"\quad", r"\hat", "\\\\"}
PLACE = re.compile("⟦([^⟧]*)⟧")


@pytest.mark.parametrize("sizes", SIZES)
def test_it_is_ascii_with_few_commands_and_balanced_braces(sizes):
    for code, lines in latex(*sizes).items():
        filled = PLACE.sub("(-0.1)", lines)
        assert filled.isascii(), code
        assert set(re.findall(r"\\(?:[a-zA-Z]+|.)", filled)) <= COMMANDS, code
        depth = 0
        for character in filled:
            depth += {"{": 1, "}": -1}.get(character, 0)
            assert depth >= 0, code
        assert depth == 0, code
        assert all(line.count("&") == 1 for line in filled.split("\\\\\n")), code


@pytest.mark.parametrize("sizes", SIZES)
def test_its_places_are_those_on_the_screen_in_the_same_order(sizes):
    shown = equations(*sizes)
    for code, lines in latex(*sizes).items():
        on_screen = [
            node.get("data-n")
            for node in ET.fromstring(shown[code]).iter()  # noqa: S314 (our own text)
            if node.get("data-n")
        ]
        if code.startswith("held."):  # what is struck out on the screen is left out; the value stands in both
            on_screen = on_screen[-len(PLACE.findall(lines)) :]
            assert on_screen[-1] == code.replace("held.", "="), code
        # MathML writes an upper index after the lower one, as LaTeX does here.
        assert PLACE.findall(lines) == on_screen, code


@pytest.mark.parametrize("sizes", SIZES)
def test_it_reads_back_as_mathematics(sizes):
    for code, lines in latex(*sizes).items():
        markup = convert(rf"\begin{{align*}}{PLACE.sub('-0.1', lines)}\end{{align*}}")
        assert "\\" not in markup, code
        assert len(re.findall("<mtr>", markup)) == lines.count("\\\\\n") + 1, code
