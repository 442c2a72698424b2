// 'Gates over time': receives a run once, draws it as panels, and plays it with no further message to the server.
// The numbers of one unit come by themselves (mountUnit), so that another unit costs a small message.

import { unpack } from "./blob.js";
import { Board } from "./board.js";
import { SIGNALS } from "./chart.js";
import { copy } from "./clipboard.js";
import { Clock } from "./clock.js";
import { h, say } from "./dom.js";
import { listen } from "./keys.js";
import { PATIENCE } from "./lab.js";
import { Link, address } from "./link.js";
import { CopyLink, Moves, speeds } from "./moves.js";
import { given, shown } from "./numbers.js";
import { themed } from "./theme.js";
import { Track } from "./track.js";
import { UnitRun } from "./unit_run.js";
import { Worked } from "./worked.js";

const WHOLE = 20_000; // milliseconds for the whole run at speed 1, as far as the limits allow
const SLOWEST = 1000, FASTEST = 20; // milliseconds per step
const LEAP = 10; // steps, with Shift
const REST = 400; // milliseconds
const PAUSE = 60; // milliseconds
const MOST_AGAIN = 2;
const MOST_PINS = 8;
const MOST_TOLD = 3; // features whose numbers stand beside the step

let player = null;

/** Called by Streamlit for the component of the panels. */
export async function mount({ data, parentElement }) {
  player ??= new Player();
  player.enter(parentElement);
  await player.receive("panels", data);
  return () => player.leave(parentElement);
}

/** Called by Streamlit for the component of the shown unit, which has no place of its own on the screen. */
export async function mountUnit({ data, setStateValue }) {
  player ??= new Player();
  player.send = (message) => setStateValue("message", message);
  await player.receive("coming", data);
}

class Player {
  #language = null; // what the board was built for
  #structure = null; // what the unit's diagram was built for
  #newest = {}; // what came last of each part: unpacking takes a moment
  #again = 0; // how often the same was asked
  #frame = null;
  #announcement = null;
  #link = new Link();
  #asked = 0; // the newest message

  constructor() {
    this.root = h("div", { class: "lv-player lv-gates" });
    this.clock = new Clock(1, 1);
    this.clock.onChange(() => { this.#frame ??= requestAnimationFrame(() => { this.#frame = null; this.render(); }); });
    this.mover = {
      toggle: () => this.clock.toggle(),
      move: (action) => {
        const leap = { nextStep: LEAP, previousStep: -LEAP }[action];
        if (leap) { this.clock.pause(); this.clock.go(this.clock.index + leap); } else this.clock.move(action);
      },
    };
  }

  enter(parent) {
    if (this.root.parentNode !== parent) parent.replaceChildren(this.root);
    this.stopListening ??= listen(this.mover, { undo() {}, redo() {} }, () => false);
    this.stopSelecting ??= this.board?.listen();
  }

  leave(parent) {
    if (this.root.parentNode !== parent) return;
    this.clock.stop();
    this.stopListening?.();
    this.stopSelecting?.();
    this.stopListening = this.stopSelecting = null;
    this.#link.cancel();
    for (const timer of [this.#announcement, this.asking, this.waiting]) clearTimeout(timer);
    this.asking = null;
  }

  /** The numbers of all units ('panels'), or of one unit and the panels that are about it ('coming'); the newest counts. */
  async receive(part, data) {
    this.root.dataset.ready = "false";
    this.#newest[part] = data;
    const unpacked = await unpack(data);
    if (this.#newest[part] !== data) return;
    this[part] = unpacked;
    this.#take();
  }

  /** Take up both parts once they belong together; until then all stays as it is. */
  #take() {
    const { panels, coming } = this;
    if (!panels || coming?.meta.key !== panels.meta.key) return;
    if (coming.meta.answer !== 0 && coming.meta.answer < this.#asked) return; // a newer answer is on its way
    clearTimeout(this.waiting);
    if (panels.arrays !== this.arrays) this.#begin(panels);
    this.detail = coming;
    if (this.notice) say(this.notice, "");
    this.#draw();
  }

  /** Another run, or the first. */
  #begin({ meta, arrays }) {
    const { clock } = this, [steps] = arrays.x.shape, first = !this.meta, atEnd = clock.index === clock.last;
    Object.assign(this, { meta, arrays, steps, units: meta.order.length });
    this.rows = []; // of each unit
    meta.order.forEach((unit, row) => { this.rows[unit] = row; });
    clock.interval = Math.max(FASTEST, Math.min(SLOWEST, WHOLE / steps));
    clock.resize(steps, 1);
    if (first) {
      const tool = window.matchMedia("(pointer: coarse)").matches ? "select" : "zoom"; // a finger scrolls the page, and scrubs
      this.options = { tool, ...meta.start };
      clock.index = Math.min(meta.start.t, clock.last);
    } else if (atEnd) clock.index = clock.last;
    this.options.unit = Math.min(this.options.unit, this.units - 1);
    this.options.pins = this.options.pins.filter((unit) => unit < this.units);
  }

  async #draw() {
    const { meta, detail, options } = this;
    this.theme = themed(this.root, meta.palette);
    const run = (this.run = new UnitRun({ ...detail.arrays, x: this.arrays.x }, { ...meta, ...detail.meta }, (name, t, unit) => this.value(name, t, unit)));
    if (meta.lang !== this.#language) { this.#language = meta.lang; this.#structure = null; this.#build(); }
    const structure = JSON.stringify([run.features, run.units, Object.keys(detail.meta.equations)]);
    if (structure !== this.#structure) { this.#structure = structure; this.#buildUnit(); }
    this.track.draw(this.arrays.x, meta.symbols, meta.features);
    this.#sayUnit();
    const colours = meta.palette[this.theme];
    const drawing = (this.drawing = this.board.draw((code) => this.#figure(code), {
      url: new URL(meta.plotly, document.baseURI).href, about: meta.about, surface: colours["--surface-1"], accent: colours["--accent"],
    }));
    this.render();
    await drawing;
    if (drawing !== this.drawing) return;
    this.render();
    if (this.asking) return;
    if (run.unit !== options.unit && this.#again < MOST_AGAIN) { this.#again += 1; this.#ask(); return; } // it was not heard
    this.#again = 0;
    options.unit = run.unit;
    this.#sayUnit();
    this.root.dataset.ready = "true";
  }

  #figure(code) {
    if (code in this.meta.panels) return { spec: this.meta.panels[code][this.theme], arrays: this.arrays };
    const { [code]: found } = this.detail.meta.panels;
    return found ? { spec: found[this.theme], arrays: this.detail.arrays } : null;
  }

  /** Signal `name` of any unit at step t, as its panel shows it. */
  value(name, t, unit) { return this.arrays[name].data[this.rows[unit] * this.steps + t]; }

  /** Ask the server for what a unit, a signal or a newly opened panel needs. */
  #ask() {
    const { options } = this;
    clearTimeout(this.asking);
    this.asking = null;
    this.#asked = Math.max(this.#asked + 1, Date.now()); // also above those of a page before a reload
    this.root.dataset.ready = "false";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#lose(), PATIENCE);
    this.send({ id: this.#asked, t: this.clock.t + 1, unit: options.unit + 1, pins: options.pins.map((unit) => unit + 1), signal: options.signal, panels: options.panels });
    this.board.draw((code) => this.#figure(code), this.board.words);
    this.render();
  }

  /** No answer has come: what is shown is what there is. */
  #lose() {
    this.options.unit = this.run.unit;
    this.#sayUnit();
    this.board.give();
    this.render();
    say(this.notice, this.meta.text.lost);
    this.root.dataset.ready = "true";
  }

  #choose(unit) {
    if (!Number.isInteger(unit) || unit < 0 || unit >= this.units) {
      this.number.value = this.options.unit + 1;
      say(this.notice, this.meta.text.unitRange.replace("{n}", this.units));
      return;
    }
    say(this.notice, "");
    if (unit === this.options.unit) return;
    this.options.unit = unit;
    this.#sayUnit();
    this.render();
    this.root.dataset.ready = "false";
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.#ask(), PAUSE); // a drag passes over many
  }

  #pin() {
    const { options } = this, { pins, unit } = options;
    say(this.notice, "");
    if (!pins.includes(unit) && pins.length === MOST_PINS) { say(this.notice, this.meta.text.mostPins.replace("{n}", MOST_PINS)); return; }
    options.pins = pins.includes(unit) ? pins.filter((other) => other !== unit) : [...pins, unit];
    if (!options.panels.includes("lines")) options.panels = [...options.panels, "lines"];
    this.#sayUnit();
    this.board.refresh();
    this.#ask();
  }

  #build() {
    const { meta, clock, options } = this, { text } = meta;
    this.stopSelecting?.();
    this.moves = new Moves(text, this.mover, ["first", "previous"], ["next", "last"]);
    this.where = h("p", { class: "where" });
    const link = new CopyLink(text, async () => ((await copy(address(this.#query(), clock.t, options.op, window.location.href).href)) ? this.#copied() : text.copyFailed));
    this.track = new Track(text, clock);
    this.board = new Board(text, meta.names, options, { pick: (code, place) => this.#pick(code, place), change: () => this.render(), ask: () => this.#ask(), tell: (words) => say(this.notice, words), step: () => clock.t + 1 }, this.board);
    this.number = h("input", { type: "number", class: "unit", min: 1, step: 1, "aria-label": text.unitShown, onchange: () => this.#choose(Number(this.number.value) - 1) });
    this.of = h("span");
    this.pin = h("button", { type: "button", class: "lv-button", title: text.pinHelp, onclick: () => this.#pin() });
    this.chooser = h("div", { class: "lv-unit" }, h("label", {}, `${text.unitWord} `, this.number), this.of, this.pin);
    this.place = h("div");
    this.live = h("p", { class: "lv-hidden", "aria-live": "polite" });
    this.notice = h("p", { class: "lv-notice", role: "status" });
    this.root.replaceChildren(h("div", { class: "lv-top" },
      h("div", { class: "lv-controls", role: "group", "aria-label": text.controls },
        h("h1", { text: text.title }), this.moves.node, this.where, speeds(text, clock), link.button, link.told),
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`), this.track.node),
      this.notice, this.place, this.board.node, this.live);
    this.stopSelecting = this.stopListening ? this.board.listen() : null;
  }

  #buildUnit() {
    this.worked = new Worked(this.run, this.chooser, (code) => { this.options.op = code; this.render(); });
    this.place.replaceChildren(this.worked.node);
  }

  #sayUnit() {
    const { text } = this.meta, { unit, pins } = this.options;
    this.number.max = this.units;
    if (this.number !== document.activeElement || this.saidUnit !== unit) this.number.value = unit + 1; // else it is typed into
    this.saidUnit = unit;
    say(this.of, text.ofUnits.replace("{n}", this.units));
    say(this.pin, pins.includes(unit) ? text.unpin : text.pin);
  }

  #pick(code, { t, row }) {
    if (t !== null) { this.clock.pause(); this.clock.go(t); }
    if (row !== null) this.#choose(this.meta.order[Math.max(0, Math.min(this.units - 1, row))]);
  }

  render() {
    const { run, clock, options, meta, root } = this, { t } = clock;
    if (!run || !root.isConnected) return;
    const { decimals } = meta, row = this.rows[options.unit];
    this.moves.update(clock);
    const where = this.#where(t);
    say(this.where, where);
    this.track.at(t, where);
    this.worked.update(run, t, options.op, decimals);
    this.board.at(t, row, (code) => this.#beside(code, t));
    this.#announce();
    this.#link.write(this.#query(), t, options.op);
  }

  #where(t) {
    const { meta, run } = this, { text, symbols } = meta;
    const where = text.step.replace("{t}", t + 1).replace("{T}", this.steps);
    if (symbols.length) return `${where} · ${text.character.replace("{c}", symbols[t])}`;
    if (run.features > MOST_TOLD) return where;
    const said = `${where} · x = ${run.list("x", t, meta.decimals)}`, { raw } = this.arrays;
    return raw ? `${said} (${text.raw.replace("{raw}", given(raw.data[t], meta.decimals))})` : said;
  }

  /** The number beside a panel's title: of the shown unit, now. */
  #beside(code, t) {
    if (!SIGNALS.includes(code)) return "";
    const { run, options: { unit } } = this; // of the unit worked out there are all digits
    return shown(unit === run.unit ? run.at(code, t, unit) : this.value(code, t, unit), this.meta.decimals);
  }

  #announce() {
    clearTimeout(this.#announcement);
    const { clock } = this;
    if (clock.playing) return;
    this.#announcement = setTimeout(() => {
      const { text, names } = this.meta, { options: { unit, panels } } = this;
      if (panels.includes("ledger") && this.detail.meta.panels.ledger && !this.board.holds("ledger", clock.t + 1)) this.#ask(); // another part of it
      this.board.label((title, value) => (value ? `${title}: ${value}` : title));
      if (document.activeElement === this.track.range) return;
      const values = SIGNALS.map((name) => `${names[name]} ${this.#beside(name, clock.t)}`).join(", ");
      say(this.live, text.spokenUnit.replace("{where}", this.where.textContent).replace("{k}", unit + 1).replace("{values}", values));
    }, REST);
  }

  /** A link holds no file. */
  #copied() {
    const { text, linked, own } = this.meta;
    return linked ? text.copied : own ? text.copiedWithoutModel : text.copiedWithout;
  }

  #query() {
    const { meta, options } = this;
    return {
      ...meta.query, unit: String(options.unit + 1), pins: options.pins.map((unit) => unit + 1).join(","), signal: options.signal,
      panels: options.panels.join(","), size: options.size,
    };
  }
}
