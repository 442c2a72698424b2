"""Every signal can be read: contrast in both themes, and a dash and marker of its own."""

import itertools
import tomllib
from pathlib import Path

import pytest

from lstm_viz.figures import DIVERGING, INK, SIGNAL_STYLES

THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    channels = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in (one, other)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in zip(*channels, strict=True))


@pytest.mark.parametrize(("theme", "name"), [*itertools.product(THEMES, SIGNAL_STYLES)])
def test_a_signal_has_contrast_on_every_surface(theme, name):
    style = SIGNAL_STYLES[name]
    for surface in INK[theme].surfaces:
        assert contrast(style.shade("text", theme), surface) >= 4.5
        assert contrast(style.shade("mark", theme), surface) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_ink_has_contrast_on_every_surface(theme):
    ink = INK[theme]
    for surface in ink.surfaces:
        assert min(contrast(colour, surface) for colour in (ink.text, ink.quiet, ink.accent)) >= 4.5


@pytest.mark.parametrize(("theme", "name"), [*itertools.product(THEMES, SIGNAL_STYLES)])
def test_a_lit_block_can_be_read(theme, name):
    tint = mixed(SIGNAL_STYLES[name].shade("mark", theme), INK[theme].surfaces[0], 0.4)  # as in player.css
    assert contrast(INK[theme].text, tint) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_number_in_a_full_cell_of_a_heat_map_can_be_read(theme):
    hues = [*DIVERGING[theme], *(SIGNAL_STYLES[gate].shade("mark", theme) for gate in "fio")]
    for hue in hues:
        assert contrast(INK[theme].text, mixed(hue, INK[theme].surfaces[0], 0.6)) >= 4.5  # as in units.js


def test_no_two_signals_share_dash_and_marker():
    assert len({(s.dash, s.marker) for s in SIGNAL_STYLES.values()}) == len(SIGNAL_STYLES)
    assert len({s.mark for s in SIGNAL_STYLES.values()}) == len(SIGNAL_STYLES)


@pytest.mark.parametrize("theme", THEMES)
def test_ink_is_the_theme_of_the_app(theme):
    root = Path(__file__).parents[2]
    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][theme]
    ink = INK[theme]
    assert settings["textColor"] == ink.text
    assert settings["primaryColor"] == ink.accent
    assert (settings["backgroundColor"], settings["secondaryBackgroundColor"]) == ink.surfaces[:2]
