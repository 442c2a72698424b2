// The input over time, and the handle that moves the one cursor of all panels along it.

import { h, mark, s } from "./dom.js";

const HEIGHT = 100; // of the drawing, which is stretched to its place
const MOST_LINES = 4; // features

/** The polyline of one feature, or the marks of what a one-hot step says. */
function path(x, steps, features, feature, low, high) {
  const y = (t) => HEIGHT * (0.92 - 0.84 * (x[t * features + feature] - low) / (high - low || 1));
  return Array.from({ length: steps }, (_, t) => `${t ? "L" : "M"}${t} ${y(t).toFixed(2)}`).join("");
}

export class Track {
  constructor(text, clock) {
    this.text = text;
    this.clock = clock;
    this.drawing = s("svg", { preserveAspectRatio: "none", "aria-hidden": "true" });
    this.veil = h("div", { class: "veil" });
    this.range = h("input", {
      type: "range", class: "scrub", min: 0, step: 1, "aria-label": text.scrub,
      oninput: () => { clock.pause(); clock.go(Number(this.range.value)); },
    });
    this.node = h("div", { class: "lv-track" }, this.drawing, h("div", { class: "over" }, this.veil), this.range);
  }

  draw({ data, shape: [steps, features] }) {
    let low = Infinity, high = -Infinity;
    for (const x of data) { if (x < low) low = x; if (x > high) high = x; }
    this.drawing.setAttribute("viewBox", `0 0 ${Math.max(steps - 1, 1)} ${HEIGHT}`);
    const drawn = Math.min(features, MOST_LINES);
    this.drawing.replaceChildren(...Array.from({ length: drawn }, (_, k) => s("path", { d: path(data, steps, features, k, low, high), class: `line${k}` })));
    this.steps = steps;
    this.range.max = steps - 1;
  }

  /** `where`: what a screen reader says of the place. */
  at(t, where) {
    this.range.value = t;
    mark(this.range, "aria-valuetext", where);
    this.veil.style.transform = `translateX(${(100 * t) / Math.max(this.steps - 1, 1)}%)`;
  }
}
