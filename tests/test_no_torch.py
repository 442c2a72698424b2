"""Where PyTorch is not installed, training says so in one sentence, and no worker dies of it."""

from __future__ import annotations

import pytest

from lstm_viz.errors import InputError
from lstm_viz.executors import LocalPool
from lstm_viz.jobs import Jobs
from lstm_viz.training import comparing
from lstm_viz.ui import pool
from tests.by_hand import CONFIG, ByHand, Clock
from tests.problems import problem


def without(*_given):
    raise ModuleNotFoundError("No module named 'torch'", name="torch")


def test_a_run_fails_with_the_one_sentence_and_is_not_tried_again():
    hand = ByHand()
    jobs = Jobs(hand, without, Clock())
    name = jobs.start(CONFIG)
    future, *_rest = hand.asked.pop()
    with pytest.raises(ModuleNotFoundError) as error:
        without()
    future.set_exception(error.value)
    assert (jobs.look(name).status, jobs.look(name).trouble.code, hand.asked) == ("failed", "no-torch", [])


def test_a_comparison_says_so_out_of_a_real_worker_which_lives_on(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    monkeypatch.syspath_prepend(str(tmp_path))  # which a spawned worker has too
    jobs = Jobs(LocalPool(1))
    monkeypatch.setattr(pool, "_made", [jobs])
    try:
        for _ in range(2):
            with pytest.raises(InputError) as error:
                pool.compute(comparing.compare, problem())
            assert error.value.code == "no-torch"
        assert jobs.executor.pool.active
    finally:
        jobs.close()
