// 'NumPy = PyTorch': receives all steps of one direction once, and steps through them with no further message.
// Another mistake, layer, direction, unit or sequence is asked of the server.

import { restore, unpack } from "./blob.js";
import { copy } from "./clipboard.js";
import { Clock } from "./clock.js";
import { Comparing } from "./compare_table.js";
import { h, mark, say } from "./dom.js";
import { listen } from "./keys.js";
import { PATIENCE } from "./lab.js";
import { CopyLink, Moves } from "./moves.js";
import { plotly, still } from "./plotly.js";
import { Tabs } from "./tabs.js";
import { themed } from "./theme.js";

const PARTS = ["values", "gradients"];
const REST = 150, ANNOUNCE = 400; // milliseconds

let player = null; // the page has one; it rests while its page is left

/** Called by Streamlit at the first mount and whenever the data or the theme changes; what it returns, at unmount. */
export async function mount({ data, parentElement, setStateValue }) {
  player ??= new Player();
  player.send = (message) => setStateValue("message", message);
  player.enter(parentElement);
  await player.receive(data);
  return () => player.leave(parentElement);
}

class Player {
  #newest = null;
  #structure = null;
  #asked = 0;
  #frame = null;
  #options = { tab: "values" };
  #drawn = 0;

  constructor() {
    this.root = h("div", { class: "lv-player lv-compare" });
    this.plot = h("div", { class: "plot" });
    this.cursor = h("div", { class: "cursor" });
    this.frame = h("div", { class: "frame", role: "figure" }, this.plot, this.cursor);
    this.clock = new Clock(1, 1, 900);
    this.clock.onChange(() => { this.#frame ??= requestAnimationFrame(() => { this.#frame = null; this.render(); }); });
    this.mover = { toggle: () => this.clock.toggle(), move: (action) => this.clock.move({ nextStep: "next", previousStep: "previous" }[action] ?? action) };
  }

  enter(parent) {
    if (this.root.parentNode !== parent) parent.replaceChildren(this.root);
    this.stopListening ??= listen(this.mover, { undo() {}, redo() {} }, () => false);
  }

  leave(parent) {
    if (this.root.parentNode !== parent) return;
    this.clock.stop();
    this.stopListening?.();
    this.stopListening = null;
    for (const timer of [this.waiting, this.writing, this.announcing]) clearTimeout(timer);
  }

  async receive(data) {
    this.root.dataset.ready = "false";
    this.#newest = data;
    const { meta, arrays } = await unpack(data);
    if (this.#newest !== data) return;
    if (meta.answer !== 0 && meta.answer < this.#asked) return; // a newer answer is on its way
    clearTimeout(this.waiting);
    const first = !this.meta;
    Object.assign(this, { meta, arrays });
    this.clock.resize(meta.steps, 1);
    if (first) {
      this.clock.index = meta.start.t;
      this.#options.tab = meta.start.view;
    }
    this.theme = themed(this.root, meta.palette);
    const structure = JSON.stringify([meta.lang, meta.choices, meta.rows, meta.allowed]);
    if (structure !== this.#structure) { this.#structure = structure; this.#build(); }
    this.#pressed(meta.bug);
    say(this.notice, "");
    this.render();
    await this.#draw();
    if (this.#newest === data) this.root.dataset.ready = "true";
  }

  #ask(choice) {
    this.#asked = Math.max(this.#asked + 1, Date.now()); // also above those of a page before a reload
    this.root.dataset.ready = "false";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.#pressed(this.meta.bug);
      say(this.notice, this.meta.text.lost);
      this.root.dataset.ready = "true";
    }, PATIENCE);
    this.send({ id: this.#asked, t: this.clock.t + 1, view: this.#options.tab, ...choice });
  }

  #build() {
    const { meta, clock } = this, { text } = meta, focused = this.root.contains(document.activeElement) && document.activeElement?.id;
    this.moves = new Moves(text, this.mover, ["first", "previous"], ["next", "last"]);
    this.where = h("p", { class: "where" });
    const link = new CopyLink(text, async () => ((await copy(this.#address().href)) ? text.copied : text.copyFailed));
    this.scrub = h("input", { type: "range", class: "scrub", min: 0, max: clock.last, step: 1, "aria-label": text.scrub, oninput: () => { clock.pause(); clock.go(Number(this.scrub.value)); } });
    this.verdict = h("p", { class: "lv-verdict", role: "status" });
    this.sign = h("span", { class: "sign", "aria-hidden": "true" });
    this.said = h("span");
    this.verdict.append(this.sign, this.said);
    this.notice = h("p", { class: "lv-notice", role: "status" });
    this.live = h("p", { class: "lv-hidden", "aria-live": "polite" });
    this.tables = Object.fromEntries(PARTS.map((part) => [part, new Comparing(part, meta)]));
    this.tabs = new Tabs(text.parts, PARTS.map((part) => ({ code: part, title: text[part], node: this.tables[part].node })), this.#options, () => this.render());
    this.tabs.bar.append(this.#choices());
    mark(this.frame, "aria-label", text.map);
    const map = h("section", { class: "lv-panel" }, h("div", { class: "lv-bar" }, h("h2", { text: text.places })), this.frame, h("p", { class: "note", text: text.mapNote }));
    this.root.replaceChildren(
      h("div", { class: "lv-controls", role: "group", "aria-label": text.controls },
        h("h1", { text: text.title }), this.moves.node, this.where, link.button, link.told, h("div", { class: "along" }, this.scrub)),
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`),
      this.verdict, this.#mistakes(), this.notice,
      h("div", { class: "lv-below" }, this.tabs.node, map), this.live);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** A switch for each mistake; one at a time. */
  #mistakes() {
    const { meta, meta: { text } } = this;
    this.bugs = meta.bugs.map(({ code, title }) => h("button", {
      type: "button", id: `lv-bug-${code}`, class: "lv-button", "aria-pressed": "false", "data-bug": code, text: title, onclick: () => this.#break(code),
    }));
    this.story = h("p", { class: "note story", id: "lv-story" });
    return h("section", { class: "lv-break" }, h("h2", { text: text.break }), h("div", { class: "bugs", role: "group", "aria-label": text.break }, ...this.bugs), this.story);
  }

  #break(code) {
    this.#pressed(code);
    this.#ask({ bug: code });
  }

  #pressed(code) {
    for (const button of this.bugs) mark(button, "aria-pressed", button.dataset.bug === code ? "true" : "false");
    say(this.story, this.meta.bugs.find((bug) => bug.code === code).story);
  }

  /** Whose numbers are shown: only what there is more than one of. */
  #choices() {
    const { choices, text } = this.meta;
    const list = (name, options) => h("label", { class: "lv-check" }, text[name], h("select", { id: `lv-choice-${name}`, "aria-label": text[name], onchange: ({ target }) => this.#ask({ [name]: target.value }) }, ...options));
    const numbered = (name) => (choices[name].of < 2 ? [] : [list(name, Array.from({ length: choices[name].of }, (_, k) => h("option", { value: k + 1, text: k + 1, selected: k + 1 === choices[name].now })))]);
    const ways = choices.way.of.length < 2 ? [] : [list("way", choices.way.of.map(({ code, title }) => h("option", { value: code, text: title, selected: code === choices.way.now })))];
    return h("div", { class: "choices", role: "group", "aria-label": text.shown }, ...numbered("layer"), ...ways, ...numbered("unit"), ...numbered("sequence"));
  }

  render() {
    const { meta, clock } = this, { text } = meta, { t } = clock;
    const where = text.step.replace("{t}", t + 1).replace("{T}", meta.steps);
    say(this.where, where);
    this.scrub.max = clock.last;
    this.scrub.value = t;
    mark(this.scrub, "aria-valuetext", where);
    this.moves.update(clock);
    mark(this.verdict, "data-ok", meta.ok ? "true" : "false");
    say(this.sign, meta.ok ? "✓" : "✗");
    say(this.said, meta.sentence);
    for (const part of PARTS) this.tables[part].at(this.arrays, t);
    this.#place();
    clearTimeout(this.announcing);
    if (!clock.playing && document.activeElement !== this.scrub) this.announcing = setTimeout(() => say(this.live, where), ANNOUNCE);
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      const url = this.#address();
      if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
    }, REST);
  }

  #address() {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries({ ...this.meta.query, t: String(this.clock.t + 1), view: this.#options.tab })) url.searchParams.set(name, value);
    return url;
  }

  async #draw() {
    const { meta } = this, call = ++this.#drawn;
    const { data, layout } = restore(meta.panel[this.theme], this.arrays);
    try {
      const Plotly = await plotly(new URL(meta.plotly, document.baseURI).href);
      if (call !== this.#drawn) return;
      const fresh = !this.plot._fullLayout;
      await still(Plotly, this.plot, data, layout);
      if (fresh) {
        this.plot.on("plotly_afterplot", () => this.#place());
        this.plot.on("plotly_click", ({ points: [point] }) => { this.clock.pause(); this.clock.go(Math.round(point.x) - 1); });
      }
      this.#place();
    } catch { if (!this.plot._fullLayout) say(this.plot, meta.text.noChart); }
  }

  /** The frame around the present step's column. */
  #place() {
    const layout = this.plot._fullLayout;
    if (!layout?.xaxis) return;
    const { _offset: left } = layout.xaxis, { _offset: top, _length: height } = layout.yaxis;
    const from = layout.xaxis.l2p(this.clock.t + 0.5), to = layout.xaxis.l2p(this.clock.t + 1.5);
    Object.assign(this.cursor.style, { left: `${left + from}px`, width: `${Math.max(3, to - from)}px`, top: `${top}px`, height: `${height}px` });
  }
}
