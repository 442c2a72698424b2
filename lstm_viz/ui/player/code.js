// The step as it stands in lstm_viz/cells, line by line, with this step's values at the ends of the lines.

import { ofLine } from "./signals.js";
import { h, mark, say } from "./dom.js";

export class Code {
  constructor(run, onOperation) {
    const codes = run.meta.operations.map((operation) => operation.code);
    this.title = h("h2");
    let stop = 0; // one Tab stop for all lines (links.js)
    this.lines = run.meta.code.map(({ text, signals, operation }) => {
      const values = h("span", { class: "values" });
      const inner = operation ? { type: "button", class: "line", tabindex: stop } : { class: "line" };
      if (operation) stop = -1;
      const line = h("li", { class: operation ? `s-${operation}` : "", "data-signal": ofLine({ signals, operation }), onclick: operation ? () => onOperation(codes.indexOf(operation)) : null },
        h(operation ? "button" : "span", inner, h("code", { text }), values));
      return { line, values, signals, operation };
    });
    this.node = h("div", { class: "lv-code" }, this.title,
      h("div", { class: "lv-scroll", role: "region", tabindex: "0", "aria-label": run.meta.text.code }, h("ol", { "data-roving": "vertical" }, ...this.lines.map(({ line }) => line))),
      h("p", { class: "note", text: run.meta.text.codeWhere }));
  }

  update(run, t, operation, unit, decimals) {
    say(this.title, run.titled(run.meta.text.code, unit));
    const { code } = run.meta.operations[operation];
    for (const { line, values, signals, operation: own } of this.lines) {
      say(values, signals.map((name) => run.text(name, t, unit, decimals) + (run.held(name, t, unit) ? ` (${run.meta.text.isHeld})` : "")).join("  "));
      mark(line, "aria-current", own === code ? "step" : null);
    }
  }
}
