"""Every message of ours that a reader may see, as the sources have it."""

from __future__ import annotations

import ast
from pathlib import Path

from lstm_viz.cells import CELLS
from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS
from lstm_viz.series import GENERATORS, SERIES
from lstm_viz.tasks import BASELINES, TASKS

ROOT = Path(__file__).parents[2]
MARKERS = {"_", "mark", "text"}


def literals(source: str) -> set[str]:
    """The literal messages given to `_`, `mark` and `text` (not Babel's extractor, which also takes `_(HELP["x"])`)."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def messages() -> set[str]:
    """Those of the package and the pages, and the words of the cells', presets', series' and tasks' own records."""
    files = [*ROOT.glob("lstm_viz/**/*.py"), *ROOT.glob("pages/*.py")]
    found = set().union(*(literals(file.read_text(encoding="utf-8")) for file in files))
    for cell in CELLS.values():
        found |= {cell.title, *(s.title for s in cell.signals), *(o.title for o in cell.operations)}
    for preset in PRESETS.values():
        found |= {preset.title, preset.story}
    for rule in GENERATORS.values():
        found |= {rule.title, rule.story, *(p.title for p in rule.parameters)}
        found |= {feature for feature in rule.features if len(feature) > 1}  # a letter is the same in every language
    for series in SERIES.values():
        found |= {series.title, series.story, series.quantity, series.period, series.source, series.licence}
    for task in TASKS.values():
        found |= {task.title, task.story, *(p.title for p in task.parameters)}
        found |= {name for name in task.make(0).names if name.isalpha() and len(name) > 1}
    found |= set(CHECKPOINTS.values())
    found |= {baseline.title for baseline in BASELINES.values()}
    return found
