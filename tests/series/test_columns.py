"""Tables: every usual way to write numbers in columns is read, and what cannot be read is named with its place."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lstm_viz.errors import InputError
from lstm_viz.series import parse_columns
from lstm_viz.series.tables import MOST_BYTES, MOST_COLUMNS, MOST_NUMERIC, MOST_ROWS


def refusal(data):
    with pytest.raises(InputError) as caught:
        parse_columns(data)
    assert caught.value.field == "columns"
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
    return caught.value


def read(data):
    table = parse_columns(data)
    return table.names, table.values.tolist(), table.left_out


@pytest.mark.parametrize(
    "written",
    [
        "a,b\n1,2.5\n3,4\n",
        "a;b\r\n1;2,5\r\n3;4",
        "a;b\n1;2.5\n3;4",
        "a\tb\n1\t2,5\n3\t4\n",
        "a b\n1 2.5\n3 4",
        "  a    b\n  1  2.5\n  3    4  \n",
        "a b\n1,0 2,5\n3,0 4,0",
        "a, b\n1, 2.5\n\n3, 4\n\n\n",
        '"a","b"\n"1","2.5"\n"3","4"\n',
        "a,b\r1,2.5\r3,4\r",
        "a,b\n１,2.5\n3,+4e0",
    ],
)
def test_every_usual_separator_and_decimal_sign_is_understood(written):
    for data in (written, written.encode(), written.encode("utf-8-sig")):
        assert read(data) == (("a", "b"), [[1, 2.5], [3, 4]], ())


def test_without_a_header_the_columns_are_called_by_their_place():
    assert read("1,2\n3,4") == (("1", "2"), [[1, 2], [3, 4]], ())
    assert read("5\n6\n7") == (("1",), [[5], [6], [7]], ())


def test_columns_of_text_are_left_out_and_named():
    written = "day,town,value,\n2012-01-01,Bonn,1,\n2012-01-02,Köln,2,\n"
    assert read(written) == (("value",), [[1], [2]], ("day", "town", "4"))


def test_a_column_with_more_words_than_numbers_is_text_and_any_other_must_be_numbers_throughout():
    assert read("id,v\n7,1\nA2,2\nB3,3") == (("v",), [[1], [2], [3]], ("id",))
    assert "'A2' at line 3, column 1" in str(refusal("id,v\n7,1\nA2,2"))


def test_a_quoted_cell_may_hold_separators_and_line_breaks_and_lines_are_still_counted():
    assert read('note,v\n"a, ""b""\nc",1\nd,2') == (("v",), [[1], [2]], ("note",))
    assert "'x' at line 5, column 2" in str(refusal('note,v\n"a\nb",1\nd,2\ne,x\nf,3'))


def test_names_are_made_different_and_shown_safely():
    assert read("a,a,,a\n1,2,3,4")[0] == ("a", "a (2)", "3", "a (4)")
    assert read("a (2),a,a\n1,2,3")[0] == ("a (2)", "a", "a (3)")
    assert len(read("x" * 500 + ",b\n1,2")[0][0]) <= 40


def test_the_values_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        parse_columns("1,2").values[0] = 0


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        ("", "columns-empty", "an empty table"),
        (" \n\n ,,\n", "columns-empty", "an empty table"),
        ("a,b\n", "columns-empty", "a header row"),
        (None, "columns-type", "NoneType"),
        ("a,b\nc,d", "columns-no-number", "lines 2 to 2"),
        ("a,b\n1,2\n3", "columns-ragged", "line 3 with a column count of 1, but 2 in line 1"),
        ("a,b\n1,2\n3;4\n5,6", "columns-ragged", "line 3"),
        ("a,b\n1,2\n3,4,5", "columns-ragged", "from column 3 on"),
        ("a,b\n1,2\n3,", "columns-missing", "an empty cell at line 3, column 2"),
        ("a,b\n1,2\n3,NaN", "columns-missing", "'NaN' at line 3, column 2"),
        ("NaN,1\n2,2", "columns-missing", "'NaN' at line 1, column 1"),
        ("a,b\n1,2\n-inf,4", "columns-not-finite", "'-inf' at line 3, column 1"),
        ("a,b\n1,2\n3,4\n5,six", "columns-unreadable", "'six' at line 4, column 2"),
        ("a,b\n1,1e300\n", "columns-too-great", "'1e300' at line 2, column 2"),
        ("a;b\n0.5;1\n0,5;2\n1.5;3", "columns-unreadable", "'0,5' at line 3, column 1"),
        ("1|2\n3|4", "columns-separator", "'|' between the numbers in line 1"),
        ("1，2\n3，4", "columns-separator", "'，'"),
        (b"a,b\n1,\xff", "columns-encoding", "line 2, column 3"),
        ("a,b\n1,2".encode("utf-16"), "columns-encoding", "line 1, column 1"),
        ("a,b\n1,\x00", "columns-encoding", "a zero byte, at line 2, column 3"),
        ("a,b\n1,\ud800", "columns-encoding", "half a character, at line 2, column 3"),
        ('a,b\n1,2\n"3,4\n5,6', "columns-quote", "from line 3"),
        ('a,b\n"1"2,3', "columns-quote", "from line 2"),
        ("9" * 140_000, "columns-quote", "from line 1"),
        ("1\n" * (MOST_ROWS + 1), "columns-too-long", f"line {MOST_ROWS + 1}"),
        ("a\n" + "1\n" * (MOST_ROWS + 1), "columns-too-long", f"line {MOST_ROWS + 2}"),
        (",".join(["1"] * (MOST_NUMERIC + 1)), "columns-too-many", f"{MOST_NUMERIC + 1} columns of numbers"),
        (",".join(["a"] * (MOST_COLUMNS + 1)), "columns-too-many", f"{MOST_COLUMNS + 1} columns in line 1"),
        ((",".join(["a"] * MOST_COLUMNS) + "\n") * 1500, "columns-too-many", "1,280,000 cells"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named_with_line_and_column(data, code, told):
    error = refusal(data)
    assert error.code == code
    assert told in str(error.found)


def test_the_largest_table_is_taken():
    line = ",".join(["7"] * MOST_NUMERIC)
    assert parse_columns(f"{line}\n" * MOST_ROWS).values.shape == (MOST_ROWS, MOST_NUMERIC)
    assert parse_columns(
        ",".join("ab" * (MOST_COLUMNS // 2))
        + "\n"
        + ",".join("1b" * (MOST_COLUMNS // 8) + "bbbbbb" * (MOST_COLUMNS // 8))
    ).values.shape == (1, MOST_COLUMNS // 8)


@pytest.mark.parametrize(
    "data",
    [
        ",".join(["1"] * 500_000),
        "1 " * 2_000_000,
        "\n" * 5_000_000,
        "," * 5_000_000,
        '"' * 5_000_000,
        "\t;," * 1_500_000,
        "1," * 127 + "1\n" + "é," * 1_700_000,
        b"\xff" * 5_000_000,
        "1" * (MOST_BYTES + 1),
        b"1" * 100_000_000,
    ],
    ids=lambda data: repr(data[:6]),
)
def test_the_largest_nonsense_is_refused_at_once(data):
    start = time.process_time()
    refusal(data)
    assert time.process_time() - start < 2


numbers = st.floats(-1e15, 1e15)


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(lambda shape: arrays(np.float64, shape, elements=numbers)),
    st.sampled_from([",", ";", "\t", " "]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_written_table_is_read_back_bit_for_bit(values, separator, header, end):
    lines = [separator.join(map(repr, row)) for row in values.tolist()]
    names = [f"n{place}" for place in range(values.shape[1])]
    table = parse_columns(end.join([separator.join(names), *lines] if header else lines).encode())
    np.testing.assert_array_equal(table.values, values)
    assert table.names == (tuple(names) if header else tuple(str(n + 1) for n in range(len(names))))


@given(st.text(st.sampled_from("1,2;\t \"\n\r.-ea'|é\ufeff\x00\ud800"), max_size=60) | st.text() | st.binary())
def test_nothing_but_an_input_error_comes_of_anything(data):
    try:
        table = parse_columns(data)
    except InputError as error:
        assert error.field == "columns"
        assert str(error).isprintable()
        assert len(str(error)) < 400
        return
    assert np.isfinite(table.values).all()
    assert table.values.shape[1] == len(table.names) > 0
    names = table.names + table.left_out
    assert len(set(names)) == len(names)
    assert all(name.isprintable() and name for name in names)
