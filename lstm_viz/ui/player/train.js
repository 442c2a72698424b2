// 'Train live': looks at a run over plain HTTP, draws what it learns of it, and steers it. A look asks for what is new
// only, and the next one is asked for when that has come: a page that falls behind asks less, and a closed one no more.

import { unpack, decode, restore } from "./blob.js";
import { h, mark, say } from "./dom.js";
import { History } from "./history.js";
import { occupied } from "./keys.js";
import { LiveChart } from "./live_chart.js";
import { figure } from "./live_figures.js";
import { MetricsTable } from "./metrics_table.js";
import { given, shown as digits } from "./numbers.js";
import { themed } from "./theme.js";
import { Track } from "./track.js";

const PACE = { running: 250, waiting: 400, paused: 10_000, ended: 20_000, failed: 10_000 }; // milliseconds to the next look
const TURN = 150, LATEST = 1600; // more for each chunk that comes first: before its turn there is nothing new
const RETRY = 2000, PATIENCE = 1000;
const DECIMALS = 4;
const MOST_TOLD = 3; // features whose numbers stand beside the step
const BASE = new URL("../../", import.meta.url); // of the app: modules lie in assets/player-…/

let player = null;

/** Called by Streamlit for the component. */
export async function mount({ data, parentElement, setStateValue }) {
  player ??= new Trainer();
  player.ask = (wish) => setStateValue("message", { do: wish, at: Date.now() });
  player.refresh = () => setStateValue("seen", Date.now()); // a value of its own: it must not overwrite a wish on its way
  player.enter(parentElement);
  await player.receive(data);
  return () => player.leave(parentElement);
}

class Trainer {
  #newest = null;
  #timer = null;
  #frame = null;
  #language = null;
  #shape = null;
  #looking = 0; // the newest look
  #speed = null; // {at, updates} when this stretch of training began

  constructor() { this.root = h("div", { class: "lv-player lv-gates lv-train" }); }

  enter(parent) {
    if (this.root.parentNode !== parent) parent.replaceChildren(this.root);
    if (!this.onKey) {
      this.onKey = (event) => this.#key(event);
      document.addEventListener("keydown", this.onKey, true);
    }
    if (this.meta) this.#look();
  }

  leave(parent) {
    if (this.root.parentNode !== parent) return;
    document.removeEventListener("keydown", this.onKey, true);
    this.onKey = null;
    clearTimeout(this.#timer);
    clearTimeout(this.writing);
    this.#looking += 1; // what is on its way is no longer waited for
  }

  /** What is known of the run from the beginning; the rest is looked for. */
  async receive(data) {
    this.#newest = data;
    const { meta, arrays } = await unpack(data);
    if (this.#newest !== data) return;
    const other = meta.run !== this.meta?.run;
    Object.assign(this, { meta, arrays });
    if (other) {
      Object.assign(this, { history: new History(), status: "loading", ahead: 0, changes: [], rate: null, trouble: "", free: {}, wish: null });
      this.root.dataset.ready = "false";
      this.#speed = null;
    }
    this.options ??= { t: arrays.x.shape[0] - 1, epoch: null, layer: 0, direction: "forward", signal: "f", tensor: "lstm.weight_hh_l0", metric: meta.metrics[0], free: false };
    const { options } = this;
    options.t = Math.min(options.t, arrays.x.shape[0] - 1);
    if (other) Object.assign(options, { epoch: null, t: arrays.x.shape[0] - 1 });
    if (options.layer >= meta.layers) options.layer = 0;
    if (!meta.directions.includes(options.direction)) options.direction = "forward";
    if (!meta.metrics.includes(options.metric)) [options.metric] = meta.metrics;
    this.theme = themed(this.root, meta.palette);
    const shape = JSON.stringify([meta.lang, meta.task, meta.layers, meta.directions.length, arrays.x.shape, meta.baselines, this.theme]);
    if (shape !== this.#shape) { this.#shape = shape; this.#build(); }
    this.#picture();
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.#address(), 150);
    this.render();
    this.#look();
  }

  // --- The run -----------------------------------------------------------------------------------------------------

  get #url() {
    const url = new URL(`runs/${encodeURIComponent(this.meta.run)}`, BASE);
    const { branch, next } = this.history;
    url.search = new URLSearchParams({ branch, since: next, lang: this.meta.lang });
    return url;
  }

  /** See what is new, after having asked for something if `wish` says so, and come again. */
  async #look(wish = null) {
    clearTimeout(this.#timer);
    const call = ++this.#looking, { run } = this.meta;
    let wait = RETRY;
    try {
      const answer = await fetch(this.#url, wish ? { method: "POST", body: JSON.stringify(wish) } : {});
      if (call !== this.#looking || run !== this.meta.run) return;
      if (answer.status === 204) { this.#timer = setTimeout(() => this.#lose(), PATIENCE); return; } // another may be on its way
      if (answer.ok) wait = this.#take(decode(new Uint8Array(await answer.arrayBuffer())));
      else { this.notDone = true; wait = wish ? 0 : RETRY; }
    } catch {
      if (call !== this.#looking) return;
      this.status = "offline";
      if (wish) this.notDone = true;
    }
    this.#schedule();
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  #lose() {
    this.status = "gone";
    this.render();
    this.root.dataset.ready = "true";
  }

  #take(answer) {
    const { meta } = answer, before = this.training || !this.history.last, more = this.history.take(answer);
    if (!["running", "waiting"].includes(meta.status)) this.#speed = null;
    else this.#speed ??= { at: performance.now(), updates: this.history.updates };
    Object.assign(this, { status: meta.status, ahead: meta.ahead, changes: meta.changes, trouble: meta.trouble, asked: { epochs: meta.epochs_asked, rate: meta.learning_rate } });
    this.notDone = false;
    if (this.options.free && !this.training) this.#freeRun(); // the epoch in view is another one now
    if (before && !this.training && !more && this.history.last) this.refresh(); // what stands below uses the model as it is now
    return more ? 0 : this.history.last ? PACE[meta.status] + Math.min(TURN * meta.ahead, LATEST) : PACE.running;
  }

  #do(wish) {
    if (wish.do === "go" && this.history.end) return;
    this.wish = wish.do;
    this.#looking += 1;
    this.#look(wish);
  }

  get training() { return ["running", "waiting"].includes(this.status); }

  toggle() { this.#do({ do: this.training ? "pause" : "go" }); }

  /** The epoch in view: the newest that was recorded, or the one chosen. */
  get shown() {
    const { recorded } = this.history;
    return recorded.find(({ number }) => number === this.options.epoch) ?? recorded.at(-1) ?? null;
  }

  #choose(number) {
    const { recorded } = this.history;
    this.options.epoch = number === null || number === recorded.at(-1)?.number ? null : number;
    this.#schedule();
    this.#freeRun();
  }

  #move(by) {
    const { recorded } = this.history, at = recorded.indexOf(this.shown);
    if (at >= 0) this.#choose(recorded[Math.max(0, Math.min(recorded.length - 1, at + by))].number);
  }

  /** The forecast that reads itself is computed for the epoch in view when it is asked for. */
  async #freeRun() {
    const { options, meta, shown, free, history } = this;
    if (!options.free || !meta.series || !shown) { this.#schedule(); return; }
    const name = `${history.branch}.${shown.number}`;
    if (!(name in free)) {
      const url = new URL(`runs/${encodeURIComponent(meta.run)}/free`, BASE);
      url.search = new URLSearchParams({ epoch: shown.number });
      try {
        const answer = await fetch(url);
        if (answer.ok) free[name] = decode(new Uint8Array(await answer.arrayBuffer())).arrays.free.data;
      } catch { /* it stays undrawn, and is asked for again */ }
    }
    this.#schedule();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || occupied(event.composedPath()[0], event.key)) return;
    const { options, arrays } = this;
    if (!this.meta) return;
    const step = (by) => { options.t = Math.max(0, Math.min(arrays.x.shape[0] - 1, options.t + by)); this.#schedule(); };
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === " ") { if (!event.repeat) this.play.click(); }
    else if (by) { if (event.shiftKey) this.#move(by); else step(by); }
    else if (event.key.toLowerCase() === "u" && !event.repeat) this.single[0].click();
    else if (event.key.toLowerCase() === "e" && !event.repeat) this.single[1].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #address() {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(this.meta.query)) url.searchParams.set(name, value);
    if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
  }

  // --- The screen --------------------------------------------------------------------------------------------------

  #build() {
    const { meta, options } = this, { text } = meta;
    const able = (act) => (event) => { if (event.currentTarget.getAttribute("aria-disabled") !== "true") act(); };
    const button = (name, act, primary = false) => h("button", { type: "button", class: primary ? "lv-button primary" : "lv-button", title: text[name], onclick: able(act), text: text[`${name}Word`] ?? text[name] });
    this.play = button("start", () => this.toggle(), true);
    this.single = [button("update", () => this.#do({ do: "update" })), button("epoch", () => this.#do({ do: "epoch" }))];
    this.stop = button("end", () => this.#do({ do: "end" }));
    const rest = [button("restart", () => { options.epoch = null; this.#do({ do: "restart" }); }), button("seed", () => this.ask("seed"))];
    this.state = h("p", { class: "state", role: "status" });
    this.where = h("p", { class: "where" });
    this.bar = h("progress", { "aria-label": text.progress, max: 1, value: 0 });
    this.left = h("p", { class: "left" });
    this.again = h("button", { type: "button", class: "lv-button primary", text: text.again, hidden: true, onclick: () => this.ask("again") });
    this.notice = h("p", { class: "lv-notice", role: "alert" });
    const url = new URL(meta.plotly, document.baseURI).href;
    this.charts = new Map();
    const chart = (code, title, ...side) => {
      const made = new LiveChart(code, title, url, text.panelFailed, ...side);
      this.charts.set(code, made);
      return made.node;
    };
    const list = (label, entries, name) => {
      const select = h("select", { "aria-label": label, onchange: () => { options[name] = select.value; this.#schedule(); } },
        ...entries.map(([value, words]) => h("option", { value, text: words, selected: value === options[name] })));
      return select;
    };
    const metrics = list(text.metricOf, meta.metrics.map((name) => [name, meta.metric_names[name]]), "metric");
    const signals = list(text.signal, meta.maps.map((name) => [name, meta.names[name]]), "signal");
    const tensors = this.#tensors();
    if (!tensors.includes(options.tensor)) [options.tensor] = tensors;
    const weights = list(text.tensor, tensors.map((name) => [name, name]), "tensor");
    const free = h("input", { type: "checkbox", checked: options.free, onchange: () => { options.free = free.checked; this.#freeRun(); } });
    const freeLabel = meta.series ? [h("label", { class: "lv-check", title: text.freeHelp }, free, text.free)] : [];
    const ways = meta.layers * meta.directions.length > 1 ? [this.#layers()] : [];
    this.numbers = new MetricsTable(meta);
    this.epochs = h("input", { type: "range", class: "epochs", min: 0, step: 1, "aria-label": text.epochSlider, oninput: () => this.#choose(this.history.recorded[Number(this.epochs.value)]?.number ?? null) });
    this.epochWords = h("span", { class: "told" });
    this.newest = h("button", { type: "button", class: "lv-button", text: text.newest, onclick: () => this.#choose(null) });
    this.rewind = h("button", { type: "button", class: "lv-button", text: text.rewind, title: text.rewindHelp, onclick: able(() => { const { number } = this.shown; options.epoch = null; this.#do({ do: "rewind", epoch: number }); }) });
    const clock = { pause() {}, go: (t) => { options.t = t; this.#schedule(); } };
    this.track = new Track(text, clock);
    this.track.draw(this.arrays.x, [], []);
    this.stepWords = h("p", { class: "where" });
    this.root.replaceChildren(
      h("div", { class: "lv-top" },
        h("div", { class: "lv-controls", role: "group", "aria-label": text.controls }, h("h1", { text: text.title }), h("div", { class: "moves" }, this.play, ...this.single, this.stop, ...rest)),
        h("div", { class: "lv-progress" }, this.bar, this.where, this.left),
        h("div", { class: "lv-state" }, this.state, this.again)),
      this.notice,
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`),
      h("div", { class: "lv-board", "data-size": "l" },
        chart("loss", text.panel_loss), chart("metric", text.panel_metric, metrics),
        chart("fit", text.panel_fit, ...freeLabel),
        this.numbers.node,
        h("section", { class: "lv-chart lv-wide", "data-panel": "data" }, h("div", { class: "lv-chart-head" }, h("h2", { text: text.panel_data })), (this.story = h("p", { class: "story" })), this.#dataChart(url))),
      h("section", { class: "lv-probe" },
        h("div", { class: "lv-bar" }, h("h2", { text: text.probe }), ...ways),
        h("div", { class: "lv-epochs" }, h("label", {}, this.epochWords, this.epochs), this.newest, this.rewind),
        this.stepWords, this.track.node,
        h("div", { class: "lv-board", "data-size": "m" }, ...meta.maps.map((name) => chart(`map_${name}`, meta.names[name])))),
      h("div", { class: "lv-board", "data-size": "l" },
        chart("epochs", text.panel_epochs, signals), chart("saturation", text.panel_saturation),
        chart("norms", text.panel_norms), chart("reach", text.panel_reach), chart("weights", text.panel_weights, weights)));
    this.charts.get("weights").node.classList.add("lv-wide");
    this.charts.get("reach").node.append(h("p", { class: "note", text: text.reachNote }));
  }

  #dataChart(url) {
    const { text } = this.meta;
    this.data = new LiveChart("data", text.panel_data, url, text.panelFailed);
    return this.data.frame;
  }

  #layers() {
    const { meta, options } = this, { text } = meta;
    const ways = Array.from({ length: meta.layers }, (_, k) => meta.directions.map((direction) => [k, direction])).flat();
    const select = h("select", { "aria-label": text.layer, onchange: () => { const [layer, direction] = select.value.split("."); Object.assign(options, { layer: Number(layer), direction }); this.#schedule(); } },
      ...ways.map(([layer, direction]) => h("option", {
        value: `${layer}.${direction}`, selected: layer === options.layer && direction === options.direction,
        text: (meta.directions.length > 1 ? text.layerDirection : text.layerOnly).replace("{n}", layer + 1).replace("{direction}", text[direction]),
      })));
    return select;
  }

  /** The names of the weights, as PyTorch has them. */
  #tensors() {
    const names = [];
    for (let layer = 0; layer < this.meta.layers; layer++) {
      for (const way of ["", "_reverse"].slice(0, this.meta.directions.length)) names.push(...["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => `lstm.${name}_l${layer}${way}`));
    }
    return [...names, "head.weight", "head.bias"];
  }

  #picture() {
    const { meta, arrays } = this;
    say(this.story, `${meta.title}: ${meta.story} ${meta.scaling}`);
    this.data.draw(restore(meta.pictures[this.theme], arrays), `${meta.text.panel_data}: ${meta.title}`);
    this.track.draw(arrays.x, [], []);
  }

  #schedule() { this.#frame ??= requestAnimationFrame(() => { this.#frame = null; this.render(); }); }

  render() {
    const { meta, history, options, root, shown } = this;
    if (!meta || !root.isConnected) return;
    const { text } = meta;
    this.#say(text);
    this.#slider(text);
    this.numbers.update(options.epoch === null ? history.last : shown);
    if (!shown) return;
    const colours = meta.palette[this.theme], panels = meta.panels[this.theme];
    const free = this.free[`${history.branch}.${shown.number}`];
    const view = { history, meta, options, shown, colours, changes: this.changes, truth: this.arrays.truth?.data, free: options.free ? free : null };
    for (const [code, chart] of this.charts) {
      const spec = code === "epochs" ? { ...panels.epochs, data: panels[`map_${options.signal}`].data } : panels[code];
      const drawn = figure(code, spec, view), title = chart.title.textContent;
      if (drawn) chart.draw(drawn, text.figure.replace("{panel}", title).replace("{epoch}", shown.number), this.#beside(code));
    }
    root.dataset.ready = "true";
  }

  /** The number beside a panel's title. */
  #beside(code) {
    const { history } = this;
    if (code === "loss") return history.last ? digits(history.last.validation.loss, DECIMALS) : "";
    if (code === "metric") return history.last ? given(history.last.validation[this.options.metric] ?? NaN, DECIMALS).replace("NaN", "") : "";
    return "";
  }

  #say(text) {
    const { history, status, meta, training } = this, { end } = history;
    const epochs = this.asked?.epochs ?? 0, all = history.updatesOf(epochs, meta.updates), made = history.updates;
    say(this.play, training ? text.pauseWord : text.startWord);
    this.play.title = training ? text.pause : text.start;
    const over = end !== null || status === "gone";
    mark(this.play, "aria-disabled", over ? "true" : null);
    const busy = training && !["update", "epoch"].includes(this.wish); // one update may follow the other at once
    for (const node of this.single) mark(node, "aria-disabled", over || busy ? "true" : null);
    mark(this.stop, "aria-disabled", over || made === 0 ? "true" : null);
    let said = text[status] ?? "";
    if (end) said = (text[end.reason] ?? "").replace("{update}", end.update).replace("{best}", end.best) + (end.remedy ? ` ${end.remedy}` : "");
    else if (status === "failed") said = this.trouble;
    else if (status === "waiting") said = this.ahead ? text.waiting.replace("{n}", this.ahead) : text.running;
    else if (status === "paused" && made === 0) said = history.last ? text.ready : text.loading;
    if ((status === "loading" || status === "running" || status === "waiting") && !history.last) said = text.loading;
    say(this.state, said);
    mark(this.state, "data-state", end?.remedy || ["failed", "offline", "gone"].includes(status) ? "trouble" : null);
    this.again.hidden = status !== "gone";
    say(this.notice, this.notDone ? text.notDone : "");
    if (!epochs) return;
    say(this.where, text.where.replace("{epoch}", history.last?.number ?? 0).replace("{epochs}", epochs).replace("{update}", made.toLocaleString("en")).replace("{updates}", all.toLocaleString("en")));
    this.bar.max = all;
    this.bar.value = made;
    say(this.left, training && !end ? this.#time(text, all - made) : "");
  }

  #time(text, remaining) {
    const speed = this.#speed;
    if (!speed || this.history.updates <= speed.updates) return "";
    const seconds = (remaining * (performance.now() - speed.at)) / 1000 / (this.history.updates - speed.updates);
    const time = seconds < 90 ? text.seconds.replace("{n}", Math.max(1, Math.round(seconds))) : text.minutes.replace("{n}", Math.round(seconds / 60));
    return text.left.replace("{time}", time);
  }

  #slider(text) {
    const { history, options, shown, arrays } = this, { recorded } = history;
    this.epochs.max = Math.max(0, recorded.length - 1);
    this.epochs.value = Math.max(0, recorded.indexOf(shown));
    const words = text.epochShown.replace("{n}", shown?.number ?? 0);
    say(this.epochWords, words);
    mark(this.epochs, "aria-valuetext", words);
    mark(this.newest, "aria-disabled", options.epoch === null ? "true" : null);
    mark(this.rewind, "aria-disabled", !shown || shown.updates === history.updates ? "true" : null);
    const [T, D] = arrays.x.shape, row = (array) => Array.from(array.data.subarray(options.t * D, (options.t + 1) * D), (x) => given(x, DECIMALS)).join(", ");
    let where = text.probeStep.replace("{t}", options.t + 1).replace("{T}", T);
    if (D <= MOST_TOLD) {
      where += ` · x = ${row(arrays.x)}`;
      if (row(arrays.x) !== row(arrays.raw)) where += ` (${text.raw.replace("{raw}", row(arrays.raw))})`;
    }
    say(this.stepWords, where);
    this.track.at(options.t, where);
    this.charts.get("epochs").name(text.panel_epochs.replace("{t}", options.t + 1));
  }
}
