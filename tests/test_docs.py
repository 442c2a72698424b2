"""The documents: what they show works, what they name is there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev
import lstm_viz

README = (dev.ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [dev.ROOT / "README.md", dev.ROOT / "CONTRIBUTING.md", *sorted((dev.ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_notebook_example_runs(tmp_path: Path) -> None:
    (example,) = blocks("python")
    code = f"import sys; sys.path.insert(0, {str(dev.ROOT)!r})\n{example}"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / "trace.npz").is_file()


def test_the_command_line_prints_what_the_readme_shows() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "lstm_viz", "trace", "1", "2", "3", "4"], cwd=dev.ROOT, capture_output=True, timeout=60
    )
    assert told.stdout.decode().split() == blocks("text")[0].split()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists() and not link.endswith(".png")] == []


def test_the_map_names_what_is_there() -> None:
    named = re.findall(r"`([\w./]+(?:/|\.py))`", README.partition("## A map for newcomers")[2])
    assert len(named) > 10
    assert [name for name in named if not (dev.ROOT / name).exists()] == []


def test_the_documents_name_commands_that_exist() -> None:
    named = {name for path in DOCUMENTS for name in re.findall(r"python3 dev\.py (\w+)", path.read_text("utf-8"))}
    assert named <= dev.COMMANDS.keys()
    assert {"run", "test"} <= named


def test_ci_runs_the_readmes_test_command() -> None:
    assert "exec python3 dev.py test\n" in (dev.ROOT / ".ci/run").read_text("utf-8")
    assert "python3 dev.py test " in README


def test_the_version_is_the_same_everywhere() -> None:
    assert f"version: {lstm_viz.__version__}\n" in (dev.ROOT / "CITATION.cff").read_text("utf-8")
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "lstm_viz.__version__"}
