// A Plotly panel that is drawn once: the time cursor and the veil over what is not yet computed lie on top of it.

import { restore } from "./blob.js";
import { h, mark, say } from "./dom.js";
import { plotly, still } from "./plotly.js";
import { enlarged } from "./presenter.js";

/** The same line in the run before, grey and thin, without a place in the legend. */
const ghostOf = (line, ghost) => ({
  ...line, y: line.y.map((_, t) => ghost(line.meta, t)), mode: "lines", line: { ...line.line, color: "#888888", width: 1.5 },
  showlegend: false, hoverinfo: "skip", hovertemplate: undefined,
});

export class Panel {
  #Plotly = null;
  #latest = 0;
  #t = 0;

  constructor() {
    this.title = h("h2");
    this.plot = h("div", { class: "plot" });
    this.cursor = h("div", { class: "cursor" });
    this.veil = h("div", { class: "veil" });
    this.frame = h("div", { class: "frame", role: "figure" }, this.plot, this.veil, this.cursor);
    this.node = h("section", { class: "lv-panel" }, h("div", { class: "lv-bar" }, this.title), this.frame);
  }

  /** Draw the spec; where it cannot be drawn, `failure` stands in its place. Of several calls the last one counts. */
  async draw(spec, arrays, { url, title, failure, hidden, ghost, scale }) {
    say(this.title, title);
    mark(this.frame, "aria-label", title);
    const call = ++this.#latest, whole = restore(spec, arrays);
    for (const line of whole.data) line.y = line.y.map((y, t) => (hidden(line.meta, t) ? NaN : y)); // not drawn, not hovered
    if (ghost) whole.data.unshift(...whole.data.map((line) => ghostOf(line, ghost)));
    const { data, layout } = enlarged(whole, scale);
    try {
      const Plotly = await plotly(url);
      if (call !== this.#latest) return;
      if (!this.#Plotly) this.plot.replaceChildren(); // a failure may stand there
      else await new Promise(requestAnimationFrame).then(() => new Promise((done) => setTimeout(done))); // the numbers first
      if (call !== this.#latest) return;
      await still(Plotly, this.plot, data, layout);
      if (!this.#Plotly) this.plot.on("plotly_afterplot", () => this.place());
      this.#Plotly = Plotly;
      this.place();
    } catch { if (!this.#Plotly) say(this.plot, failure); }
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
    const x = layout.xaxis.l2p(this.#t + 1);
    Object.assign(this.cursor.style, { left: `${left + x}px`, top: `${top}px`, height: `${height}px`, display: x >= 0 && x <= width ? "" : "none" });
    const from = Math.max(0, Math.min(layout.xaxis.l2p(this.#t + 1.5), width));
    Object.assign(this.veil.style, { left: `${left + from}px`, width: `${width - from}px`, top: `${top}px`, height: `${height}px` });
  }
}
