"""'Train live' in a real browser: what it shows is what training tells, and nobody disturbs anybody."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from lstm_viz.jobs import CHUNK, FRESH
from lstm_viz.rounding import shown
from lstm_viz.training import Diverged, Epoch, State, TrainConfig, Update, probe, train, train_chunk
from tests.browser import axe_violations, settle

LONG = "/train?epochs=500&batch=1&lang=en"  # more updates than a machine makes while a tab is closed
SMALL = TrainConfig(hidden=4, epochs=300, batch=16, learning_rate=0.005, seed=3)
QUERY = "/train?hidden=4&epochs=300&batch=16&learning_rate=0.005&seed=3&lang=en"
EVERY = next(epoch for epoch in range(1, SMALL.epochs) if SMALL.records(epoch))  # of these epochs the state is kept
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def epoch_of(page):
    return int(re.findall(r"[\d,]+", page.locator(".lv-progress .where").inner_text())[0].replace(",", ""))


def updates_of(page):
    return int(re.findall(r"[\d,]+", page.locator(".lv-progress .where").inner_text())[2].replace(",", ""))


def wait_for(page, epoch):
    """Wait until so many epochs are made."""
    page.wait_for_function(
        """epoch => Number(document.querySelector('.lv-progress .where').textContent.match(/[0-9]+/)[0]) >= epoch""",
        arg=epoch,
        timeout=60_000,
    )


def says(page, words):
    expect(page.locator(".lv-state .state")).to_contain_text(words, timeout=60_000)


def metrics(page):
    """The first two rows of the table: training and validation."""
    return page.locator(".lv-metrics tbody tr").evaluate_all(
        "rows => rows.slice(0, 2).map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"
    )


def metrics_of(epoch):
    """As the page writes them."""
    parts = (epoch.training_loss, epoch.training), (epoch.validation_loss, epoch.validation)
    return [[shown(x, 4).replace("-", "−") for x in (loss, *told.values())] for loss, told in parts]


def losses(page):
    """Those of the updates, as they are drawn, to the last digit."""
    page.wait_for_function("() => document.querySelector('[data-panel=loss] .plot')?.data?.[0]?.y?.length > 0")
    return page.evaluate("document.querySelector('[data-panel=loss] .plot').data.find(t => t.meta === 'batch').y")


def choose(page, epoch):
    """Move the slider to a recorded epoch."""
    page.get_by_label("Epoch shown").evaluate(
        "(node, at) => { node.value = at; node.dispatchEvent(new Event('input', { bubbles: true })) }", epoch // EVERY
    )
    expect(page.locator(".lv-epochs .told")).to_have_text(f"Epoch {epoch}")


def until_drawn(page, signal, wanted):
    """Wait until a map holds these numbers."""
    page.locator(f"[data-panel=map_{signal}]").scroll_into_view_if_needed()
    read = f"document.querySelector('[data-panel=map_{signal}] .plot')?.data?.[0]?.z ?? [[]]"
    page.wait_for_function(
        f"wanted => JSON.stringify({read}) === JSON.stringify(wanted)", arg=wanted.T.astype(float).tolist()
    )


def test_the_untrained_network_is_torch_s_own_and_one_update_is_the_first_of_train(open_page):
    page = open_page(QUERY)
    says(page, "Untrained")
    data = SMALL.data()
    torch.manual_seed(SMALL.seed)
    lstm, head = torch.nn.LSTM(1, 4, batch_first=True), torch.nn.Linear(4, 1)
    x, y = (torch.from_numpy(array.astype(np.float32)) for array in (data.validation.x, data.validation.y))
    with torch.no_grad():
        outputs = head(lstm(x)[0][:, -1])
    loss = torch.nn.functional.mse_loss(outputs, y).item()
    deviation = data.scaling.deviation[0]
    assert metrics(page)[1][:2] == [shown(loss, 4), shown(float(np.sqrt(loss) * deviation), 4)]
    press(page, "1 update")
    expect(page.locator(".lv-progress .where")).to_contain_text("update 1 of")
    _state, events = train_chunk(SMALL, None, 60, updates=1)
    assert losses(page) == [event.loss for event in events if isinstance(event, Update)]
    press(page, "1 epoch")
    expect(page.locator(".lv-progress .where")).to_contain_text("epoch 1 of")
    assert updates_of(page) == SMALL.updates / SMALL.epochs


def gates(config, epoch):
    """Of the probe as a recorded network reads it, by 'layer.direction.signal'."""
    return probe(config, State.of(epoch.state, config).weights, config.data().probe).gates


def test_wound_back_to_an_epoch_and_on_again_it_is_the_undisturbed_run(open_page):
    page = open_page(QUERY)
    press(page, "Start")
    wait_for(page, 12)
    press(page, "Pause")
    says(page, "Paused.")
    _state, events = train_chunk(SMALL, None, 120, updates=20 * SMALL.updates // SMALL.epochs)
    straight = {event.number: event for event in events if isinstance(event, Epoch)}
    choose(page, 10)
    assert metrics(page) == metrics_of(straight[10])
    until_drawn(page, "f", gates(SMALL, straight[10])["0.forward.f"])
    press(page, "Wind back to this epoch")
    expect(page.locator(".lv-progress .where")).to_contain_text("epoch 10 of")
    assert metrics(page) == metrics_of(straight[10])
    press(page, "Start")
    wait_for(page, 21)
    press(page, "Pause")
    says(page, "Paused.")
    choose(page, 20)
    assert metrics(page) == metrics_of(straight[20])
    until_drawn(page, "c", gates(SMALL, straight[20])["0.forward.c"])
    page.evaluate("window.scrollTo(0, 0)")
    wanted = [event.loss for event in events if isinstance(event, Update)]
    page.wait_for_function(
        "n => document.querySelector('[data-panel=loss] .plot').data[0].y.length > n", arg=len(wanted)
    )
    assert losses(page)[: len(wanted)] == wanted


def test_a_reload_takes_the_run_up_and_two_at_once_do_not_disturb_each_other(open_page):
    config = replace(SMALL, epochs=20)
    pages = {
        seed: open_page(f"/train?hidden=4&epochs=20&batch=16&learning_rate=0.005&seed={seed}&lang=en", locale=locale)
        for seed, locale in ((3, "en-US"), (4, "en-GB"))
    }
    for page in pages.values():
        press(page, "1 epoch")
        wait_for(page, 1)
    first = pages[3]
    first.wait_for_url("**run=*")
    address = first.url
    first.reload()
    settle(first)
    wait_for(first, 1)
    assert (first.url, epoch_of(first)) == (address, 1)
    for page in pages.values():
        press(page, "Start")
    for seed, page in pages.items():
        says(page, "Done")
        last = [event for event in train(replace(config, seed=seed)) if isinstance(event, Epoch)][-1]
        assert metrics(page) == metrics_of(last)


def children(pid):
    """The workers of a server: the processes it has started that load torch."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def seconds_of(pids):
    """The processor time that processes have taken."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


@linux
def test_a_closed_tab_stops_its_run_and_a_later_visit_goes_on_from_there(fresh_server, open_page):
    page = open_page(LONG, server=fresh_server)
    press(page, "Start")
    wait_for(page, 2)
    page.wait_for_url("**run=*")
    address, workers = page.url.removeprefix(fresh_server.url), children(fresh_server.process.pid)
    assert workers
    page.goto("about:blank")
    end = time.monotonic() + FRESH + 10 * CHUNK + 10
    while True:  # nobody looks: the workers' own time tells whether they still train
        before = seconds_of(workers)
        time.sleep(1)
        if seconds_of(workers) - before < 0.1:
            break
        assert time.monotonic() < end, "it trains on although nobody is there"
    page.goto(fresh_server.url + address)
    settle(page)
    stood = epoch_of(page)
    assert 2 <= stood < 500
    wait_for(page, stood + 1)


def test_a_diverged_run_says_why_at_which_update_and_what_to_try(open_page):
    page = open_page("/train?optimiser=sgd&learning_rate=1e5&lang=en")
    press(page, "Start")
    config = replace(TrainConfig.of("next_number"), optimiser="sgd", learning_rate=1e5)
    (end,) = [event for event in train(config) if isinstance(event, Diverged)]
    says(page, f"Stopped at update {end.update}")
    says(page, "Take a smaller learning rate, or clip the gradient")
    expect(page.get_by_role("button", name="Start", exact=True)).to_have_attribute("aria-disabled", "true")


@linux
def test_a_killed_worker_costs_nothing_but_its_chunk(fresh_server, open_page):
    page = open_page(QUERY.replace("epochs=300", "epochs=200"), server=fresh_server)
    press(page, "Start")
    wait_for(page, 10)
    for pid in children(fresh_server.process.pid):
        os.kill(pid, signal.SIGKILL)
    says(page, "Done")
    last = [event for event in train(replace(SMALL, epochs=200)) if isinstance(event, Epoch)][-1]
    assert metrics(page) == metrics_of(last)


def test_the_keyboard_alone_trains_pauses_and_looks(open_page):
    page = open_page(QUERY)
    page.keyboard.press("u")
    expect(page.locator(".lv-progress .where")).to_contain_text("update 1 of")
    page.keyboard.press("e")
    expect(page.locator(".lv-progress .where")).to_contain_text("epoch 1 of")
    page.keyboard.press("Space")
    wait_for(page, EVERY + 1)
    page.keyboard.press("Space")
    says(page, "Paused.")
    page.keyboard.press("Shift+ArrowLeft")
    told = page.locator(".lv-epochs .told")
    expect(told).not_to_have_text(f"Epoch {epoch_of(page) // EVERY * EVERY}")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".lv-probe > .where")).to_contain_text("Time step 3 of 4")
    page.get_by_role("button", name="Reset", exact=True).focus()
    page.keyboard.press("Enter")
    says(page, "Untrained")
    expect(page.locator(".lv-progress .where")).to_contain_text("epoch 0 of 300 · update 0 of")


def test_a_new_seed_is_another_run_and_the_same_seed_the_same_again(open_page):
    page = open_page(QUERY)
    before = metrics(page)
    press(page, "New seed")
    page.wait_for_url("**seed=4*")
    settle(page)
    page.wait_for_function("old => document.querySelector('.lv-metrics td').textContent !== old", arg=before[0][0])
    field = page.get_by_label("Seed", exact=True)
    expect(field).to_have_value("4")
    field.fill("3")
    field.press("Enter")
    page.wait_for_url("**seed=3*")
    settle(page)
    page.wait_for_function("old => document.querySelector('.lv-metrics td').textContent === old", arg=before[0][0])
    assert metrics(page) == before


@pytest.mark.parametrize(
    ("task", "lang", "scheme", "width"),
    [("passengers", "en", "light", 390), ("digits", "zh", "dark", 1280)],
)
def test_axe_finds_nothing_nothing_runs_off_the_screen_and_chinese_is_complete(open_page, task, lang, scheme, width):
    page = open_page(f"/train?task={task}&lang={lang}", color_scheme=scheme, width=width)
    page.keyboard.press("e")
    wait_for(page, 1)
    for part in (".lv-probe", "[data-panel=weights]"):
        page.locator(part).scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('[data-panel=weights] .plot').data?.length > 0")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    panel = page.locator("[data-panel=metric]")
    panel.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('[data-panel=metric] .annotation-text')")
    key, frame = panel.locator(".annotation-text").first.bounding_box(), panel.bounding_box()
    assert key["x"] + key["width"] <= frame["x"] + frame["width"], "the key is cut"
    if lang == "zh":
        said = page.locator(".lv-train").inner_text()
        left = set(re.findall(r"[A-Za-z]{4,}", said)) - {"PyTorch", "RMSE", "lstm", "weight", "bias", "head", "Space"}
        assert not {word for word in left if word.islower() and "_" not in word} - {"tanh"}, left
