// The player: receives a run once, draws it, and plays it with no further message to the server.

import { decode } from "./blob.js";
import { copy } from "./clipboard.js";
import { Clock } from "./clock.js";
import { Code } from "./code.js";
import { Controls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { h, say } from "./dom.js";
import { Exports } from "./exports.js";
import { listen } from "./keys.js";
import { Ledger } from "./ledger.js";
import { Link, address } from "./link.js";
import { Links } from "./links.js";
import { Now } from "./now.js";
import { Panel } from "./panel.js";
import { Predict, question } from "./predict.js";
import { Run } from "./run.js";
import { symbols } from "./symbols.js";
import { Table } from "./table.js";
import { Tabs } from "./tabs.js";
import { Timeline } from "./timeline.js";
import { Units } from "./units.js";

const players = new WeakMap();
const REST = 400; // milliseconds
let last = null; // {example, index}: where the learner was, for the next mount of the same example (after another page)

/** Called by Streamlit at the first mount and whenever the data or the theme changes; what it returns, at unmount. */
export function mount({ data, parentElement }) {
  let player = players.get(parentElement);
  if (!player) players.set(parentElement, (player = new Player(parentElement)));
  player.show(data);
  return () => {
    player.dispose();
    players.delete(parentElement);
  };
}

class Player {
  #example = null; // another example starts at its beginning; any other change keeps the place
  #structure = null; // what the elements were built for
  #link = new Link();
  #announcement = null;
  #options = { pre: false, products: false, tab: "table", predict: { on: false, frontier: Infinity, carry: true, history: [] } }; // what the learner opened, over every rebuild

  constructor(parent) {
    this.root = h("div", { class: "lv-player" });
    parent.replaceChildren(this.root);
    this.clock = new Clock(1, 1);
    this.clock.onChange(() => this.render());
    this.stopListening = listen(this.clock);
    this.panel = new Panel();
    this.links = new Links(this.root);
  }

  dispose() {
    this.clock.stop();
    this.stopListening();
    this.#link.cancel();
    clearTimeout(this.#announcement);
    this.panel.dispose();
  }

  show(data) {
    this.root.dataset.ready = "false";
    const { meta, arrays } = decode(data), former = this.#example;
    const run = (this.run = new Run(arrays, meta));
    this.#theme(meta);
    const operations = meta.operations.length;
    if (meta.example !== this.#example) {
      this.#example = meta.example;
      this.clock.stop(); // before anything is drawn: the views of the former run do not fit the new one
      this.clock.index = last?.example === meta.example ? last.index : meta.start.t * operations + meta.start.operation;
    }
    this.clock.limit = Infinity;
    this.clock.resize(run.steps, operations);
    this.#ask(meta.example !== former ? this.clock.index : this.#options.predict.frontier);
    const structure = JSON.stringify([meta.lang, run.steps, run.features, run.units, run.arrays.output !== undefined]);
    if (structure !== this.#structure) { this.#structure = structure; this.#build(); }
    for (const view of [this.table, this.timeline]) view.key = null; // the numbers may have changed
    this.render();
    this.#draw().then(() => { this.root.dataset.ready = "true"; });
  }

  #draw() {
    const { run, run: { meta } } = this;
    return this.panel.draw(meta.panel[this.theme], run.arrays, {
      url: new URL(meta.plotly, document.baseURI).href, title: run.titled(meta.text.panel, meta.unit), failure: meta.text.panelFailed,
      hidden: (signal, t) => run.hidden(signal, t),
    });
  }

  /** Hide what comes from `index` on, if predictions are asked for; nobody goes beyond the first hidden number. */
  #ask(index) {
    const { predict } = this.#options;
    predict.frontier = predict.on ? question(this.run, index) : Infinity;
    this.run.frontier = this.clock.limit = predict.frontier;
    this.clock.index = Math.min(this.clock.index, this.clock.end);
  }

  #askAgain(index) {
    this.#ask(index);
    this.render();
    this.#draw();
  }

  #theme(meta) {
    const [r, g, b] = getComputedStyle(this.root).getPropertyValue("--st-background-color").match(/\w\w/g).map((x) => parseInt(x, 16));
    this.theme = r * 0.3 + g * 0.6 + b * 0.1 > 127 ? "light" : "dark";
    for (const [name, value] of Object.entries(meta.palette[this.theme])) this.root.style.setProperty(name, value);
  }

  #build() {
    const { run, clock } = this, text = run.meta.text;
    const toOperation = (k) => clock.goTo(clock.t, k);
    const toStep = (t) => clock.goTo(t);
    const { predict } = this.#options;
    this.controls = new Controls(run, clock, predict.on, (on) => { clock.stop(); predict.on = on; this.#askAgain(clock.index); }, () => this.#copy());
    this.predict = new Predict(run, predict, () => this.#askAgain(clock.index + 1));
    this.diagram = new Diagram(run, toOperation);
    this.now = new Now(run, this.#options, toOperation, this.predict);
    this.timeline = new Timeline(run, toStep);
    this.table = new Table(run, this.#options, toStep);
    this.ledger = new Ledger(run);
    this.units = new Units(run, this.#options, toOperation);
    this.code = new Code(run, toOperation);
    this.exports = new Exports(run);
    const parts = [
      { code: "table", title: text.table, node: this.table.node },
      { code: "units", title: text.units, node: this.units.node },
      { code: "ledger", title: text.ledger, node: this.ledger.node },
      { code: "code", title: text.code, node: this.code.node },
      { code: "symbols", title: text.symbols, node: symbols(run.meta.glossary) },
      { code: "lab", title: text.lab, node: h("div", { class: "lv-lab" }, ...this.exports.groups.map(({ node }) => node)) },
    ];
    this.tabs = new Tabs(text.views, parts, this.#options, () => this.render());
    this.live = h("p", { class: "lv-hidden", "aria-live": "polite" });
    this.root.replaceChildren(
      this.controls.node,
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`),
      h("div", { class: "lv-stage" }, this.diagram.node, this.now.node, this.timeline.node),
      h("div", { class: "lv-below" }, this.tabs.node, this.panel.node),
      this.live);
  }

  render() {
    const { run, clock } = this, { t, operation } = clock, { unit, decimals } = run.meta;
    this.controls.update(run, t, operation);
    this.diagram.update(run, t, operation, unit, decimals);
    this.now.update(run, t, operation, unit, decimals);
    this.predict.update(run, t, operation, unit, decimals);
    this.timeline.update(run, t, unit, decimals);
    this[{ table: "table", units: "units", ledger: "ledger", code: "code", lab: "exports" }[this.#options.tab]]?.update(run, t, operation, unit, decimals);
    this.panel.at(t);
    this.links.relight();
    this.#announce();
    last = { example: run.meta.example, index: clock.index };
    this.#link.write(run.meta.query, t, run.meta.operations[operation].code);
  }

  /** Say where we are once it rests; while playing, once a time step; never what the focused slider says itself. */
  #announce() {
    clearTimeout(this.#announcement);
    const { clock } = this, [where, words] = [this.controls.where.textContent, this.now.spoken];
    if (clock.playing && clock.operation < clock.operations - 1) return;
    if (document.activeElement === this.controls.scrub) return;
    this.#announcement = setTimeout(() => say(this.live, this.run.meta.text.spoken.replace("{where}", where).replace("{words}", words)), REST);
  }

  async #copy() {
    const { run, clock } = this;
    return copy(address(run.meta.query, clock.t, run.meta.operations[clock.operation].code, window.location.href).href);
  }
}
