// Charts that stand by themselves on a page: each is drawn once and changes in place.

import { restore, unpack } from "./blob.js";
import { h, mark, say } from "./dom.js";
import { plotly, still } from "./plotly.js";
import { themed } from "./theme.js";

const NARROW = 600, ROWS = 56; // pixels
const figures = new Map(); // by name: Streamlit's own key is drawn anew at each mount

/** Called by Streamlit at the first mount and whenever the data or the theme changes. */
export async function mount({ data, parentElement }) {
  const { meta, arrays } = await unpack(data);
  const figure = figures.get(meta.name) ?? new Figure();
  figures.set(meta.name, figure);
  await figure.show(meta, arrays, parentElement);
}

class Figure {
  constructor() {
    this.plot = h("div", { class: "plot" });
    this.frame = h("div", { class: "frame", role: "figure" }, this.plot);
    this.root = h("div", { class: "lv-player lv-figure" }, this.frame);
  }

  async show(meta, arrays, parent) {
    if (this.root.parentNode !== parent) parent.replaceChildren(this.root);
    this.root.dataset.ready = "false";
    mark(this.frame, "aria-label", meta.title);
    const { data, layout } = restore(meta.panel[themed(this.root, meta.palette)], arrays);
    if (this.root.clientWidth < NARROW) layout.margin.t += ROWS; // its legend takes more rows
    try {
      const Plotly = await plotly(new URL(meta.plotly, document.baseURI).href);
      await still(Plotly, this.plot, data, layout);
    } catch { say(this.plot, meta.failure); }
    this.root.dataset.ready = "true";
  }
}
