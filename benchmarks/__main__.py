"""Run every benchmark, or those named: `python -m benchmarks [forward backward growth start edit …]`."""

from __future__ import annotations

import sys

from . import classroom, core, edit, growth, live, scrub, start

BENCHMARKS = {
    "forward": core.forward,
    "backward": core.backward,
    "growth": growth.growth,
    "start": start.start,
    "edit": edit.edit,
    "scrub": scrub.scrub,
    "sizes": scrub.sizes,
    "live": live.live,
    "class": classroom.classroom,
}


def main(names: list[str]) -> int:
    """Print the tables of the benchmarks named, or of all."""
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
