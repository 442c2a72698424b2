// A Plotly panel that is drawn once: the time cursor and the veil over what is not yet computed lie on top of it.

import { restore } from "./blob.js";
import { h } from "./dom.js";

let loading = null;

function plotly(url) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => done(window.Plotly);
    script.onerror = () => { loading = null; failed(new Error(url)); };
    document.head.append(script);
  });
  return loading;
}

export class Panel {
  #spec = null;
  #t = 0;

  constructor(title, failure) {
    this.plot = h("div", { class: "plot" });
    this.cursor = h("div", { class: "cursor" });
    this.veil = h("div", { class: "veil" });
    this.failure = failure;
    this.node = h("section", { class: "lv-panel" }, h("div", { class: "lv-bar" }, h("h2", { text: title })),
      h("div", { class: "frame", role: "figure", "aria-label": title }, this.plot, this.veil, this.cursor));
  }

  async draw(spec, arrays, url) {
    const key = JSON.stringify(spec);
    const whole = restore(spec, arrays);
    let Plotly;
    try { Plotly = await plotly(url); } catch { this.plot.textContent = this.failure; return; }
    const fresh = this.#spec === null;
    this.#spec = key;
    await Plotly.react(this.plot, whole.data, { ...whole.layout, autosize: true }, { displaylogo: false, responsive: true, displayModeBar: false });
    if (fresh) this.plot.on("plotly_afterplot", () => this.place());
    this.place();
  }

  /** Put cursor and veil at step t (from 0). */
  at(t) {
    this.#t = t;
    this.place();
  }

  place() {
    const layout = this.plot._fullLayout;
    if (!layout?.xaxis) return;
    const { _offset: left, _length: width } = layout.xaxis;
    const { _offset: top, _length: height } = layout.yaxis;
    const x = Math.max(0, Math.min(layout.xaxis.l2p(this.#t + 1), width));
    const inside = layout.xaxis.l2p(this.#t + 1) >= 0 && layout.xaxis.l2p(this.#t + 1) <= width;
    Object.assign(this.cursor.style, { left: `${left + x}px`, top: `${top}px`, height: `${height}px`, display: inside ? "" : "none" });
    const from = Math.max(0, Math.min(layout.xaxis.l2p(this.#t + 1.5), width));
    Object.assign(this.veil.style, { left: `${left + from}px`, width: `${width - from}px`, top: `${top}px`, height: `${height}px` });
  }
}
