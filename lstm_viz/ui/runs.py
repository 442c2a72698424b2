"""Runs of training over plain HTTP: the page looks and steers by itself, and no script has to run for it.

`GET runs/{id}?branch=b&since=n` tells what happened since; `POST runs/{id}` with `{"do": …}` steers. An id is a secret.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np
from safetensors.numpy import save
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from lstm_viz.errors import InputError
from lstm_viz.jobs import MOST_RUNS, Change, Look
from lstm_viz.models import Model
from lstm_viz.tasks import Data
from lstm_viz.training import (
    Diverged,
    Done,
    Epoch,
    Probe,
    State,
    TrainConfig,
    Update,
    histograms,
    probe,
)
from lstm_viz.types import Array
from lstm_viz.ui.guard import is_own_origin
from lstm_viz.ui.language import LANGUAGES, Translate, explain, phrase, translator
from lstm_viz.ui.player import compact
from lstm_viz.ui.pool import made

MOST_SHOWN = 200  # predictions, as many as training tells
LONGEST = 1000  # bytes of a message
UNTIL = {"go": "time", "update": "update", "epoch": "epoch"}
NEVER_KEPT = {"Cache-Control": "no-store"}


async def serve(request: Request) -> Response:
    """Answer a page that looks at its run, or steers it; 204 if there is no such run, or no longer."""
    name = request.path_params["name"]
    if request.method == "POST":
        if not is_own_origin(request.headers.get("origin"), request.headers.get("host")):
            return PlainTextResponse("Only the app's own page may steer a run.", 403, NEVER_KEPT)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                return PlainTextResponse("Too long.", 413, NEVER_KEPT)
        answer = await run_in_threadpool(_steer, name, bytes(body))
        if answer is not None:
            return answer
    asked = [_whole(request.query_params.get(key)) for key in ("branch", "since")]
    lang = request.query_params.get("lang", "")
    blob = await run_in_threadpool(_told, name, asked[0], asked[1], lang)
    if blob is None:
        return Response(status_code=204, headers=NEVER_KEPT)  # a browser would note a 404 as an error of the page
    return Response(blob, media_type="application/octet-stream", headers=NEVER_KEPT)


@lru_cache(maxsize=8)  # up to 31 MB each, of classes; those of numbers are made anew in a millisecond
def _data(task: str, options: str, seed: int) -> Data:
    return TrainConfig(task=task, options=options, seed=seed).data()


def data_of(config: TrainConfig) -> Data:
    """The data of a run, made once for all who look at it."""
    return _data(config.task, config.options, config.seed)


@lru_cache(maxsize=MOST_RUNS)  # small, and asked for at every look; the data they come with are not kept for so many
def _probe_of(task: str, options: str, seed: int) -> Array:
    return _data(task, options, seed).probe.copy()  # a view would keep all of them


async def serve_free(request: Request) -> Response:
    """Answer with the forecast of a recorded epoch that reads itself, (N,), measured; 404 if there is no such epoch."""
    epoch = _whole(request.query_params.get("epoch"))
    runs = made()
    found = runs.recorded(request.path_params["name"], epoch) if runs else None
    if found is None or not found[0].kind.forecasts:
        return PlainTextResponse("There is no such forecast.", 404, NEVER_KEPT)
    blob = await run_in_threadpool(_free, *found)
    return Response(blob, media_type="application/octet-stream", headers=NEVER_KEPT)


def _free(config: TrainConfig, state: bytes) -> bytes:
    return save({"free": Model.of_state(config, state).free_run()[:MOST_SHOWN]}, {"meta": "{}"})


def _steer(name: str, body: bytes) -> Response | None:
    """Do what a message asks; what cannot be done is answered by its reason."""
    try:
        message = json.loads(body)
        wish = message["do"]
        runs = made()
        if runs is None:
            return None  # there is no such run, as the look that follows says
        if wish in UNTIL:
            runs.go(name, UNTIL[wish])
        elif wish == "rewind":
            runs.rewind(name, int(message["epoch"]))
        elif wish in ("pause", "end", "restart"):
            getattr(runs, wish)(name)
        else:
            return PlainTextResponse("Nothing that a run can do.", 400, NEVER_KEPT)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:  # InputError among them
        return PlainTextResponse(f"Not understood: {type(error).__name__}.", 400, NEVER_KEPT)
    return None


def _told(name: str, branch: int, since: int, lang: str) -> bytes | None:
    """What happened since, from the start if the run has been wound back meanwhile; None if there is no such run."""
    runs = made()
    if runs is None:
        return None
    look = runs.look(name, since)
    if look is not None and (look.branch != branch or since > look.total):
        since = 0
        look = runs.look(name)
    return None if look is None else told(look, since, lang)


def told(look: Look, since: int, lang: str = "en") -> bytes:
    """A look as one blob: losses (U,) in float64 and norms (U, P) of updates, each epoch's arrays by '{n}.{what}'."""
    updates = [event for event in look.events if isinstance(event, Update)]
    epochs = [event for event in look.events if isinstance(event, Epoch)]
    parts, config = list(updates[0].gradient_norms) if updates else [], look.config
    arrays: dict[str, Array] = {
        "loss": np.array([update.loss for update in updates], np.float64),
        "norms": np.array([[update.gradient_norms[part] for part in parts] for update in updates], np.float32),
    }
    probes = dict[int, Probe]()
    for epoch in epochs:
        views = dict(_told_arrays(epoch, config))
        if epoch.state is not None:
            weights = State.of(epoch.state, config).weights
            with suppress(InputError):  # of weights that are no numbers there is nothing to see
                seen = probe(config, weights, _probe_of(config.task, config.options, config.seed))
                views |= _seen_arrays(seen, weights)
                probes[epoch.number] = seen
        arrays |= {f"{epoch.number}.{name}": array for name, array in views.items()}
    _ = translator(lang if lang in LANGUAGES else "en")
    end = next((event for event in look.events if isinstance(event, Done | Diverged)), None)
    meta = {
        "status": look.status,
        "ahead": look.ahead,
        "branch": look.branch,
        "since": since,
        "next": since + len(look.events),
        "total": look.total,
        "first": updates[0].number if updates else 0,
        "parts": parts,
        "epochs": [_epoch(epoch, probes.get(epoch.number)) for epoch in epochs],
        "end": _end(end, _) if end else None,
        "trouble": explain(look.trouble, _) if look.trouble else "",
        "changes": [_change(change) for change in look.changes if _rate_changed(change)],
        "learning_rate": look.config.learning_rate,
        "epochs_asked": look.config.epochs,
    }
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, {"meta": compact(meta)})


def _told_arrays(epoch: Epoch, config: TrainConfig) -> Iterable[tuple[str, Array]]:
    """What training has measured."""
    if epoch.predictions is not None and epoch.confusion is None:
        data = data_of(config)
        base = data.validation.base
        told = data.measured(
            epoch.predictions.astype(np.float64), None if base is None else base[: len(epoch.predictions)]
        )
        yield "predictions", told[:, 0].astype(np.float32)
    if epoch.confusion is not None:
        yield "confusion", epoch.confusion.astype(np.float32)


def _seen_arrays(seen: Probe, weights: Mapping[str, Array]) -> dict[str, Array]:
    """What a recorded network does and is."""
    arrays = {"output": seen.output}
    arrays |= {f"gates.{name}": array for name, array in seen.gates.items()}
    arrays |= {f"reach.{layer}": array for layer, array in seen.gradient_norms.items()}
    for name, (counts, edges) in histograms(weights).items():
        arrays |= {f"counts.{name}": counts.astype(np.float32), f"edges.{name}": edges}
    return arrays


def _epoch(epoch: Epoch, seen: Probe | None) -> dict[str, Any]:
    return {
        "number": epoch.number,
        "updates": epoch.updates,
        "training": {"loss": epoch.training_loss, **_finite(epoch.training)},
        "validation": {"loss": epoch.validation_loss, **_finite(epoch.validation)},
        "recorded": epoch.state is not None,
        "saturation": dict(seen.saturation) if seen else {},
    }


def _end(end: Done | Diverged, _: Translate) -> dict[str, Any]:
    if isinstance(end, Done):
        return {"reason": end.reason, "epochs": end.epochs, "update": end.updates, "best": end.best_epoch}
    remedy = phrase(end.remedy, _)
    return {"reason": end.reason, "update": end.update, "remedy": remedy}


def _change(change: Change) -> dict[str, Any]:
    return {"update": change.update, "learning_rate": change.config.learning_rate}


def _rate_changed(change: Change) -> bool:
    return change.config.learning_rate != change.before.learning_rate


def _finite(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if math.isfinite(value)}


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
