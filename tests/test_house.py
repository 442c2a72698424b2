"""The house's rules that no linter knows: sizes, who may import what, what must not appear, what is checked."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from jaxtyping import TypeCheckError

import dev
from lstm_viz import errors

LISTED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"], cwd=dev.ROOT, capture_output=True, text=True, check=True
)
TRACKED = [dev.ROOT / name for name in LISTED.stdout.splitlines() if (dev.ROOT / name).is_file()]
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
OURS = [path for path in PYTHON if path.relative_to(dev.ROOT).parts[0] != "tests"]
IN_THE_BROWSER = [path for path in TRACKED if path.suffix in {".js", ".css"} and "tests" not in path.parts]
TEXT = [path for path in TRACKED if path.suffix not in {".png", ".npz", ".gz", ".gif", ".woff2", ".safetensors"}]

# Where a package may be imported, by the beginning of the path; everywhere else it is an error.
BORDERS = {
    "streamlit": ("lstm_viz/ui/", "pages/", "app.py"),
    "plotly": ("lstm_viz/figures/", "lstm_viz/ui/"),
    "torch": ("lstm_viz/training/", "lstm_viz/weights/", "benchmarks/"),
    "tensorflow": (),
    "keras": (),
    "lstm_viz": ("lstm_viz/", "pages/", "app.py", "benchmarks/"),
}
# name → the keyword value that makes it dangerous, or None when it always is. A reviewed line is listed in ALLOWED.
FORBIDDEN: dict[str, object] = {
    "pickle": None,
    "cPickle": None,
    "dill": None,
    "marshal": None,
    "shelve": None,
    "eval": None,
    "exec": None,
    "read_pickle": None,
    "allow_pickle": True,
    "weights_only": False,
    "unsafe_allow_html": True,
    "unsafe_allow_javascript": True,
}
# (file, name): the reason why that one use is safe.
ALLOWED: dict[tuple[str, str], str] = {}


def name_of(path: Path) -> str:
    return path.relative_to(dev.ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages that a file imports, inside functions too."""
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in found}


def dangers(tree: ast.Module) -> set[str]:
    """The forbidden names that a file uses; a keyword counts unless it is the harmless constant."""
    found = imported(tree) & FORBIDDEN.keys()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            bare = isinstance(node.func, ast.Name) or called == "read_pickle"
            found |= {called} if bare and called in FORBIDDEN and FORBIDDEN[called] is None else set()
            for keyword in node.keywords:
                if FORBIDDEN.get(keyword.arg or "") is not None:
                    harmless = (
                        isinstance(keyword.value, ast.Constant)
                        and keyword.value.value is not FORBIDDEN[keyword.arg or ""]
                    )
                    found |= set() if harmless else {keyword.arg or ""}
    return found


@pytest.mark.parametrize("path", [*PYTHON, *IN_THE_BROWSER], ids=name_of)
def test_no_file_is_over_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_no_model_that_we_ship_is_over_200_kb() -> None:
    assert [name_of(path) for path in TRACKED if path.suffix == ".safetensors" and path.stat().st_size > 200_000] == []


@pytest.mark.parametrize("path", [path for path in PYTHON if name_of(path).startswith("pages/")], ids=name_of)
def test_a_page_is_60_lines_of_controls_call_figure(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 60
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(tree_of(path)) if isinstance(node, made)]
    assert imported(tree_of(path)) <= {"__future__", "lstm_viz", "streamlit"}


@pytest.mark.parametrize("name", ["compare", "gates", "train"])
def test_the_sidebar_is_drawn_before_the_player_whose_messages_send_what_its_widgets_say(name: str) -> None:
    code = (dev.ROOT / "pages" / f"{name}.py").read_text("utf-8")
    calls = re.findall(r"^(?:[\w, ]+ = )?\w+\.(\w+)\(", code, re.MULTILINE)
    assert calls.index("sidebar") == 2, "language, controls, sidebar, and then what may send a message"


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_packages_stay_inside_their_borders(path: Path) -> None:
    crossed = {package for package, places in BORDERS.items() if not name_of(path).startswith((*places, "?"))}
    assert not imported(tree_of(path)) & crossed


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_nothing_runs_code_from_data(path: Path) -> None:
    allowed = {name for file, name in ALLOWED if file == name_of(path)}
    assert dangers(tree_of(path)) == allowed


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import pickle", {"pickle"}),
        ("def f():\n    from marshal import loads", {"marshal"}),
        ("np.load(f, allow_pickle=True)", {"allow_pickle"}),
        ("np.load(f, allow_pickle=trusted)", {"allow_pickle"}),
        ("np.load(f, allow_pickle=False)", set()),
        ("torch.load(f, weights_only=False)", {"weights_only"}),
        ("torch.load(f, weights_only=True)", set()),
        ("st.html(x, unsafe_allow_javascript=True)", {"unsafe_allow_javascript"}),
        ("eval('1')", {"eval"}),
        ("model.eval()", set()),
        ("pd.read_pickle(f)", {"read_pickle"}),
    ],
)
def test_the_rule_about_code_from_data_can_fail(line: str, found: set[str]) -> None:
    assert dangers(ast.parse(line)) == found


# Written in pieces, or these lines would break their own rule.
MACHINE = re.compile(r"/(?:root|home|Users|opt|work)/[\w.-]+" + r"|[A-Z]:\\Users")
HOSTS = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "download" + r"\.pytorch"])
)


@pytest.mark.parametrize("path", TEXT, ids=name_of)
def test_no_machine_path_and_no_registry_stands_in_a_file(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not MACHINE.search(text)
    assert not HOSTS.search(text)


@pytest.mark.parametrize("path", IN_THE_BROWSER, ids=name_of)
def test_nothing_is_loaded_from_another_server(path: Path) -> None:
    namespaces = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xhtml")
    text = path.read_text("utf-8")
    for namespace in namespaces:
        text = text.replace(namespace, "")
    assert not re.search(r"""https?://|['"(]//\w""", re.sub(r"^\s*(//|\*).*$", "", text, flags=re.MULTILINE))


def test_shapes_and_types_are_checked_in_tests() -> None:
    with pytest.raises(TypeCheckError):
        errors.excerpt("a", length="no number")  # type: ignore[arg-type]
