// The panels side by side: which are open, in which order, how large, and what a drag in them does.

import { Chart, SIGNALS } from "./chart.js";
import { download } from "./csv.js";
import { h, mark, say } from "./dom.js";
import { popover } from "./popover.js";

const PANELS = [...SIGNALS, "lines", "distribution", "saturation", "curve", "ledger"];
const OF_A_SIGNAL = ["lines", "distribution"]; // panels that show the signal chosen
const SIZES = ["s", "m", "l"];
const FORMATS = ["png", "svg"];

export class Board {
  charts = new Map(); // by code, also of panels that are closed

  /**
   * `options` {panels, size, signal, tool} outlives every rebuild, and so do the charts of a `former` board, with their zoom;
   * `on` {pick, change, ask}: what the learner does; {step}: the present step, from 1.
   */
  constructor(text, names, options, on, former) {
    Object.assign(this, { text, names, options, on });
    this.words = former?.words;
    for (const [code, chart] of former?.charts ?? []) this.charts.set(code, chart.adopt(this.#menu(code), (place) => this.on.pick(code, place), (zoomed, range) => this.#follow(zoomed, range)));
    this.grid = h("div", { class: "lv-board", role: "group", "aria-label": text.board });
    this.said = h("p", { class: "lv-hidden", role: "status" });
    this.tools = ["zoom", "select"].map((tool) => h("button", {
      type: "button", class: "lv-button", text: text[tool], title: text[`${tool}Help`], onclick: () => { options.tool = tool; this.#tool(); },
    }));
    this.back = h("button", { type: "button", class: "lv-button", text: text.resetZoom, onclick: () => { for (const chart of this.open) chart.reset(); } });
    this.chooser = popover(text.panels, text.panels, () => this.#choices());
    const zoom = (title, face, factor) => h("button", { type: "button", class: "lv-button icon", "aria-label": title, title, text: face, onclick: () => { for (const chart of this.open) chart.zoom(on.step(), factor); } });
    this.bar = h("div", { class: "lv-tools", role: "group", "aria-label": text.tools }, this.chooser.button, ...this.tools, zoom(text.zoomIn, "+", 0.5), zoom(text.zoomOut, "\u2212", 2), this.back);
    this.node = h("section", {}, this.bar, this.chooser.card, this.grid, this.said);
    this.shift = (event) => { if (event.key === "Shift") this.#tool(event.type === "keydown"); };
    this.#arrange();
    this.#tool();
  }

  /** The options have changed elsewhere. */
  refresh() { this.#arrange(); }

  /** Hear the modifier that selects, as long as the page is there. */
  listen() {
    const released = () => this.#tool(); // outside of the window no key is heard
    for (const type of ["keydown", "keyup"]) document.addEventListener(type, this.shift);
    window.addEventListener("blur", released);
    return () => {
      for (const type of ["keydown", "keyup"]) document.removeEventListener(type, this.shift);
      window.removeEventListener("blur", released);
    };
  }

  get open() { return this.options.panels.map((code) => this.#chart(code)); }

  /** A panel was zoomed in time: so are all others that show the same steps. */
  #follow(zoomed, range) { for (const chart of this.open) if (chart !== zoomed) chart.show(range, zoomed.whole["xaxis.range"]); }

  /** Whether a panel's time axis holds a step, from 1. */
  holds(code, step) { return this.#chart(code).holds(step); }

  /** Nothing more is to come. */
  give() { for (const chart of this.open) chart.node.removeAttribute("data-waiting"); }

  /** Draw what the server sent: `figure(code)` is {spec, arrays}, or null for what is still to come. */
  async draw(figure, words) {
    this.words = words;
    for (const chart of this.open) {
      const found = figure(chart.code);
      chart.node.toggleAttribute("data-waiting", found === null);
      if (found) await chart.draw(found.spec, found.arrays, { url: words.url, failure: this.text.panelFailed, title: this.title(chart.code) });
    }
  }

  title(code) {
    return SIGNALS.includes(code) ? this.names[code] : this.text[`panel_${code}`];
  }

  /** Show step t; `row` of the unit in each panel, `value(code)` the number beside its title. */
  at(t, row, value) {
    for (const chart of this.open) {
      chart.at(t, row);
      say(chart.value, value(chart.code));
    }
  }

  /** The names of the figures, which change only where the learner rests. */
  label(sentence) { for (const chart of this.open) chart.tell(sentence(this.title(chart.code), chart.value.textContent), chart.value.textContent); }

  #chart(code) {
    if (!this.charts.has(code)) this.charts.set(code, new Chart(code, this.#menu(code), (place) => this.on.pick(code, place), (chart, range) => this.#follow(chart, range)));
    return this.charts.get(code);
  }

  #menu(code) {
    const { text } = this, act = (name, run) => h("button", { type: "button", class: "lv-button", text: text[name], onclick: () => { menu.close(); run(); } });
    const menu = popover(text.panelMenu.replace("{panel}", this.title(code)), "⋯", () => [
      act("earlier", () => this.#move(code, -1)), act("later", () => this.#move(code, 1)),
      ...FORMATS.map((format) => act(format, () => this.#save(code, format))),
      act("closePanel", () => this.#toggle(code, false)),
    ], "menu");
    menu.button.classList.add("icon");
    const choices = OF_A_SIGNAL.includes(code) ? [this.#signals()] : [];
    return h("span", { class: "side" }, ...choices, menu.button, menu.card);
  }

  #signals() {
    const list = h("select", { class: "signal", "aria-label": this.text.signal, onchange: () => { this.options.signal = list.value; this.#arrange(); this.on.ask(); } },
      ...SIGNALS.map((name) => h("option", { value: name, text: this.names[name], selected: name === this.options.signal })));
    return list;
  }

  #choices() {
    const { text, options } = this;
    const boxes = PANELS.map((code) => {
      const box = h("input", { type: "checkbox", checked: options.panels.includes(code), onchange: () => { this.#toggle(code, box.checked); box.checked = options.panels.includes(code); } });
      return h("label", { class: `lv-check s-${code}` }, box, this.title(code));
    });
    const sizes = SIZES.map((size) => {
      const one = h("input", { type: "radio", name: "lv-size", checked: size === options.size, onchange: () => { options.size = size; this.#arrange(); this.on.change(); } });
      return h("label", { class: "lv-check" }, one, text[`size_${size}`]);
    });
    return [h("fieldset", {}, h("legend", { text: text.panels }), ...boxes), h("fieldset", {}, h("legend", { text: text.size }), ...sizes)];
  }

  /** At least one panel stays. */
  #toggle(code, on) {
    const rest = this.options.panels.filter((other) => other !== code);
    if (!on && !rest.length) { this.on.tell(this.text.lastPanel); return; }
    this.options.panels = on ? [...rest, code] : rest;
    this.#arrange();
    this.on.ask();
  }

  #move(code, by) {
    const panels = [...this.options.panels], k = panels.indexOf(code), to = Math.max(0, Math.min(panels.length - 1, k + by));
    panels.splice(to, 0, ...panels.splice(k, 1));
    this.options.panels = panels;
    this.#arrange();
    this.on.ask();
    this.#chart(code).node.querySelector(".side > .lv-button").focus();
  }

  async #save(code, format) {
    try {
      const picture = await this.#chart(code).picture(format, this.#caption(code), this.words);
      download(`lstm-${code}.${format}`, picture);
      say(this.said, this.text.saved);
    } catch { say(this.said, this.text.notSaved); }
  }

  /** The title of a picture, which has no list beside it to tell the signal. */
  #caption(code) { return OF_A_SIGNAL.includes(code) ? `${this.title(code)}: ${this.names[this.options.signal]}` : this.title(code); }

  #arrange() {
    const { options, grid } = this, nodes = this.open.map(({ node }) => node);
    mark(grid, "data-size", options.size);
    if (nodes.length !== grid.children.length || nodes.some((node, k) => node !== grid.children[k])) grid.replaceChildren(...nodes);
    for (const list of grid.querySelectorAll("select.signal")) list.value = options.signal;
  }

  /** A drag zooms, or selects step and unit; with Shift, the other way round. */
  #tool(shifted = false) {
    const selects = (this.options.tool === "select") !== shifted;
    this.grid.toggleAttribute("data-selects", selects);
    this.tools.forEach((node, k) => mark(node, "aria-pressed", String((k === 1) === (this.options.tool === "select"))));
  }
}
