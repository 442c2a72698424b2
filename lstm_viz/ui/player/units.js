// All units at once: the packed weights times [x, h, 1], squashed to the gates, then every signal of every unit, as heat maps.

import { h, mark, say } from "./dom.js";
import { subscript } from "./numbers.js";
import { ofGate, ofPlace } from "./signals.js";

const GATES = ["i", "f", "g", "o"]; // PyTorch's order, block under block
const SIGNALS = ["f", "i", "g", "c", "o", "h"]; // in the order in which a step computes them
const TENSORS = { W: "weight_ih_l0", U: "weight_hh_l0", b: "bias" };
const MOST = 6; // columns of weights whose numbers fit side by side
const STRONGEST = 60; // per cent of the hue in a full cell; the text on it keeps its contrast (tests/figures/test_theme.py)
const BOUNDED = new Set(["f", "i", "o", "g", "h"]); // their colours run from 0 or −1 to 1, whatever the run

/** The largest size of each kind of number that may be seen, so that a colour means the same at every step. */
export function limits(run) {
  const largest = (numbers) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  const seen = (names) => names.flatMap((name) => Array.from({ length: run.steps }, (_, t) => (run.hidden(name, t) ? [] : run.vector(name, t)))).flat();
  return {
    weight: largest(Object.values(TENSORS).flatMap((name) => [...run.arrays[name.replace("_l0", "")].data])),
    x: largest(seen(["x"])), a: largest(seen(GATES.map((gate) => `a_${gate}`))), c: largest(seen(["c"])),
  };
}

/** How a number is coloured: the share of its hue in per cent, and its sign. A hidden one has neither. */
export function tone(run, path, t, unit, limit) {
  if (run.hidden(path, t)) return { share: 0, sign: null };
  const value = run.number(path, t, unit);
  return { share: Math.round(STRONGEST * Math.min(Math.abs(value) / limit, 1)), sign: value < 0 ? "minus" : "plus" };
}

export class Units {
  constructor(run, options, onOperation) {
    const { text, operations } = run.meta;
    this.columns = [
      ...Array.from({ length: run.features }, (_, d) => ({ kind: "W", source: "x", index: d, path: `x:${d}` })),
      ...Array.from({ length: run.units }, (_, k) => ({ kind: "U", source: "h", index: k, path: `h-:${k}` })),
    ];
    const numbers = options.unitNumbers ?? this.columns.length <= MOST; // the learner's own choice, or what fits
    this.cells = [];
    this.rows = [];
    const to = (code) => ({ onclick: () => onOperation(operations.findIndex((operation) => operation.code === code)) });
    this.title = h("h2");
    const toggle = h("input", { type: "checkbox", checked: numbers, onchange: () => { options.unitNumbers = toggle.checked; show(); } });
    const show = () => this.node.classList.toggle("with-numbers", toggle.checked);
    this.maps = h("div", { class: "lv-scroll maps", role: "region", tabindex: "0", "aria-label": text.units }, this.#matrix(run, to), this.#signals(run, to));
    this.node = h("div", { class: "lv-units" },
      h("div", { class: "lv-bar" }, this.title, h("label", { class: "lv-check" }, toggle, text.unitNumbers)),
      this.maps, h("p", { class: "note", text: text.unitScale }));
    show();
  }

  #cell(path, unit, limit, name, extra = "") {
    const number = h("span"), node = h("td", { class: extra, "data-signal": ofPlace(path) }, number);
    this.cells.push({ node, number, path, unit, limit, name, fixed: limit === "weight" });
    return node;
  }

  #matrix(run, to) {
    const { text, names } = run.meta, { columns } = this;
    const group = ([kind, tensor], width) => h("th", { scope: "colgroup", colspan: width, class: "tensor" }, h("i", { text: kind }), " ", h("code", { text: tensor }));
    this.heads = columns.map(({ index, source }) => h("th", { scope: "col", class: `s-${source}`, "data-signal": source === "x" ? "x" : "h-" }, h("i", { class: "name" }),
      ...((source === "x" ? run.features : run.units) > 1 ? [h("span", { class: "index" }, h("span", { text: "[" }), String(index + 1), h("span", { text: "]" }))] : [])));
    const vector = [...columns.map(({ source, path, index }) => this.#cell(path, index, source, source)), h("td", { class: "one" }, h("span", { text: "1" }))];
    const [W, U, b] = Object.entries(TENSORS);
    this.joined = h("thead", { "data-op": "concat", ...to("concat") },
      h("tr", {}, h("td", { colspan: 2 }), group(W, run.features), group(U, run.units), group(b, 1), h("td", { colspan: 2 })),
      h("tr", {}, h("td", { colspan: 2 }), ...this.heads, h("td"), h("th", { scope: "col" }, h("i", { text: "a" })), h("th", { scope: "col", text: "σ, tanh" })),
      h("tr", { class: "vector" }, h("th", { scope: "row", colspan: 2, "data-signal": "xh" }, "× [", h("i", { text: "x, h" }), ", 1]"), ...vector, h("td", { colspan: 2 })));
    const block = (gate) => h("tbody", { "data-op": gate, class: `s-${gate}`, ...to(gate) }, ...Array.from({ length: run.units }, (_, unit) => {
      const weights = columns.map(({ kind, index }) => this.#cell(`${kind}_${gate}:${index}`, unit, "weight", `${kind}_${gate}[${unit + 1}, ${index + 1}]`));
      const row = h("tr", {}, unit === 0 ? h("th", { scope: "rowgroup", rowspan: run.units, "aria-label": names[gate], "data-signal": ofGate(gate) }, h("i", { text: gate })) : "",
        h("th", { scope: "row", "aria-label": text.unit.replace("{k}", unit + 1).replace("{K}", run.units), text: unit + 1 }),
        ...weights, this.#cell(`b_${gate}`, unit, "weight", `b_${gate}[${unit + 1}]`), this.#cell(`a_${gate}`, unit, "a", `a_${gate}`, "a"), this.#cell(gate, unit, gate, gate, gate === "g" ? "" : "share"));
      this.rows.push({ row, unit });
      return row;
    }));
    return h("table", { class: "matrix" }, h("caption", { class: "lv-hidden", text: text.unitMatrix }), this.joined, ...GATES.map(block));
  }

  #signals(run, to) {
    const { text, names } = run.meta;
    const heads = SIGNALS.map((name) => h("th", { scope: "col", class: `s-${name}`, "aria-label": names[name], "data-op": name, "data-signal": name, ...to(name) }, h("i", { text: name })));
    const rows = Array.from({ length: run.units }, (_, unit) => {
      const cells = SIGNALS.map((name) => Object.assign(this.#cell(name, unit, name, name, `s-${name} ${"fio".includes(name) ? "share" : ""}`), { code: name }));
      const row = h("tr", {}, h("th", { scope: "row", text: text.unit.replace("{k}", unit + 1).replace("{K}", run.units) }), ...cells);
      this.rows.push({ row, unit });
      return row;
    });
    return h("table", { class: "signals" }, h("caption", { class: "lv-hidden", text: text.unitSignals }),
      h("thead", {}, h("tr", {}, h("td"), ...heads)), h("tbody", {}, ...rows));
  }

  update(run, t, operation, unit, decimals) {
    const { code } = run.meta.operations[operation], key = `${decimals}/${run.frontier}`;
    const fresh = run !== this.run || key !== this.key; // the weights are the same at every step
    if (fresh) this.limits = limits(run);
    Object.assign(this, { run, key });
    say(this.title, run.meta.text.unitsAt.replace("{t}", t + 1).replace("{T}", run.steps));
    for (const cell of this.cells) if (fresh || !cell.fixed) this.#fill(cell, run, t, decimals);
    this.heads.forEach((head, k) => {
      const { source } = this.columns[k];
      say(head.firstChild, `${source}${subscript(source === "x" ? t + 1 : t)}`);
    });
    for (const part of this.node.querySelectorAll("[data-op]")) mark(part, "data-when", part.dataset.op === code ? "now" : null);
    for (const row of this.rows) mark(row.row, "data-shown", run.units > 1 && row.unit === unit ? "" : null);
    this.#reveal();
  }

  /** Scroll the lit block into view below the heads, which stay; the page itself and the columns stay where they are. */
  #reveal() {
    const box = this.maps.getBoundingClientRect(), part = this.maps.querySelector('[data-when="now"]').getBoundingClientRect();
    const top = box.top + this.joined.getBoundingClientRect().height;
    if (part.bottom > box.bottom || part.top < top) this.maps.scrollTop += Math.max(part.bottom - box.bottom, 0) || part.top - top;
  }

  #fill({ node, number, path, unit, limit, name }, run, t, decimals) {
    const text = run.text(path, t, unit, decimals), { share, sign } = tone(run, path, t, unit, BOUNDED.has(limit) ? 1 : this.limits[limit]);
    say(number, text);
    mark(node, "title", `${name} = ${text}`);
    mark(node, "data-sign", sign);
    node.style.setProperty("--share", `${share}%`);
  }
}
