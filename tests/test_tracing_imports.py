"""`import lstm_viz` is light: NumPy is the only heavy package it brings."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

HEAVY = {"torch", "plotly", "streamlit", "pandas", "jaxtyping", "beartype", "babel", "scipy"}


def loaded_by(statement: str) -> Any:
    """The modules that a statement loads in a fresh interpreter."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_importing_the_library_loads_no_heavy_package_but_numpy() -> None:
    modules = loaded_by("import lstm_viz")
    assert "numpy" in modules
    assert not HEAVY & {name.partition(".")[0] for name in modules}


def test_the_whole_library_half_works_without_them() -> None:
    modules = loaded_by(
        "import lstm_viz as lv, io\n"
        "tr = lv.trace('lstm', lv.init_params('lstm', 1, 2), [1, 2])\n"
        "lv.backprop(tr, tr.h), lv.memory_ledger(tr), tr.save(io.BytesIO())\n"
        "net, file = lv.Network([lv.Layer(tr.params)], lv.Head([[1, 1]], [0])), io.BytesIO()\n"
        "net.backprop(net.trace([1, 2]), [[1], [1]]), lv.save_model(net, file), file.seek(0), lv.load_model(file)"
    )
    assert not HEAVY & {name.partition(".")[0] for name in modules}
