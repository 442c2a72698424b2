// One table a step: tensor · NumPy · LSTMCell · nn.LSTM · largest difference · bar against the tolerance.

import { h, mark, say } from "./dom.js";
import { shown } from "./numbers.js";

const DECIMALS = 8;
const LEAST = -18, MOST = 2; // powers of ten that a bar spans
const UPPER = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SIDES = ["numpy", "cell", "fused"];

/** 0.000021 → '2.1·10⁻⁵'; what is near 1 as it is. The same as `power` of ui/compare_text.py. */
export function power(x) {
  if (!(Math.abs(x) <= 1e300)) return "∞";
  if (x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1000)) return String(Number(x.toPrecision(2))).replace("-", "−");
  const [mantissa, exponent] = x.toExponential(1).split("e");
  const upper = exponent.replace("+", "").replace("-", "⁻").replace(/\d/g, (d) => UPPER[d]);
  const digits = mantissa.replace(/\.0$/, "").replace("-", "−");
  return digits === "1" ? `10${upper}` : `${digits}·10${upper}`;
}

/** How far a bar reaches, from 0 to 1: a power of ten is as long as any other. */
export const reach = (x) => (x <= 0 ? 0 : Math.max(0, Math.min(1, (Math.log10(x) - LEAST) / (MOST - LEAST))));

/** How many characters at the beginning `text` shares with `other`. */
export function shared(text, other) {
  let k = 0;
  while (k < text.length && text[k] === other[k]) k += 1;
  return k;
}

export class Comparing {
  constructor(part, meta) {
    const { text } = meta, bound = meta.bounds[part];
    Object.assign(this, { part, text, bound });
    const limit = `${(100 * reach(bound)).toFixed(2)}%`;
    this.rows = meta.rows[part].map((row) => {
      const cells = SIDES.map((side) => ({ side, same: h("span"), off: h("span", { class: "off" }), node: h("td", { class: "number" }) }));
      for (const cell of cells) cell.node.append(cell.same, cell.off);
      const difference = h("td", { class: "number" }), fill = h("span", { class: "fill" }), sign = h("span", { class: "sign", "aria-hidden": "true" }), verdict = h("span", { class: "lv-hidden" });
      const line = h("span", { class: "limit" });
      line.style.insetInlineStart = limit;
      const node = h("tr", { class: `s-${row.signal === "tanh_c" ? "c" : row.signal.at(-1)}`, "data-row": row.signal },
        h("th", { scope: "row", title: row.title }, h("i", { text: row.symbol }), h("span", { class: "title", text: row.title })),
        ...cells.map(({ node: cell }) => cell), difference,
        h("td", { class: "against" }, h("span", { class: "track", "aria-hidden": "true" }, fill, line), sign, verdict));
      return { ...row, cells, difference, fill, sign, verdict, node };
    });
    const heads = [text.tensor, text.numpy, text.cell, text.fused, text.difference, text.allowed.replace("{bound}", meta.allowed[part])];
    const allowed = text[part === "values" ? "allowedValues" : "allowedGradients"].replace("{bound}", meta.allowed[part]);
    const notes = [part === "values" ? text.cellNote.replace("{unrolled}", meta.unrolled) : text.gradientNote, text.note];
    this.node = h("div", {},
      h("div", { class: "lv-scroll lv-table", role: "region", tabindex: "0", "aria-label": text[part] }, h("table", {}, h("caption", { class: "lv-hidden", text: text[part] }),
        h("thead", {}, h("tr", {}, ...heads.map((head, k) => h("th", { scope: "col", text: head, title: k === 5 ? allowed : null })))),
        h("tbody", {}, ...this.rows.map(({ node }) => node)))),
      ...notes.map((words) => h("p", { class: "note", text: words })));
  }

  /** Step t (from 0). */
  at(arrays, t) {
    const { part, text, bound } = this;
    for (const row of this.rows) {
      const name = `${part}.${row.signal}`, own = shown(arrays[`${name}.numpy`].data[t], DECIMALS);
      for (const { side, same, off, node } of row.cells) {
        const array = arrays[`${name}.${side}`], number = array ? array.data[t] : NaN;
        if (Number.isNaN(number)) {
          say(same, "–");
          say(off, "");
          mark(node, "title", side === "fused" ? text.hidden : null);
          continue;
        }
        const words = shown(number, DECIMALS), equal = shared(words, own);
        say(same, words.slice(0, equal));
        say(off, words.slice(equal));
        mark(node, "title", String(number).replace("-", "−"));
      }
      const share = arrays[`${name}.share`].data[t], passed = share <= bound;
      say(row.difference, power(arrays[`${name}.apart`].data[t]));
      row.fill.style.inlineSize = `${(100 * reach(share)).toFixed(2)}%`;
      mark(row.node, "data-ok", passed ? "true" : "false");
      say(row.sign, passed ? "✓" : "✗");
      say(row.verdict, passed ? text.within : text.beyond);
    }
  }
}
