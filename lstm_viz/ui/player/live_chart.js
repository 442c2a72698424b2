// A Plotly panel that is filled in again and again: drawn in place, only while it can be seen, keeping every zoom.

import { h, mark, say } from "./dom.js";
import { plotly } from "./plotly.js";

const CONFIG = { displaylogo: false, displayModeBar: false, showTips: false, doubleClick: "reset+autosize" };

const GAP = "\u2003"; // between the entries of a key
const LINE = 13; // pixels of one of its lines, in letters of 10
const pen = document.createElement("canvas").getContext("2d");

/** The layout with its key, the first annotation, in as many lines as it needs where the panel is narrow. */
function keyed(layout, plot) {
  const [key, ...others] = layout.annotations ?? [], { l, t } = layout.margin;
  if (!key?.text.includes(GAP) || !plot.offsetWidth) return layout;
  pen.font = `${key.font.size}px ${getComputedStyle(plot).fontFamily}`;
  const width = (lines) => pen.measureText(lines.join(GAP).replace(/<[^>]*>/g, "")).width;
  const lines = [[]];
  for (const entry of key.text.split(GAP)) {
    if (lines.at(-1).length && width([...lines.at(-1), entry]) > plot.offsetWidth - l) lines.push([]);
    lines.at(-1).push(entry);
  }
  if (lines.length === 1) return layout;
  const text = lines.map((line) => line.join(GAP)).join("<br>");
  return { ...layout, annotations: [{ ...key, text, align: "left" }, ...others], margin: { ...layout.margin, t: t + LINE * (lines.length - 1) } };
}

export class LiveChart {
  #Plotly = null;
  #seen = false;
  #wanted = null; // what is to be drawn once it is seen, or the drawing at hand is done
  #busy = false;
  #latest = null;

  /** `side`: what stands at the end of the head. */
  constructor(code, title, url, failure, ...side) {
    Object.assign(this, { code, url, failure });
    this.title = h("h2", { text: title });
    this.value = h("span", { class: "value" });
    this.plot = h("div", { class: "plot" });
    this.frame = h("div", { class: "frame", role: "figure", "aria-label": title }, this.plot);
    this.node = h("section", { class: `lv-chart s-${code.replace("map_", "")}`, "data-panel": code },
      h("div", { class: "lv-chart-head" }, this.title, this.value, h("span", { class: "side" }, ...side)), this.frame);
    new IntersectionObserver((entries) => { this.#seen = entries.at(-1).isIntersecting; this.#draw(); }, { rootMargin: "200px" }).observe(this.frame);
    new ResizeObserver(() => { if (this.#Plotly && this.plot.offsetWidth) this.#resize(); }).observe(this.frame);
  }

  /** Draw {data, layout}; of several calls the last counts. */
  draw(figure, label, value = "") {
    this.#wanted = this.#latest = figure;
    mark(this.frame, "aria-label", label);
    say(this.value, value);
    this.#draw();
  }

  name(title) { say(this.title, title); }

  #resize() {
    this.#Plotly.Plots.resize(this.plot);
    this.#wanted ??= this.#latest; // its key may need more lines, or fewer
    this.#draw();
  }

  async #draw() {
    if (!this.#seen || this.#busy || !this.#wanted) return;
    const { data, layout } = this.#wanted;
    this.#wanted = null;
    this.#busy = true;
    try {
      const Plotly = await plotly(this.url);
      if (!this.#Plotly) this.plot.replaceChildren(); // a failure may stand there
      await Plotly.react(this.plot, data, { ...keyed(layout, this.plot), autosize: true }, CONFIG);
      this.#Plotly = Plotly;
    } catch { if (!this.#Plotly) say(this.plot, this.failure); }
    this.#busy = false;
    this.#draw();
  }
}
