// The input over time, and the handle that moves the one cursor of all panels along it.

import { h, mark, s, say } from "./dom.js";

const HEIGHT = 100; // of the drawing, which is stretched to its place
const MOST_LINES = 4; // features
const AROUND = 24; // characters of a text before and after the present one

/** A mark a step at the place of its largest feature: what a one-hot step says. */
function marks(x, steps, features) {
  const largest = (t) => { let k = 0; for (let d = 1; d < features; d++) if (x[t * features + d] > x[t * features + k]) k = d; return k; };
  return Array.from({ length: steps }, (_, t) => `M${t - 0.5} ${(HEIGHT * (0.06 + (0.88 * largest(t)) / (features - 1))).toFixed(2)}h1`).join("");
}

/** The polyline of one feature. */
function path(x, steps, features, feature, low, high) {
  const y = (t) => HEIGHT * (0.92 - 0.84 * (x[t * features + feature] - low) / (high - low || 1));
  return Array.from({ length: steps }, (_, t) => `${t ? "L" : "M"}${t} ${y(t).toFixed(2)}`).join("");
}

export class Track {
  constructor(text, clock) {
    this.drawing = s("svg", { preserveAspectRatio: "none", "aria-hidden": "true" });
    this.veil = h("div", { class: "veil" });
    this.range = h("input", {
      type: "range", class: "scrub", min: 0, step: 1, "aria-label": text.scrub,
      oninput: () => { clock.pause(); clock.go(Number(this.range.value)); },
    });
    [this.past, this.now, this.next] = ["past", "now", "next"].map((when) => h("span", { class: when }));
    this.text = h("p", { class: "lv-text", "aria-hidden": "true", hidden: true }, this.past, this.now, this.next);
    this.node = h("div", {}, h("div", { class: "lv-track" }, this.drawing, h("div", { class: "over" }, this.veil), this.range), (this.legend = h("p", { class: "lv-legend" })), this.text);
  }

  /** `symbols`: of a text, the character of each step; `names`: of the features, where there are few. */
  draw({ data, shape: [steps, features] }, symbols, names) {
    this.legend.replaceChildren(...names.map((name, k) => h("span", {}, s("svg", { viewBox: "0 0 24 4", "aria-hidden": "true" }, s("path", { d: "M0 2H24", class: `line${k}` })), name)));
    this.symbols = symbols;
    this.text.hidden = !symbols.length;
    let low = Infinity, high = -Infinity;
    for (const x of data) { if (x < low) low = x; if (x > high) high = x; }
    this.drawing.setAttribute("viewBox", `0 0 ${Math.max(steps - 1, 1)} ${HEIGHT}`);
    const lines = features > MOST_LINES ? [marks(data, steps, features)] : Array.from({ length: features }, (_, k) => path(data, steps, features, k, low, high));
    this.drawing.replaceChildren(...lines.map((d, k) => s("path", { d, class: `line${k}` })));
    this.steps = steps;
    this.range.max = steps - 1;
  }

  /** `where`: what a screen reader says of the place. */
  at(t, where) {
    this.range.value = t;
    mark(this.range, "aria-valuetext", where);
    if (this.symbols.length) {
      say(this.past, this.symbols.slice(Math.max(0, t - AROUND), t).join(""));
      say(this.now, this.symbols[t]);
      say(this.next, this.symbols.slice(t + 1, t + 1 + AROUND).join(""));
    }
    this.veil.style.transform = `translateX(${(100 * t) / Math.max(this.steps - 1, 1)}%)`;
  }
}
