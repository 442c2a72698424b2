// MathML from the server, with places for numbers; this fills the places.

import { bracketed } from "./numbers.js";
import { annotate } from "./signals.js";

/** The text of one place. 't' and 't-1' are step numbers as people count, 'k' the unit. */
export function fill(run, path, t, unit, decimals) {
  if (path === "t") return String(t + 1);
  if (path === "t-1") return String(run.former(t) + 1);
  if (path === "k") return String(unit + 1);
  const first = path.startsWith("=");
  const name = first ? path.slice(1) : path;
  const text = run.text(name, t, unit, decimals);
  return first ? text : bracketed(text);
}

export class Equation {
  #shown = null;

  constructor(node) { this.node = node; }

  /** `bare`: only the symbols and the place of the result. */
  update(run, code, t, unit, decimals, bare = false) {
    const mathml = run.meta.equations[run.form(code, t, unit)], key = `${bare}${mathml}`;
    if (key !== this.#shown) {
      this.node.innerHTML = mathml; // made by our server from our templates: no user text is in it
      if (bare) strip(this.node);
      annotate(this.node);
      this.#shown = key;
    }
    for (const place of this.node.querySelectorAll("[data-n]")) {
      place.textContent = fill(run, place.dataset.n, t, unit, decimals);
    }
  }
}

/** Take out every row but the first and that of the result. */
function strip(node) {
  const [, ...rows] = node.querySelectorAll("mtr");
  const result = rows.find((row) => row.querySelector(".result"));
  for (const row of rows) if (row !== result) row.remove();
}

/** The rows of a dot product: every weight, number and product. Empty for operations without one. */
export function products(run, gate, t, unit) {
  if (!["f", "i", "g", "o"].includes(gate)) return [];
  const row = (kind, source, column, step) => ({
    weight: run.weight(kind, gate, unit, column),
    number: run.at(source, step, column),
    symbol: source, step, column,
  });
  return [
    ...Array.from({ length: run.features }, (_, d) => row("W", "x", d, t)),
    ...Array.from({ length: run.units }, (_, k) => row("U", "h", k, run.former(t))),
  ];
}
