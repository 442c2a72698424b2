// The shown unit at the present step: the cell with its numbers, and one operation worked out.

import { Diagram } from "./diagram.js";
import { h, mark, say } from "./dom.js";
import { Equation } from "./equation.js";
import { ofOperation } from "./signals.js";

export class Worked {
  /** `chooser`: the field of the unit; `onOperation(code)`: the learner asks for another equation. */
  constructor(run, chooser, onOperation) {
    const { operations, text } = run.meta, codes = operations.map(({ code }) => code);
    this.codes = codes;
    this.diagram = new Diagram(run, (k) => { if (codes[k] in run.meta.equations) onOperation(codes[k]); });
    this.chips = operations.filter(({ code }) => code in run.meta.equations).map(({ code, symbol, title }) =>
      h("button", { type: "button", "data-code": code, class: `operation s-${code === "concat" ? "x" : code}`, "data-signal": ofOperation(code), "aria-label": title, onclick: () => onOperation(code) }, symbol));
    this.title = h("h2");
    this.math = h("div", { class: "lv-scroll math dense", role: "region", tabindex: "0", "aria-label": text.equation });
    this.equation = new Equation(this.math);
    this.now = h("section", { class: "lv-now" },
      h("div", { class: "heading" }, chooser),
      h("div", { class: "operations", role: "group", "aria-label": text.operations }, ...this.chips),
      this.title, this.math, h("p", { class: "note", text: text.roundedNote }));
    this.node = h("div", { class: "lv-worked" }, this.diagram.node, this.now);
  }

  update(run, t, asked, decimals) {
    const code = asked in run.meta.equations ? asked : "f"; // a list that has grown too long to be written out
    const k = this.codes.indexOf(code);
    this.diagram.update(run, t, k, run.unit, decimals, true);
    this.equation.update(run, code, t, run.unit, decimals);
    if (code === this.code) return;
    this.code = code;
    for (const chip of this.chips) mark(chip, "aria-current", chip.dataset.code === code ? "step" : null);
    say(this.title, run.meta.operations[k].title);
  }
}
