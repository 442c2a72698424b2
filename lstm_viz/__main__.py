"""The command line: `python -m lstm_viz trace 1 2 3 4` prints the worked table of a sequence, `train` trains."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from . import train_command
from .cells.initialise import SEEDS, init_params
from .cells.presets import PRESETS
from .config import OPERATIONS
from .errors import InputError, excerpt, text
from .reading import one_of, whole_number
from .rounding import shown
from .sequences import MOST_CHARACTERS, parse_sequence
from .tracing import Trace, trace
from .types import Array, State

STEPS, FEATURES, UNITS = 10**6, 4096, 2**31 - 1  # whether a run fits into memory, `trace` decides
SIGNALS = tuple(code for code in OPERATIONS if code != "concat")
SUFFIXES = (".npz", ".csv", ".json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 2 for input that cannot be taken."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = _parser()
    # argparse takes '-1/2' for an option; with a space before it, it is what it looks like to us: a number.
    options = parser.parse_args([f" {word}" if re.match("-[^A-Za-z-]", word) else word for word in given])
    if options.command is None:
        parser.print_help()
        return 0
    try:
        if options.command == "train":
            for line in train_command.train_model(options):
                _print(iter([line]))
                sys.stdout.flush()
        else:
            _trace(options)
        sys.stdout.flush()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m lstm_viz", description="See, touch and check every number of an LSTM.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    command = commands.add_parser(
        "trace",
        help="print the worked table of a sequence",
        description="Print every number of every step, with the weights of the worked example unless told otherwise.",
        epilog="A sequence: 1 2 3 4, or '1, 2; 3, 4' (two steps of two features), '0,5; 1,5', 1/2 -1/3, '[1, 2, 3]'.",
    )
    command.add_argument("numbers", nargs="*", help="the sequence; the preset's own if there is none")
    command.add_argument("--sequence-file", metavar="FILE", help="read the sequence from a text file, - for stdin")
    command.add_argument("--preset", default="golden", metavar="NAME", help=f"the weights: {', '.join(PRESETS)}")
    command.add_argument("--seed", default="0", metavar="N", help="of a preset that draws its weights (default 0)")
    command.add_argument("--units", default="1", metavar="N", help="hidden units (default 1)")
    command.add_argument("--decimals", default="4", metavar="N", help="in the table, 0 to 15 (default 4)")
    command.add_argument("--out", metavar="FILE", help="write it too: .npz (a whole Trace), .csv or .json, unrounded")
    train_command.add_parser(commands)
    return parser


def _trace(options: argparse.Namespace) -> None:
    """Compute the trace, write it to the file if there is one, and print its table."""
    preset = PRESETS[one_of(options.preset, "preset", PRESETS)]
    seed = whole_number(options.seed, "seed", 0, SEEDS - 1)
    units = whole_number(options.units, "units", 1, UNITS)
    decimals = whole_number(options.decimals, "decimals", 0, 15)
    out = _destination(options.out) if options.out is not None else None
    x = parse_sequence(_typed(options, preset.sequence), steps=STEPS, features=FEATURES)
    tr = trace("lstm", init_params("lstm", x.shape[1], units, preset.name, seed), x)
    output = preset.readout(units)
    if out is not None:
        _write(out, tr, output)
    _print(_table(tr, output, decimals))


def _typed(options: argparse.Namespace, default: str) -> str:
    """The text of the sequence: from the arguments, from a file, or the preset's own."""
    if options.numbers and options.sequence_file is not None:
        raise InputError(
            "ambiguous",
            "sequence",
            text("numbers on the command line and a file"),
            text("one of the two"),
            text("Leave out the numbers or --sequence-file."),
        )
    if options.sequence_file is None:
        return " ".join(options.numbers) if options.numbers else default
    try:
        if options.sequence_file == "-":
            content = sys.stdin.buffer.read(MOST_CHARACTERS + 1)
        else:
            with Path(options.sequence_file).open("rb") as file:
                content = file.read(MOST_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        raise _unusable("sequence-file", options.sequence_file, error) from error
    if len(content) > MOST_CHARACTERS:
        raise InputError(
            "file",
            "sequence-file",
            text("more than {limit} bytes", limit=MOST_CHARACTERS),
            text("a shorter text file of numbers"),
            text("Split the file, or use the library: lstm_viz.trace takes arrays."),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "file",
            "sequence-file",
            text("bytes that are no UTF-8 text"),
            text("a text file of numbers"),
            text("Save the file as plain text in UTF-8."),
        ) from error


def _destination(out: str) -> Path:
    path = Path(out)
    if path.suffix.lower() in SUFFIXES:
        return path
    raise InputError(
        "unknown",
        "out",
        excerpt(out),
        text("a file name that ends in one of {suffixes}", suffixes=", ".join(SUFFIXES)),
        text("Choose .npz to read it back with Trace.load, .csv for a spreadsheet, .json for a program."),
    )


def _unusable(field: str, name: str, error: Exception) -> InputError:
    return InputError(
        "file",
        field,
        text("'{name}': {reason}", name=excerpt(name), reason=getattr(error, "strerror", None) or excerpt(error)),
        text("a file that can be opened"),
        text("Check the name of the file and the rights to it."),
    )


def _blocks(tr: Trace, output: State | None) -> Iterator[tuple[str, dict[str, Array]]]:
    """The numbers under their names, a block for each unit: x, the signals in the order of the operations, then ŷ."""
    inputs = {"x" if tr.x.shape[1] == 1 else f"x[{k + 1}]": tr.x[:, k] for k in range(tr.x.shape[1])}
    prediction = {} if output is None else {"ŷ": tr.h @ output}
    if tr.hidden == 1:
        yield "", inputs | {name: tr[name][:, 0] for name in SIGNALS} | prediction
        return
    for unit in range(tr.hidden):
        yield f"unit {unit + 1} of {tr.hidden}", inputs | {f"{name}[{unit + 1}]": tr[name][:, unit] for name in SIGNALS}
    if prediction:
        yield "output of all units", prediction


def _table(tr: Trace, output: State | None, decimals: int) -> Iterator[str]:
    """The lines of the worked table, aligned at the decimal point."""
    steps = [str(t + 1) for t in range(tr.steps)]
    for n, (heading, block) in enumerate(_blocks(tr, output)):
        if heading:
            yield from ["", heading] if n else [heading]
        columns = {"t": steps}
        for name, values in block.items():
            places = 0 if name.startswith("x") and (values == values.round()).all() else decimals
            columns[name] = [shown(value, places) for value in values.tolist()]
        widths = [max(map(len, (name, *cells))) for name, cells in columns.items()]
        for row in (tuple(columns), *zip(*columns.values(), strict=True)):
            yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def _print(lines: Iterator[str]) -> None:
    """Write to the terminal or pipe, in plain ASCII signs where its encoding has no − or ŷ."""
    encoding = sys.stdout.encoding or "ascii"
    for line in lines:
        try:
            line.encode(encoding)
        except UnicodeEncodeError:
            line = line.replace("−", "-").replace("ŷ", "y")
        sys.stdout.write(f"{line}\n")


def _write(path: Path, tr: Trace, output: State | None) -> None:
    """Write the whole trace as .npz, or its table at full precision as .csv or .json."""
    columns: dict[str, list[float]] = {"t": [t + 1 for t in range(tr.steps)]}
    for _, block in _blocks(tr, output):
        columns |= {name.replace("ŷ", "y"): values.tolist() for name, values in block.items()}
    try:
        if path.suffix.lower() == ".npz":
            with path.open("wb") as binary:
                tr.save(binary)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            _write_table(file, path.suffix.lower(), columns)
    except (OSError, ValueError) as error:
        raise _unusable("out", str(path), error) from error


def _write_table(file: IO[str], suffix: str, columns: dict[str, list[float]]) -> None:
    rows = zip(*columns.values(), strict=True)
    if suffix == ".csv":
        csv.writer(file).writerows([columns.keys(), *rows])
    else:
        json.dump({"columns": list(columns), "rows": list(rows)}, file)


if __name__ == "__main__":
    sys.exit(main())
