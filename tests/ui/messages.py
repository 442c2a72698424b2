"""Every message of ours that a reader may see, as the sources have it."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

from lstm_viz.cells import CELLS
from lstm_viz.cells.presets import PRESETS

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "mark": None, "text": None}


def messages() -> set[str]:
    """Literals given to `_`, `mark` and `text`, and the words of the cells' and presets' own records."""
    found = {
        message
        for folder in ("lstm_viz", "pages")
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), [("**.py", "python")], keywords=KEYWORDS
        )
        if isinstance(message, str)
    }
    for cell in CELLS.values():
        found |= {cell.title, *(s.title for s in cell.signals), *(o.title for o in cell.operations)}
    for preset in PRESETS.values():
        found |= {preset.title, preset.story}
    return found
