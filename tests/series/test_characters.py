"""Text, a character a step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.errors import InputError
from lstm_viz.series import characters
from lstm_viz.series.characters import MOST_CHARACTERS, MOST_DIFFERENT


def refusal(typed):
    with pytest.raises(InputError) as caught:
        characters(typed)
    assert str(caught.value).isprintable()
    return caught.value


def test_a_word_is_one_hot_over_its_sorted_characters():
    read = characters("hello")
    assert read.alphabet == ("e", "h", "l", "o")
    assert read.text == "hello"
    assert read.x.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_what_cannot_be_seen_has_a_sign():
    assert characters("a b\tc\r\nd\ne\u00a0f").text == "a␣b⇥c⏎d⏎e␣f"


def test_a_letter_and_its_accent_are_one_character():
    assert characters("e\u0301").text == "é"
    assert characters("遗忘门").alphabet == tuple(sorted("遗忘门"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "text-empty"),
        (None, "text-type"),
        (b"abc", "text-type"),
        ("ab\ud800", "text-invisible"),
        ("ab\x00", "text-invisible"),
        ("ab\u200b", "text-invisible"),
        ("a" * (MOST_CHARACTERS + 1), "text-too-long"),
        ("a" * 10**7, "text-too-long"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + MOST_DIFFERENT + 1))), "text-too-many"),
    ],
)
def test_what_cannot_be_taken_is_named(typed, code):
    assert refusal(typed).code == code


def test_the_place_of_an_invisible_character_is_told():
    assert "U+200B, at place 3" in str(refusal("ab\u200b"))


def test_the_longest_and_the_most_varied_text_are_taken():
    assert characters("a" * MOST_CHARACTERS).x.shape == (MOST_CHARACTERS, 1)
    assert characters("".join(map(chr, range(0x4E00, 0x4E00 + MOST_DIFFERENT)))).x.shape == (MOST_DIFFERENT,) * 2


@given(st.text(max_size=40))
def test_every_text_is_read_back_from_its_numbers_or_refused(typed):
    try:
        read = characters(typed)
    except InputError as error:
        assert str(error).isprintable()
        return
    assert "".join(read.alphabet[k] for k in read.x.argmax(axis=1)) == read.text
    assert (read.x.sum(axis=1) == 1).all()
    assert set(np.unique(read.x)) <= {0, 1}
    assert list(read.alphabet) == sorted(set(read.alphabet))
    assert read.text.isprintable()
