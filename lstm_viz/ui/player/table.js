// All steps as a table, the present row and column marked.

import { csvText, download } from "./csv.js";
import { column as aligned } from "./numbers.js";
import { ofColumn } from "./signals.js";
import { h, mark, reveal, say } from "./dom.js";

const SIGNALS = ["f", "i", "g", "c", "o", "h"];
const PRE = ["a_f", "a_i", "a_g", "a_o"];

export class Table {
  constructor(run, options, onStep) {
    const text = run.meta.text;
    const inputs = Array.from({ length: run.features }, (_, d) => `x:${d}`);
    this.columns = [...inputs, ...PRE, ...SIGNALS, ...(run.arrays.output ? ["y"] : [])];
    const names = (column) => run.meta.names[column.split(":")[0]] + (run.features > 1 && column.startsWith("x") ? ` ${Number(column.slice(2)) + 1}` : "");
    const head = this.columns.map((column) => h("th", {
      scope: "col", class: `s-${signalOf(column)} ${PRE.includes(column) ? "pre" : ""}`, "data-column": column, "data-signal": ofColumn(column), "aria-label": names(column), tabindex: column === this.columns[0] ? 0 : -1,
    }, ...heading(column, run.features)));
    this.rows = Array.from({ length: run.steps }, (_, t) => {
      const cells = this.columns.map((column) => h("td", {
        class: `s-${signalOf(column)} ${PRE.includes(column) ? "pre" : ""}`, "data-column": column, "data-signal": ofColumn(column),
      }));
      const button = h("button", { type: "button", tabindex: -1, text: t + 1, "aria-label": text.step.replace("{t}", t + 1).replace("{T}", run.steps) });
      const row = h("tr", { "data-signal": `t:${t}`, onclick: () => onStep(t) }, h("th", { scope: "row" }, button), ...cells);
      return { row, cells, button };
    });
    this.table = h("table", {}, h("caption", { class: "lv-hidden", text: text.table }),
      h("thead", {}, h("tr", { "data-roving": "horizontal" }, h("th", { scope: "col", text: "t" }), ...head)),
      h("tbody", {}, ...this.rows.map(({ row }) => row)));
    this.box = h("div", { class: "lv-scroll lv-table lv-steps", role: "region", tabindex: "0", "aria-label": text.table }, this.table);
    this.title = h("h2");
    const withPre = (on) => { options.pre = on; this.table.classList.toggle("with-pre", on); };
    const toggle = h("input", { type: "checkbox", checked: options.pre, onchange: () => withPre(toggle.checked) });
    withPre(options.pre);
    this.file = h("button", { type: "button", class: "lv-button", text: text.csv, onclick: () => download("lstm-trace.csv", csvText(this.run)) });
    this.node = h("div", {},
      h("div", { class: "lv-bar" },
        this.title,
        h("label", { class: "lv-check" }, toggle, text.preactivations),
        this.file),
      this.box);
    this.key = null;
  }

  update(run, t, operation, unit, decimals) {
    const key = `${unit}/${decimals}/${run.frontier}`;
    if (key !== this.key) {
      this.key = key;
      this.run = run;
      this.file.hidden = run.frontier !== Infinity; // it holds every number
      this.columns.forEach((column, c) => {
        const numbers = this.rows.map((_, step) => run.number(column, step, unit));
        const texts = column.startsWith("x") ? aligned(numbers, decimals) : numbers.map((_, step) => run.text(column, step, unit, decimals));
        this.rows.forEach(({ cells }, step) => this.#cell(cells[c], texts[step], run, column, step, unit, decimals));
      });
      say(this.title, run.titled(run.meta.text.table, unit));
    }
    this.#mark(run.meta.operations[operation].signals, t);
  }

  /** One number, with what it was before the last change; a held one looks held. */
  #cell(cell, text, run, column, step, unit, decimals) {
    const was = run.was(column, step, unit, decimals), held = run.held(column, step, unit);
    mark(cell, "data-held", held ? "" : null);
    const parts = [text];
    if (held) parts.push(h("span", { class: "lv-hidden", text: ` ${run.meta.text.isHeld}` }));
    if (was) parts.push(h("span", { class: "was", text: was.text }), h("span", { class: "change", text: was.change }));
    if (parts.length > 1 || cell.childElementCount) cell.replaceChildren(...parts);
    else say(cell, text);
  }

  /** Mark the present row and what its operation computes, touching only the rows that change. */
  #mark(computed, t) {
    const focused = this.box.querySelector("tbody").contains(document.activeElement);
    for (const step of new Set([this.shown ?? t, t])) {
      const { row, cells, button } = this.rows[step];
      mark(row, "aria-current", step === t ? "step" : null);
      mark(button, "tabindex", step === t ? "0" : "-1");
      this.columns.forEach((column, c) => mark(cells[c], "data-now", step === t && computed.includes(column.split(":")[0]) ? "" : null));
    }
    this.shown = t;
    const { row, cells, button } = this.rows[t];
    if (focused) button.focus({ preventScroll: true });
    reveal(this.box, cells[this.columns.findLastIndex((column) => computed.includes(column.split(":")[0]))] ?? row.firstChild);
  }
}

const signalOf = (column) => (column === "y" ? "x" : column.replace("a_", "").split(":")[0]);

function heading(column, features) {
  const [name, index] = column.split(":");
  if (name === "y") return [h("i", { text: "ŷ" })];
  if (name.startsWith("a_")) return [h("i", { text: "a" }), h("sub", { text: name.slice(2) })];
  return [h("i", { text: name }), ...(features === 1 || index === undefined ? [] : [`[${Number(index) + 1}]`])];
}
