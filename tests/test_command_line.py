"""`python -m lstm_viz trace …`: the worked table, its files, and one sentence for what cannot be taken."""

import csv
import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from lstm_viz.__main__ import main
from lstm_viz.cells.presets import PRESETS
from lstm_viz.tracing import Trace

GOLDEN = """\
t  x       f       i       g       c       o       h       ŷ
1  1  0.6225  0.6457  0.6044  0.3902  0.6900  0.2564  1.0254
2  2  0.7361  0.7775  0.9009  0.9877  0.8459  0.6398  2.5592
3  3  0.8269  0.8730  0.9798  1.6721  0.9344  0.8707  3.4827
4  4  0.8896  0.9292  0.9956  2.4127  0.9720  0.9566  3.8262
"""


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


def start(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "lstm_viz", *arguments], capture_output=True, timeout=60, **options)


@pytest.mark.parametrize(
    "arguments", [["1", "2", "3", "4"], ["1, 2, 3, 4"], ["1,", "2,", "3,", "4"], ["[1,2,3,4]"], ["１、２、３、４"], []]
)
def test_the_golden_sheet_is_printed_whatever_the_spelling(run, arguments):
    assert run("trace", *arguments) == (0, GOLDEN, "")


def test_without_a_command_the_help_is_printed(run):
    code, printed, complaint = run()
    assert (code, complaint) == (0, "")
    assert "trace" in printed


@pytest.mark.parametrize(
    ("arguments", "xs"),
    [
        (["-1", "2"], ["−1", "2"]),
        (["-1/2", "1/4"], ["−0.50", "0.25"]),
        (["-½", "-.5"], ["−0.50", "−0.50"]),
        (["0,5; 1,5"], ["0.50", "1.50"]),
        (["-0,5", "-1,5"], ["−0.50", "−1.50"]),
        (["−1", "-1e1"], ["−1", "−10"]),
    ],
)
def test_negative_numbers_fractions_and_comma_decimals_are_no_options(run, arguments, xs):
    code, printed, _ = run("trace", "--decimals", "2", *arguments)
    assert code == 0
    assert [line.split()[1] for line in printed.splitlines()[1:]] == xs


def test_the_table_is_aligned_at_the_decimal_point_in_a_block_for_each_unit(run):
    _, printed, _ = run("trace", "-10, 0.5; 3, -4", "--preset", "torch", "--units", "3", "--seed", "7")
    blocks = printed.split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == ["unit 1 of 3", "unit 2 of 3", "unit 3 of 3"]
    for unit, block in enumerate(blocks, 1):
        header, *rows = block.splitlines()[1:]
        assert header.split() == ["t", "x[1]", "x[2]", *(f"{name}[{unit}]" for name in "figcoh")]
        points = [[place for place, sign in enumerate(row) if sign == "."] for row in rows]
        assert len(set(map(len, (header, *rows)))) == 1
        assert len({tuple(places) for places in points}) == 1


def test_the_output_of_several_units_stands_by_itself(run):
    _, printed, _ = run("trace", "1", "--units", "2")
    assert printed.split("\n\n")[-1].split() == ["output", "of", "all", "units", "t", "ŷ", "1", "2.0509"]


def test_a_preset_brings_its_sequence(run):
    _, printed, _ = run("trace", "--preset", "latch")
    assert len(printed.splitlines()) == 1 + len(PRESETS["latch"].sequence.split(","))


def test_a_sequence_is_read_from_a_file_or_from_stdin(run, tmp_path, monkeypatch):
    file = tmp_path / "sequence.txt"
    file.write_bytes(b"\xef\xbb\xbf1\r\n2\r\n3\r\n4\r\n")
    assert run("trace", "--sequence-file", str(file)) == (0, GOLDEN, "")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"1 2 3 4")))
    assert run("trace", "--sequence-file", "-") == (0, GOLDEN, "")


def test_out_writes_the_whole_trace_bit_for_bit(run, tmp_path):
    file = tmp_path / "trace.npz"
    assert run("trace", "1", "2", "3", "4", "--out", str(file)) == (0, GOLDEN, "")
    tr = Trace.load(file)
    np.testing.assert_allclose(tr.h[:, 0], [0.256356, 0.639790, 0.870678, 0.956556], atol=5e-7)
    assert tr.x.tolist() == [[1], [2], [3], [4]]


def test_out_writes_the_table_unrounded(run, tmp_path):
    for suffix in (".csv", ".json", ".npz", ".CSV"):
        assert (
            run("trace", "1, 2; 3, 4", "--units", "2", "--preset", "torch", "--out", str(tmp_path / f"a{suffix}"))[0]
            == 0
        )
    tr = Trace.load(tmp_path / "a.npz")
    table = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    units = [f"{name}[{unit}]" for unit in (1, 2) for name in "figcoh"]
    assert header == table["columns"] == ["t", "x[1]", "x[2]", *units]
    assert [[float(cell) for cell in row] for row in rows] == table["rows"]
    assert [row[header.index("c[2]")] for row in table["rows"]] == tr.c[:, 1].tolist()
    assert [row[0] for row in table["rows"]] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["1", "two"], "sequence: found 'two' as number 2; expected a number such as"),
        ([""], "sequence: found no number"),
        (["1", "nan"], "sequence: found 'nan' as number 2; expected a finite number."),
        (["1, 2; 3"], "sequence: found row 2 of length 1, after rows of length 2"),
        (["1", "--preset", "gold"], "preset: found gold; expected one of golden, torch"),
        (["1", "--units", "0"], "units: found 0; expected a whole number from 1"),
        (["1", "--units", "9" * 5000], "units: found 999"),
        (["1", "--units", "1000000"], "GiB of memory; expected at most 1 GiB."),
        (["1", "--seed", "-1"], "seed: found"),
        (["1", "--decimals", "99"], "decimals: found 99; expected a whole number from 0 to 15."),
        (["1", "--sequence-file", "-"], "sequence: found numbers on the command line and a file"),
        (["--sequence-file", "no/such/file"], "sequence-file: found 'no/such/file': No such file or directory"),
        (
            ["1", "--out", "table.txt"],
            "out: found table.txt; expected a file name that ends in one of .npz, .csv, .json.",
        ),
        (["1", "--out", "no/such/folder/a.csv"], "out: found 'no/such/folder/a.csv': No such file or directory"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence_and_exit_code_2(run, arguments, sentence):
    code, printed, complaint = run("trace", *arguments)
    assert (code, printed) == (2, "")
    assert sentence in complaint
    assert complaint.count("\n") == 1


@pytest.mark.parametrize(
    "content", [b"\xff\xfe1\x00", b"1 2 \x00", b"", b"1 " * 4_000_001], ids=["utf-16", "nul", "empty", "8 MB"]
)
def test_a_file_that_is_no_sequence_is_refused(run, tmp_path, content):
    file = tmp_path / "sequence.txt"
    file.write_bytes(content)
    code, printed, complaint = run("trace", "--sequence-file", str(file))
    assert (code, printed, complaint.count("\n")) == (2, "", 1)


def test_a_terminal_without_unicode_gets_ascii_signs():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = start("trace", "-1", "2", env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.split()[:11] == b"t x f i g c o h y 1 -1".split()
    refused = start("trace", "－－", env=environment)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"Traceback" not in refused.stderr


def test_a_pipe_that_closes_early_is_no_error():
    command = [sys.executable, "-m", "lstm_viz", "trace", "--preset", "torch", "--units", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:
        assert reader.stdout.readline().rstrip() == b"unit 1 of 600"
        reader.stdout.close()
        assert (reader.stderr.read(), reader.wait(60)) == (b"", 0)


def test_the_command_line_loads_numpy_and_nothing_heavier():
    code = "import sys, lstm_viz.__main__; print({'torch', 'plotly', 'streamlit', 'jaxtyping'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.strip() == b"set()"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["chess", "--out", "m.safetensors"], "next_number"),
        (["sine", "--out", "m.pt"], "safetensors"),
        (["sine", "--set", "units=3", "--out", "m.safetensors"], "hidden"),
        (["sine", "--set", "task=copy", "--out", "m.safetensors"], "hidden"),
        (["sine", "--set", "epochs", "--out", "m.safetensors"], "epochs=100"),
        (["sine", "--set", "epochs=0", "--out", "m.safetensors"], "500"),
        (["sine", "--set", "learning_rate=1e6", "optimiser=sgd", "--out", "m.safetensors"], "learning rate"),
        (["sine", "--set", "epochs=1", "--out", "missing/m.safetensors"], "missing"),
    ],
)
def test_training_that_cannot_be_is_one_sentence(run, arguments, complaint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = run("train", *arguments)
    assert (code, said.count("\n")) == (2, 1)
    assert complaint in said
    assert list(tmp_path.iterdir()) == []


def test_without_torch_training_says_so(run, monkeypatch, tmp_path):
    monkeypatch.setattr("lstm_viz.train_command.find_spec", lambda name: None)
    code, _, said = run("train", "sine", "--out", str(tmp_path / "m.safetensors"))
    assert code == 2
    assert "pip install torch" in said
