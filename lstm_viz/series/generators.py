"""Sequences made by rule and seed: waves, jumps, noise, and the tasks on which LSTMs were first tried."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..arrays import count
from ..errors import InputError, excerpt, text
from ..types import Array, Inputs
from .parameters import Parameter, read_parameters

MOST_STEPS = 10_000
LARGEST_SEED = 2**32 - 1  # as of the weights
SYMBOLS = "ABCDEFGH"  # of the copying task, eight as in its papers


@dataclass(frozen=True)
class Generator:
    """A rule that makes a sequence of any length."""

    name: str
    title: str  # English, translated by `ui`
    story: str  # English, translated by `ui`: what to watch in the gates
    features: tuple[str, ...]  # what each of the D numbers of a step is; words are translated by `ui`
    parameters: tuple[Parameter, ...]
    make: Callable[..., Array]  # (steps, rng, **parameters) → (T,) or (T, D)
    draws: bool = True  # whether the seed matters

    def read(self, given: Mapping[str, object]) -> dict[str, float]:
        """Every parameter, the given ones checked. Raises InputError 'unknown', 'out-of-range'."""
        return read_parameters(self.parameters, given, "args")


def generate(name: object, steps: object, seed: object = 0, **parameters: object) -> Inputs:
    """Make a sequence, (T, D) in float64: the same numbers for the same name, steps, seed and parameters.

    Raises InputError, and nothing else: 'unknown', 'out-of-range'.
    """
    if not isinstance(name, str) or name not in GENERATORS:
        expected = text("one of {names}", names=", ".join(GENERATORS))
        raise InputError("unknown", "source", excerpt(name), expected, text("Choose one of these names."))
    steps, seed = count("steps", steps, 1, MOST_STEPS), count("seed", seed, 0, LARGEST_SEED)
    rule = GENERATORS[name]
    made = rule.make(steps, np.random.default_rng(seed), **rule.read(parameters))
    x: Inputs = made.reshape(steps, len(rule.features)).astype(np.float64) + 0.0  # no −0
    return x


def _sine(steps: int, rng: np.random.Generator, period: float, amplitude: float) -> Array:
    wave: Array = amplitude * np.sin(2 * math.pi * np.arange(steps) / period)
    return wave


def _square(steps: int, rng: np.random.Generator, period: float, amplitude: float) -> Array:
    return np.where(np.arange(steps) % period < period / 2, amplitude, -amplitude)


def _saw(steps: int, rng: np.random.Generator, period: float, amplitude: float) -> Array:
    return amplitude * (2 * (np.arange(steps) % period) / period - 1)


def _sines(steps: int, rng: np.random.Generator, long: float, short: float, share: float) -> Array:
    return (1 - share) * _sine(steps, rng, long, 1.0) + share * _sine(steps, rng, short, 1.0)


def _step(steps: int, rng: np.random.Generator, at: int, height: float) -> Array:
    return np.where(np.arange(1, steps + 1) >= at, height, 0.0)


def _impulse(steps: int, rng: np.random.Generator, at: int, height: float) -> Array:
    return np.where(np.arange(1, steps + 1) == at, height, 0.0)


def _walk(steps: int, rng: np.random.Generator, spread: float) -> Array:
    return np.cumsum(_noise(steps, rng, spread))


def _noise(steps: int, rng: np.random.Generator, spread: float) -> Array:
    return rng.normal(0, spread, steps)


def _adding(steps: int, rng: np.random.Generator) -> Array:
    """Values from -1 to 1, and the two to be added marked by a 1: one in each half [hochreiter1997]."""
    value, marker, half = rng.uniform(-1, 1, steps), np.zeros(steps), steps // 2
    marker[[rng.integers(0, max(half, 1)), rng.integers(half, steps)]] = 1
    return np.stack([value, marker], axis=1)


def _copy(steps: int, rng: np.random.Generator, length: int, delay: int) -> Array:
    """Rounds of `length` symbols, `delay` blanks, the sign to go, and `length` blanks to answer in [arjovsky2016]."""
    blank, go = len(SYMBOLS), len(SYMBOLS) + 1
    rounds = math.ceil(steps / (2 * length + delay + 1))
    signs = np.full((rounds, 2 * length + delay + 1), blank)
    signs[:, :length] = rng.integers(0, len(SYMBOLS), (rounds, length))
    signs[:, length + delay] = go
    one_hot: Array = np.eye(len(SYMBOLS) + 2)[signs.ravel()[:steps]]
    return one_hot


def _parity(steps: int, rng: np.random.Generator, ones: float) -> Array:
    return (rng.random(steps) < ones).astype(np.float64)


def _anbn(steps: int, rng: np.random.Generator, longest: int) -> Array:
    """Words aⁿbⁿ and an end after each, n drawn from 1 to `longest` [gers2001]."""
    lengths = rng.integers(1, longest + 1, steps)  # a word has three signs at least, so these are enough
    ends = np.cumsum(2 * lengths + 1)
    lengths = lengths[: np.searchsorted(ends, steps) + 1]
    words = np.tile([0, 1, 2], len(lengths))
    repeats = np.stack([lengths, lengths, np.ones_like(lengths)], axis=1).ravel()
    one_hot: Array = np.eye(3)[np.repeat(words, repeats)[:steps]]
    return one_hot


def _latch(steps: int, rng: np.random.Generator, length: int, spread: float) -> Array:
    """A cue of 1 or −1, then noise [bengio1994]."""
    cue = rng.choice([-1.0, 1.0])
    return np.where(np.arange(steps) < length, cue, rng.normal(0, spread, steps))


_PERIOD = Parameter("period", "Period in steps", 25, 2, MOST_STEPS, False)
_AMPLITUDE = Parameter("amplitude", "Amplitude", 1, 0, 100, False)
_HEIGHT = Parameter("height", "Height", 1, -100, 100, False)
_SPREAD = Parameter("spread", "Spread", 1, 0, 100, False)

GENERATORS: dict[str, Generator] = {
    "sine": Generator(
        "sine",
        "Sine",
        "The gates swing with the wave; see which units follow it, and which lag behind or answer at double the pace.",
        ("value",),
        (_PERIOD, _AMPLITUDE),
        _sine,
        draws=False,
    ),
    "square": Generator(
        "square",
        "Square wave",
        "After each jump the gates settle within a few steps; the more slowly they do, the longer the memory.",
        ("value",),
        (_PERIOD, _AMPLITUDE),
        _square,
        draws=False,
    ),
    "saw": Generator(
        "saw",
        "Sawtooth",
        "The wave rises slowly and drops at once; compare how fast the cell states follow the one and the other.",
        ("value",),
        (_PERIOD, _AMPLITUDE),
        _saw,
        draws=False,
    ),
    "sines": Generator(
        "sines",
        "Sum of two sines",
        "A slow wave carries a quick one; look for units that follow only the slow one.",
        ("value",),
        (
            Parameter("long", "Long period in steps", 50, 2, MOST_STEPS, False),
            Parameter("short", "Short period in steps", 9, 2, MOST_STEPS, False),
            Parameter("share", "Share of the short one", 0.4, 0, 1, False),
        ),
        _sines,
        draws=False,
    ),
    "step": Generator(
        "step",
        "Step up",
        "The input changes once and stays; watch how many steps the cell states take to their new level.",
        ("value",),
        (Parameter("at", "Step of the change", 50, 1, MOST_STEPS, True), _HEIGHT),
        _step,
        draws=False,
    ),
    "impulse": Generator(
        "impulse",
        "Impulse",
        "One single step differs from zero; what is left of it later is what the forget gate kept.",
        ("value",),
        (Parameter("at", "Step of the change", 10, 1, MOST_STEPS, True), _HEIGHT),
        _impulse,
        draws=False,
    ),
    "walk": Generator(
        "walk",
        "Random walk",
        "The further the walk strays from zero, the more gates get stuck near 0 or 1: compare with scaling off.",
        ("value",),
        (_SPREAD,),
        _walk,
    ),
    "noise": Generator(
        "noise",
        "Noise",
        "Every step is drawn afresh; gates flicker, while a cell state with open forget gates moves smoothly.",
        ("value",),
        (_SPREAD,),
        _noise,
    ),
    "adding": Generator(
        "adding",
        "Adding problem",
        "Two values are marked, their sum is asked at the end; an input gate that solves it opens at the two marks.",
        ("value", "marker"),
        (),
        _adding,
    ),
    "copy": Generator(
        "copy",
        "Copy with delay",
        "Symbols come, then blanks, then the sign to repeat them; watch what the cell states still hold at that sign.",
        (*SYMBOLS, "blank", "go"),
        (
            Parameter("length", "Symbols to copy", 5, 1, 100, True),
            Parameter("delay", "Blanks before the sign", 20, 0, 5000, True),
        ),
        _copy,
    ),
    "parity": Generator(
        "parity",
        "Parity",
        "Is the count of ones even so far? A cell that knows must turn over at every 1 and hold at every 0.",
        ("bit",),
        (Parameter("ones", "Share of ones", 0.5, 0, 1, False),),
        _parity,
    ),
    "anbn": Generator(
        "anbn",
        "aⁿbⁿ",
        "As many b as a before each end: a cell state can count up at a and down at b; look whether one does.",
        ("a", "b", "end"),
        (Parameter("longest", "Largest n", 10, 1, 1000, True),),
        _anbn,
    ),
    "latch": Generator(
        "latch",
        "Latch",
        "A cue of 1 or −1, then noise; the cue is remembered as long as forget gates stay open and input gates shut.",
        ("value",),
        (
            Parameter("length", "Steps of the cue", 3, 1, MOST_STEPS, True),
            Parameter("spread", "Spread", 0.2, 0, 100, False),
        ),
        _latch,
    ),
}
