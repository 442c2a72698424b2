"""What every test runs under: checked shapes and types, repeatable examples, one thread, browser tests last."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest
from jaxtyping import install_import_hook

if TYPE_CHECKING:
    from collections.abc import Iterator

# Before NumPy or torch is loaded: thread pools on two cores cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")

assert "lstm_viz" not in sys.modules, "the hook below must come first, or nothing is checked"
# The numeric tower, as mypy sees it: an int may stand where a float is asked for.
install_import_hook("lstm_viz", "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))")

hypothesis.settings.register_profile("lstm_viz", deadline=None, database=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("lstm_viz")

pytest_plugins = ("tests.browser", "tests.by_hand")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what needs the browser last: the quick failures come first, and Playwright's loop holds the main thread."""
    items.sort(key=lambda item: "chromium" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A script that Streamlit runs becomes `__main__`, which every process that is spawned later would run again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
