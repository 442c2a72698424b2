// What the cell state is made of: what the start state and every step so far have left in it, as a stack and as numbers.

import { subscript } from "./numbers.js";
import { h, say, s } from "./dom.js";

const WIDTH = 1000, HEIGHT = 56;

export class Ledger {
  constructor(run) {
    const text = run.meta.text;
    this.title = h("h2");
    this.rows = Array.from({ length: run.steps + 1 }, (_, source) => {
      const bar = s("rect", { y: 18, height: 30, class: "share" });
      const label = s("text", { y: 13, "text-anchor": "middle", text: source === 0 ? "c₀" : source });
      const cells = [h("td"), h("td")];
      const row = h("tr", { "data-signal": `t:${source - 1}` }, h("th", { scope: "row", text: source === 0 ? text.startState : text.stepOnly.replace("{t}", source) }), ...cells);
      return { bar, label, row, cells };
    });
    const zero = s("line", { y1: 14, y2: 52, class: "zero" });
    this.zero = zero;
    this.svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, ...this.rows.flatMap(({ bar, label }) => [bar, label]), zero);
    this.sum = h("td");
    this.node = h("div", { class: "lv-ledger" }, this.title, this.svg,
      h("div", { class: "lv-scroll lv-table", role: "region", tabindex: "0", "aria-label": text.ledger },
        h("table", {}, h("thead", {}, h("tr", {}, ...[text.source, text.written, text.left].map((title) => h("th", { scope: "col", text: title })))),
          h("tbody", {}, ...this.rows.map(({ row }) => row), h("tr", { class: "sum" }, h("th", { scope: "row", text: text.together }), h("td"), this.sum)))),
      h("p", { class: "note", text: text.ledgerLimit }));
  }

  update(run, t, operation, unit, decimals) {
    const [below, above] = reach(run), scale = WIDTH / (below + above || 1);
    this.svg.style.visibility = below + above ? "" : "hidden";
    say(this.title, run.titled(run.meta.text.madeOf.replace("{c}", `c${subscript(t + 1)}`), unit));
    for (const end of ["x1", "x2"]) this.zero.setAttribute(end, below * scale);
    let right = below * scale, left = right;
    this.rows.forEach(({ bar, label, row, cells }, source) => {
      const past = source <= t + 1;
      row.hidden = !past;
      const value = past && !run.hidden("c", t) ? run.number(`ledger:${source}`, t, unit) : 0, width = Math.abs(value) * scale;
      const x = value >= 0 ? right : left - width;
      if (value >= 0) right += width; else left -= width;
      Object.assign(bar.style, { x: `${x}px`, width: `${width}px`, fill: tint(source, t + 1) });
      label.setAttribute("x", x + width / 2);
      label.style.visibility = past && width > 24 ? "" : "hidden";
      if (!past) return;
      say(cells[0], source === 0 ? run.text("c-", 0, unit, decimals) : run.text("i*g", source - 1, unit, decimals));
      say(cells[1], run.text(`ledger:${source}`, t, unit, decimals));
    });
    say(this.sum, run.text("c", t, unit, decimals));
  }
}

/** How far the stacks that may be seen reach below and above zero: the whole run's reach would tell its largest cell state. */
function reach(run) {
  let last = run.steps - 1;
  while (last >= 0 && run.hidden("c", last)) last -= 1;
  return last < 0 ? [0, 0] : run.arrays.ledger_reach.data.subarray(2 * last, 2 * last + 2);
}

/** The newer, the fuller; the parity tells neighbours apart. */
const tint = (source, newest) =>
  `color-mix(in oklab, var(--c-mark) ${Math.round(25 + 55 * (source / newest)) + (source % 2 ? 20 : 0)}%, var(--surface-1))`;
