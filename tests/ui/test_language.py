"""Both languages are complete: same messages, same places for numbers, nothing left in English."""

import re

import pytest
from babel.messages.pofile import read_po

from lstm_viz.config import LANGUAGES as LANGUAGES_OF_THE_ADDRESS
from lstm_viz.errors import InputError, text
from lstm_viz.ui.language import LANGUAGES, explain, preferred, translator
from tests.ui.messages import ROOT, messages

HAN = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_CHINESE = {"{name} {symbol} =", "{where}. {words}"}  # messages without a word
TERMS = {
    "forget gate": "遗忘门",
    "input gate": "输入门",
    "output gate": "输出门",
    "candidate": "候选值",
    "cell state": "细胞状态",
    "hidden state": "隐藏状态",
}


@pytest.fixture(scope="module")
def chinese():
    with (ROOT / "lstm_viz" / "lessons" / "locale" / "zh.po").open("rb") as source:
        return {message.id: message for message in read_po(source, locale="zh") if message.id}


def places(message: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}", message))


def test_every_message_is_translated_and_none_is_left_over(chinese):
    assert sorted(messages() - chinese.keys()) == []
    assert sorted(chinese.keys() - messages()) == []


def test_a_translation_has_the_same_places_for_numbers(chinese):
    different = [key for key, message in chinese.items() if places(key) != places(message.string)]
    assert different == []


def test_nothing_is_empty_fuzzy_or_left_in_english(chinese):
    for key, message in chinese.items():
        assert message.string.strip(), key
        assert not message.fuzzy, key
        assert HAN.search(message.string) or key in SAME_IN_CHINESE, key


def test_no_english_message_holds_chinese():
    assert [message for message in messages() if HAN.search(message)] == []


@pytest.mark.parametrize("term", TERMS)
def test_terms_are_those_of_the_field(term):
    assert translator("zh")(term) == TERMS[term]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH-tw", "zh"), ("en-GB", "en"), ("de", "en"), (None, "en"), ("", "en")],
)
def test_the_browser_chooses_the_first_language(locale, language):
    assert preferred(locale) == language


def test_the_switch_offers_what_the_address_takes():
    assert tuple(LANGUAGES) == LANGUAGES_OF_THE_ADDRESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_one_sentence_with_its_values(language):
    error = InputError(
        "unknown", "preset", "<b>", text("one of {names}", names="golden, torch"), text("Choose one of these names.")
    )
    sentence = explain(error, translator(language))
    assert "<b>" in sentence
    assert "golden, torch" in sentence
    assert bool(HAN.search(sentence)) == (language == "zh")
