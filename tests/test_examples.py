"""The notebooks run from the first cell to the last, draw what they say, and are kept without their outputs."""

import nbformat
import pytest
from nbclient import NotebookClient

import dev

NOTEBOOKS = sorted((dev.ROOT / "examples").glob("*.ipynb"))
PLOTLY = "application/vnd.plotly.v1+json"


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_is_kept_without_outputs(file):
    for cell in nbformat.read(file, as_version=4).cells:
        assert cell.cell_type == "markdown" or (cell.outputs, cell.execution_count) == ([], None)


def test_the_gates_notebook_draws_its_figures_and_agrees_with_pytorch(monkeypatch):
    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
    notebook = nbformat.read(dev.ROOT / "examples" / "gates_over_time.ipynb", as_version=4)
    strict = nbformat.v4.new_code_cell("import warnings\n\nwarnings.simplefilter('error')")
    notebook.cells.insert(0, strict)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(dev.ROOT)}}).execute()
    results = {cell.id: cell.outputs[-1].data for cell in notebook.cells if cell.get("outputs")}
    assert results["trace"]["text/plain"] == "(309, 16)"
    for name in ("heatmap", "lines", "saturation", "ledger"):
        assert results[name][PLOTLY]["data"]
    assert float(results["parity"]["text/plain"]) < 1e-12
