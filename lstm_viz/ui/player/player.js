// The player: receives a run once, draws it, and plays it with no further message to the server.

import { decode } from "./blob.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { h, say } from "./dom.js";
import { listen } from "./keys.js";
import { address, write } from "./link.js";
import { Now } from "./now.js";
import { Panel } from "./panel.js";
import { Run } from "./run.js";
import { Table } from "./table.js";
import { Timeline } from "./timeline.js";

const players = new WeakMap();
let last = null; // {run, index}: where the learner was, for the next mount of the same run (after another page)

/** Called by Streamlit at the first mount and whenever the data or the theme changes. */
export function mount({ data, parentElement }) {
  let player = players.get(parentElement);
  if (!player) players.set(parentElement, (player = new Player(parentElement)));
  player.show(data);
  return () => player.clock.pause();
}

class Player {
  #identity = null; // which run is shown: its position is kept while this stays the same
  #structure = null; // what the elements were built for

  constructor(parent) {
    this.root = h("div", { class: "lv-player" });
    parent.replaceChildren(this.root);
    this.clock = new Clock(1, 1);
    this.clock.onChange(() => this.render());
    listen(this.root, this.clock);
  }

  show(data) {
    const { meta, arrays } = decode(data);
    const run = (this.run = new Run(arrays, meta));
    this.#theme(meta);
    const operations = meta.operations.length;
    this.clock.resize(run.steps, operations);
    if (meta.run !== this.#identity) {
      this.#identity = meta.run;
      this.clock.pause();
      this.clock.index = last?.run === meta.run ? last.index : meta.start.t * operations + meta.start.operation;
    }
    const structure = JSON.stringify([meta.lang, meta.run]);
    if (structure !== this.#structure) { this.#structure = structure; this.#build(); }
    for (const view of [this.table, this.timeline]) view.key = null; // the numbers may have changed
    this.render();
    const spec = meta.panel[this.theme];
    this.panel.draw(spec, arrays, new URL(meta.plotly, document.baseURI).href).finally(() => { this.root.dataset.ready = "true"; });
  }

  #theme(meta) {
    const [r, g, b] = getComputedStyle(this.root).getPropertyValue("--st-background-color").match(/\w\w/g).map((x) => parseInt(x, 16));
    this.theme = r * 0.3 + g * 0.6 + b * 0.1 > 127 ? "light" : "dark";
    this.root.dataset.theme = this.theme;
    for (const [name, value] of Object.entries(meta.palette[this.theme])) this.root.style.setProperty(name, value);
  }

  #build() {
    const { run, clock } = this, text = run.meta.text;
    const toOperation = (k) => clock.goTo(clock.t, k);
    const toStep = (t) => clock.goTo(t);
    this.controls = new Controls(run, clock, () => this.#copy());
    this.diagram = new Diagram(run, toOperation);
    this.now = new Now(run, toOperation);
    this.timeline = new Timeline(run, toStep);
    this.table = new Table(run, toStep);
    this.panel ??= new Panel(text.panel, text.panelFailed);
    say(this.panel.node.querySelector("h2"), text.panel);
    this.panel.node.querySelector(".frame").setAttribute("aria-label", text.panel);
    this.live = h("p", { class: "lv-hidden", "aria-live": "polite" });
    this.root.replaceChildren(
      this.controls.node,
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`),
      h("div", { class: "lv-stage" }, this.diagram.node, this.now.node),
      this.timeline.node,
      h("div", { class: "lv-below" }, this.table.node, this.panel.node),
      this.live);
  }

  render() {
    const { run, clock } = this, { t, operation } = clock, { unit, decimals } = run.meta;
    this.controls.update(run, t, operation);
    this.diagram.update(run, t, operation, unit, decimals);
    this.now.update(run, t, operation, unit, decimals);
    this.timeline.update(run, t, unit, decimals);
    this.table.update(run, t, operation, unit, decimals);
    this.panel.at(t);
    say(this.live, `${this.controls.where.textContent}. ${this.now.spoken}`);
    last = { run: run.meta.run, index: clock.index };
    write(run.meta.query, t, run.meta.operations[operation].code);
  }

  async #copy() {
    const { run, clock } = this;
    const url = address(run.meta.query, clock.t, run.meta.operations[clock.operation].code, window.location.href).href;
    try { await navigator.clipboard.writeText(url); return true; } catch { /* no permission, or not a secure page */ }
    const field = h("textarea", { class: "lv-hidden", text: url });
    this.root.append(field);
    field.select();
    const copied = document.execCommand("copy"); // the only way left where the clipboard API is withheld (plain http in a classroom)
    field.remove();
    return copied;
  }
}
