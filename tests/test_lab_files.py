"""The door of lab files: every broken, foreign or newer file is one clear sentence, and nothing else escapes."""

import copy
import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.config import LANGUAGES, StepConfig
from lstm_viz.errors import InputError
from lstm_viz.lab import Lab
from lstm_viz.lab_files import MOST_NOTES, MOST_PREDICTIONS
from lstm_viz.lab_text import MOST_BYTES
from lstm_viz.ui.language import explain, translator

GOLDEN = Lab.of(StepConfig())
WHOLE = GOLDEN.to_json()
ANSWER = {"step": 1, "operation": "f", "unit": 1, "typed": "0,62", "tries": 1, "right": True}
HELD = {"signal": "f", "unit": 1, "step": None, "value": 0.5}


def document(**parts):
    """The worked example's document with other parts; a name 'weights.bias' reaches within; ... leaves a part out."""
    made = GOLDEN.document()
    for name, value in parts.items():
        *outer, last = name.split("__")
        within = made
        for key in outer:
            within = within[key]
        if value is ...:
            del within[last]
        else:
            within[last] = value
    return made


def refusal(raw):
    with pytest.raises(InputError) as caught:
        Lab.parse(raw)
    error = caught.value
    for language in LANGUAGES:
        sentence = explain(error, translator(language))
        assert sentence.isprintable()
        assert len(sentence) < 400
    return error


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "lab: found an empty file; expected a lab file: JSON text of at most 1 MB. Choose a file that was saved"),
        (b" \n\t\r\n", "found an empty file"),
        (b"\xef\xbb\xbf", "found an empty file"),
        ("i, f, g, o\n1, 2, 3, 4", "found a text that begins with 'i, f, g, o�1, 2, 3, 4'"),
        ("<script>alert(1)</script>" * 99, "found a text that begins with '<script>alert(1)</script><script>alert(…'"),
        ("null", "found a text that begins with 'null'"),
        (b"PK\x03\x04\x14\x00\xff\xfe\x80", "found bytes that are no UTF-8 text"),
        (WHOLE.encode("utf-16"), "found bytes that are no UTF-8 text"),
        (WHOLE[: len(WHOLE) // 2], "found a text that breaks off at line "),
        (WHOLE.rstrip()[:-1], "found a text that breaks off at line 43, column 1"),
        ('{"format": "lstm-viz', "found a text that breaks off at line 1, column 12"),
        ('{"format": tru', "found a text that breaks off at line 1, column 12"),
        ('{\n  "format": "lstm-viz lab",\n  "version": 1,,', "found ',' at line 3, column 16, where JSON has none"),
        ("{'format': 'lstm-viz lab'}", "found ''' at line 1, column 2, where JSON has none"),
        ('{"notes": "one\ntwo"}', "found a line break or control character within a text, at line 1, column 15"),
        (WHOLE + WHOLE, "found '{' at line 44, column 1, where JSON has none"),
        (WHOLE.replace('"seed": 0', '"seed": 0, "seed": 1'), "found the name 'seed' twice; expected every name once"),
        (WHOLE.replace("[0.6]", '[{"a": 1, "\\ud800": 1, "\\ud800": 1}]'), "found the name '�' twice"),
        ("[" * 100_000, "found lists within lists, hundreds deep"),
        ('{"a": ' * 100_000, "found lists within lists, hundreds deep"),
        (b"[" * (MOST_BYTES + 1), "found a file of 1.1 MB; expected a lab file: JSON text of at most 1 MB"),
        (" " * 3 * MOST_BYTES, "found a file of 3.0 MB"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_a_text_that_is_no_json_is_told_by_where_it_breaks(raw, sentence):
    error = refusal(raw)
    assert sentence in str(error)
    assert (error.code, error.field) == ("lab", "lab")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "lab: found a list of 0; expected entries with names, in braces"),
        (None, "lab: found null"),
        (3.5, "lab: found 3.5"),
        (bytearray(b"{}"), "lab: found a value of type bytearray"),
        (
            {},
            "lab: found no entry 'format'; expected 'format': 'lstm-viz lab', 'version': 1. Choose a file that",
        ),
        ({"columns": ["t", "x"], "rows": []}, "lab: found no entry 'format'; expected"),
        (document(format="lstm-viz trace"), "lab format: found the text 'lstm-viz trace'; expected 'lstm-viz lab'"),
        (document(format=np.array(["lstm-viz lab", 1])), "lab format: found a value of type ndarray"),
        (
            document(version=3, models=[]),
            "lab version: found version 3, made by a newer version of this app; expected 1, 2. Upd",
        ),
        (document(version=2.5), "lab version: found version 2.5, made by a newer version of this app"),
        (document(version=0), "lab version: found 0; expected 1, 2"),
        (document(version="1"), "lab version: found the text '1'; expected 1, 2"),
        (document(version=True), "lab version: found true; expected 1, 2"),
        (document(version=math.nan), "lab version: found nan; expected 1, 2"),
        (document(version=...), "lab: found no entry 'version'; expected 'format'"),
        (document(cell="gru"), "lab cell: found gru; expected one of lstm"),
        (
            document(order=["i", "f", "o", "g"]),
            "lab order: found another order of the gates; expected i, f, g, o. Stack",
        ),
        (document(order=[np.arange(3)] * 4), "lab order: found another order of the gates"),
        (document(preset="<b>"), "lab preset: found <b>; expected one of golden"),
        (document(seed=-1), "lab seed: found -1; expected a whole number from 0 to 4294967295"),
        (document(seed=True), "lab seed: found True"),
        (document(sequence=...), "lab: found no entry 'sequence'; expected the entries format, version"),
        (
            document(weights__bias=...),
            "lab weights: found no entry 'bias'; expected the entries weight_ih, weight_hh, bias",
        ),
        (document(macro="x"), "lab: found a foreign entry 'macro'; expected the entries format"),
        (
            document(weights__bias_hh=[0] * 4),
            "lab weights: found a foreign entry 'bias_hh'; expected the entries weight_ih",
        ),
        (document(sequence="1, 2"), "lab sequence: found the text '1, 2'; expected a list of 1 to 64"),
        (document(sequence=[]), "lab sequence: found a list of 0; expected a list of 1 to 64"),
        (document(sequence=[[1]] * 65), "lab sequence: found a list of 65; expected a list of 1 to 64"),
        (document(sequence=[1, 2]), "lab sequence[1]: found 1; expected a list of 1 to 8"),
        (document(sequence=[[1] * 9]), "lab sequence[1]: found a list of 9; expected a list of 1 to 8"),
        (document(sequence=[[1], [2, 3]]), "lab sequence[2]: found a list of 2; expected a list of 1. Give as many"),
        (document(sequence=[[1, 2]]), "lab weights.weight_ih[1]: found a list of 1; expected a list of 2"),
        (document(weights__weight_hh=[[0]] * 5), "lab weights.weight_hh: found a list of 5; expected a list of 4"),
        (
            document(weights__weight_hh=[[0] * 9] * 36),
            "lab weights.weight_hh: found a list of 36; expected a list of 4 to 32",
        ),
        (document(weights__bias=[0, 0, 0]), "lab weights.bias: found a list of 3; expected a list of 4"),
        (document(weights__bias=[0, "two", 0, 0]), "lab weights.bias[2]: found two; expected a number such as 2, -0.5"),
        (
            document(weights__weight_ih=[[1], [2], [1e7], [0]]),
            "lab weights.weight_ih[3][1]: found 10000000.0; expected a nu",
        ),
        (document(state=None), "lab state: found null; expected entries with names, in braces"),
        (document(state__h=[True]), "lab state.h[1]: found true; expected a number such as"),
        (document(state__c=[None]), "lab state.c[1]: found null; expected a number such as"),
        (document(output=[1, 2]), "lab output: found a list of 2; expected a list of 1"),
        (document(output=4), "lab output: found 4; expected a list of 1"),
        (document(clamps={}), "lab clamps: found entries in braces; expected a list of 0 to 24"),
        (document(clamps=[HELD] * 25), "lab clamps: found a list of 25; expected a list of 0 to 24"),
        (
            document(clamps=[HELD | {"signal": "tanh_c"}]),
            "lab clamps[1].signal: found tanh_c; expected one of i, f, g, o, c, h",
        ),
        (document(clamps=[HELD | {"unit": 2}]), "lab clamps[1].unit: found 2; expected a whole number from 1 to 1"),
        (document(clamps=[HELD | {"step": 5}]), "lab clamps[1].step: found 5; expected a whole number from 1 to 4"),
        (
            document(clamps=[HELD | {"value": 1.5}]),
            "lab clamps[1].value: found 1.5; expected a number from 0 to 1, as f",
        ),
        (
            document(clamps=[HELD | {"signal": "g", "value": "-2"}]),
            "found -2.0; expected a number from -1 to 1, as g always is",
        ),
        (document(clamps=[HELD | {"value": math.nan}]), "lab clamps[1].value: found nan; expected a finite number"),
        (document(clamps=[HELD, HELD | {"step": 2}]), "lab clamps[2]: found the same place as in an earlier entry"),
        (document(clamps=[HELD | {"step": 2}, HELD]), "lab clamps[2]: found the same place as in an earlier entry"),
        (document(clamps=[{"signal": "f"}]), "lab clamps[1]: found no entry 'unit'"),
        (
            document(predictions=[ANSWER] * (MOST_PREDICTIONS + 1)),
            "lab predictions: found a list of 2001; expected a list of 0 to",
        ),
        (document(predictions=[ANSWER | {"right": 1}]), "lab predictions[1].right: found 1; expected true or false"),
        (
            document(predictions=[ANSWER | {"operation": "concat"}]),
            "lab predictions[1].operation: found concat; expected one of f,",
        ),
        (document(predictions=[ANSWER | {"tries": -1}]), "lab predictions[1].tries: found -1"),
        (
            document(predictions=[ANSWER | {"typed": "9" * 41}]),
            "lab predictions[1].typed: found a text of 41 characters; expected",
        ),
        (
            document(predictions=[ANSWER | {"typed": 0.62}]),
            "lab predictions[1].typed: found 0.62; expected a text of at most 40",
        ),
        (
            document(notes="n" * (MOST_NOTES + 1)),
            "lab notes: found a text of 20001 characters; expected a text of at most 20000",
        ),
        (document(notes=["n"]), "lab notes: found a list of 1; expected a text of at most 20000 characters"),
        (document(notes="a\ud800b"), "lab notes: found half a character; expected a text that a file can hold"),
        (document(view__step=5), "lab view.step: found 5; expected a whole number from 1 to 4"),
        (document(view__decimals=7), "lab view.decimals: found 7; expected a whole number from 2 to 6"),
        (document(view__operation="y"), "lab view.operation: found y; expected one of concat, f"),
        (document(view__unit=...), "lab view: found no entry 'unit'"),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
def test_a_document_that_is_no_lab_is_told_by_the_place_that_is_wrong(raw, sentence):
    assert sentence in str(refusal(raw))


@pytest.mark.parametrize(
    ("literal", "found"),
    [
        ("NaN", "nan"),
        ("-Infinity", "-inf"),
        ("1e999", "inf"),
        ("9" * 30, "9" * 30),
        ("9" * 10_000, "inf"),
        ("-" + "9" * 100_000, "-inf"),
        ("1e7", "10000000.0"),
        ("-1000001", "-1000001"),
    ],
    ids=lambda text: text[:12],
)
def test_a_literal_that_is_no_number_within_bounds_is_refused_at_its_place(literal, found):
    error = refusal(WHOLE.replace("[0.6]", f"[{literal}]"))
    assert error.field == "lab weights.weight_ih[1][1]"
    assert str(error.found) == found
    assert error.code in ("number-not-finite", "number-too-large")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_foreign_line_ends_change_nothing(mark, end):
    changed = mark + WHOLE.replace("\n", end)
    assert Lab.parse(changed).to_json() == WHOLE
    assert Lab.parse(changed.encode()).to_json() == WHOLE


def test_a_hand_written_document_needs_no_more_than_what_decides_numbers():
    lab = Lab.parse(document(order=..., predictions=..., notes=..., view=...))
    assert lab.to_json() == WHOLE


def test_a_number_may_be_as_it_was_typed():
    lab = Lab.parse(
        document(
            sequence=[["1"], ["２"], [" 3 "], ["−4"]],
            weights__bias=["1/2", "0,5", "−1e-3", 0],
            state__h=["-1/3"],
            output=["½"],
            clamps=[HELD | {"unit": "1", "step": "2", "value": "0,25"}],
        )
    )
    assert lab.x.tolist() == [[1], [2], [3], [-4]]
    assert lab.params.bias.tolist() == [0.5, 0.5, -0.001, 0]
    assert lab.h0.tolist() == [-1 / 3]
    assert lab.output.tolist() == [0.5]
    assert np.array_equal(lab.clamps["f"], [[np.nan], [0.25], [np.nan], [np.nan]], equal_nan=True)


def test_the_minus_of_zero_is_lost_as_in_javascript():
    lab = Lab.parse(document(state__h=[-0.0], output=["-0"], clamps=[HELD | {"signal": "c", "value": -0.0}]))
    assert not any(np.signbit(array).any() for array in (lab.h0, lab.output, lab.clamps["c"]))
    assert '"h": [0]' in lab.to_json()


def test_a_clamp_without_a_step_holds_at_every_step():
    lab = Lab.parse(document(clamps=[HELD, HELD | {"signal": "c", "step": 2, "value": 9}]))
    assert lab.clamps["f"].tolist() == [[0.5]] * 4
    assert lab.trace().f.tolist() == [[0.5]] * 4
    assert lab.trace().c[1] == 9
    assert lab.document()["clamps"] == [HELD, HELD | {"signal": "c", "step": 2, "value": 9}]


def test_every_step_by_itself_is_every_step():
    steps = [HELD | {"step": t} for t in (4, 2, 1, 3)]
    assert Lab.parse(document(clamps=steps)).document()["clamps"] == [HELD]


@pytest.mark.parametrize("low", [("i", 0), ("f", 0), ("g", -1), ("o", 0), ("h", -1), ("c", -1e6)], ids=str)
def test_a_signal_is_held_within_its_range(low):
    signal, least = low
    Lab.parse(document(clamps=[HELD | {"signal": signal, "value": least}]))
    assert "number" in str(
        refusal(document(clamps=[HELD | {"signal": signal, "value": math.nextafter(least, -math.inf)}]))
    )


def test_predictions_may_be_about_a_longer_sequence_or_more_units():
    assert Lab.parse(document(predictions=[ANSWER | {"step": 64, "unit": 8}])).predictions[0].step == 64


hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(5000, 5001).map(lambda digits: 10**digits)
    | st.floats()
    | st.text(st.characters(), max_size=9)
    | st.sampled_from(["0,5", "1/0", "nan", "\ud800", "<b>", b"", np.float64("nan"), np.arange(3), object(), 1j]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=5,
)
FULL = document(clamps=[HELD], predictions=[ANSWER])


def places(value, path=()):
    """Every place within a document."""
    yield path
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, (*path, key))


@given(st.sampled_from(list(places(FULL))), hostile, st.booleans())
def test_whatever_stands_anywhere_is_a_lab_or_one_input_error(path, stranger, added):
    holder = {"": copy.deepcopy(FULL)}
    within, key = holder, ""
    for part in path:
        within, key = within[key], part
    if added and isinstance(within[key], dict):
        within[key]["other"] = stranger
    elif added and isinstance(within[key], list):
        within[key].append(stranger)
    else:
        within[key] = stranger
    try:
        lab = Lab.parse(holder[""])
    except InputError as error:
        assert error.field.startswith("lab")
        assert str(error).isprintable()
        assert len(str(error)) < 400
    else:
        assert Lab.parse(lab.to_json()).to_json() == lab.to_json()


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.text(st.characters(), max_size=3))
def test_a_damaged_file_is_a_lab_or_one_input_error(start, end, pasted):
    damaged = WHOLE[:start] + pasted + WHOLE[end:]
    try:
        Lab.parse(damaged)
    except InputError as error:
        assert error.field.startswith("lab")
        assert str(error).isprintable()
        assert len(str(error)) < 400


@given(st.binary(max_size=50))
def test_no_bytes_are_a_lab(data):
    refusal(data)


names = ",".join(f'"{n}":0' for n in range(70_000))


@pytest.mark.parametrize(
    "raw",
    [
        "[" * MOST_BYTES,
        '{"a":' * (MOST_BYTES // 5),
        f'{{{names},"69999":1}}',
        f"{{{names}}}",
        '{"a":"' + "\\u0041" * 170_000 + '"}',
        '{"notes":"' + "a" * 1_000_000,
        '{"a":' + "9" * 1_000_000 + "}",
        "{" + "a" * 1_000_000,
        " " * MOST_BYTES,
    ],
    ids=lambda raw: raw[:10],
)
def test_a_megabyte_of_anything_is_refused_at_once(raw):
    began = time.process_time()
    refusal(raw)
    assert time.process_time() - began < 1
