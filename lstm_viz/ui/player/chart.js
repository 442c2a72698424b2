// One panel of 'Gates over time': a Plotly chart that stays still. What moves lies on top of it: the cursor of the present
// step, the veil over what is not yet computed, the row of the shown unit, and the points on a curve.

import { restore } from "./blob.js";
import { h, mark, say } from "./dom.js";
import { plotly } from "./plotly.js";

const CONFIG = { showTips: false, displaylogo: false, displayModeBar: false, doubleClick: "reset" };
export const SIGNALS = ["f", "i", "o", "g", "c", "h"]; // each a panel of all units
const ON_TIME = [...SIGNALS, "lines", "distribution", "ledger"];
const OF_UNITS = [...SIGNALS, "saturation"];
const SURE = 8; // pixels a finger goes sideways before it is no scrolling
const SHORTEST = 4; // steps that a zoom leaves in view
const PER_INCH = { png: 2, svg: 1 }; // pixels of the picture per pixel on the screen

/** Where `value` lies on an axis of a drawn chart, in pixels from the left or the top of the plot. */
export function place(axis, value) {
  const [from, to] = axis.range, share = (value - from) / (to - from);
  return axis.upright ? axis.length * (1 - share) : axis.length * share;
}

/** What value lies at a pixel: the reverse of `place`. */
export function valueAt(axis, pixel) {
  const share = axis.upright ? 1 - pixel / axis.length : pixel / axis.length;
  return axis.range[0] + share * (axis.range[1] - axis.range[0]);
}

/** The Blob behind a data URL (a fetch of one is against the page's policy). */
function content(url) {
  const [head, body] = [url.slice(0, url.indexOf(",")), url.slice(url.indexOf(",") + 1)];
  const type = head.slice("data:".length).split(/[;,]/)[0];
  if (!head.endsWith(";base64")) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], { type });
}

export class Chart {
  #Plotly = null;
  #latest = 0;
  #at = { t: 0, row: 0 };
  #axes = null;

  /** `onPick({t, row})`: the learner points at a step (from 0) or at a row of units; `onZoom(chart, range)`: zooms in time. */
  constructor(code, menu, onPick, onZoom) {
    Object.assign(this, { code, onZoom });
    this.title = h("h2");
    this.value = h("span", { class: "value" });
    this.plot = h("div", { class: "plot" });
    this.cursor = h("div", { class: "cursor", hidden: !ON_TIME.includes(code) });
    this.veil = h("div", { class: "veil", hidden: !ON_TIME.includes(code) });
    this.row = h("div", { class: "row-of-unit", hidden: !OF_UNITS.includes(code) });
    this.points = code === "curve" ? ["f", "i", "g", "o"].map((name) => h("div", { class: `point s-${name}`, text: name })) : [];
    this.over = h("div", { class: "over" }, this.veil, this.cursor, this.row, ...this.points);
    this.scale = h("div", { class: "scale", "aria-hidden": "true" });
    this.frame = h("div", { class: "frame", role: "figure" }, this.plot, this.scale, this.over);
    this.head = h("div", { class: "lv-chart-head" }, this.title, this.value, menu);
    this.node = h("section", { class: `lv-chart s-${code}`, "data-panel": code }, this.head, this.frame);
    let start = null;
    const pick = (event) => { if (this.#axes) this.pick(this.#under(event)); };
    this.over.addEventListener("pointerdown", (event) => {
      start = event;
      if (event.pointerType === "touch") return; // it may be about to scroll the page
      event.preventDefault();
      this.over.setPointerCapture(event.pointerId);
      pick(event);
    });
    this.over.addEventListener("pointermove", (event) => {
      if (start && (event.pointerType !== "touch" || Math.abs(event.clientX - start.clientX) > SURE)) pick(event);
    });
    for (const end of ["pointerup", "pointercancel"]) this.over.addEventListener(end, () => { start = null; });
    this.over.addEventListener("click", pick); // a tap
    this.pick = onPick;
  }

  /** Stand on another board, with its menu; the picture and its zoom stay. */
  adopt(menu, onPick, onZoom) {
    this.head.lastChild.replaceWith(menu);
    Object.assign(this, { pick: onPick, onZoom });
    return this;
  }

  /** Draw the spec of the server; where it cannot be drawn, `failure` stands in its place. Of several calls the last counts. */
  async draw(spec, arrays, { url, title, failure }) {
    say(this.title, title);
    if (this.drawn === spec) return; // another unit changes no panel of all units
    const call = ++this.#latest;
    try {
      const Plotly = await plotly(url);
      if (call !== this.#latest) return;
      if (!this.#Plotly) this.plot.replaceChildren(); // a failure may stand there
      this.over.hidden = false;
      const { data, layout } = restore(spec, arrays);
      this.spec = { data, layout };
      const axes = Object.entries(layout).filter(([name, axis]) => /^[xy]axis\d*$/.test(name) && axis.range);
      const former = this.whole ?? {};
      this.whole = Object.fromEntries(axes.map(([name, axis]) => [`${name}.range`, [...axis.range]])); // a zoom writes into the spec
      for (const [name, axis] of axes) { // Plotly itself keeps a zoom by hand only, not one that followed another panel
        if (this.#Plotly && String(former[`${name}.range`]) === String(axis.range)) axis.range = [...this.plot._fullLayout[name].range];
      }
      this.#colours(data.find(({ colorbar }) => colorbar));
      // Plotly's own bar of colours takes half the time of drawing a heat map.
      await Plotly.react(this.plot, data.map((trace) => (trace.colorbar ? { ...trace, showscale: false } : trace)), { ...layout, autosize: true }, CONFIG);
      if (!this.#Plotly) {
        this.plot.on("plotly_afterplot", () => this.#measure());
        this.plot.on("plotly_relayout", (change) => {
          if (!this.led && "xaxis.range[0]" in change && ON_TIME.includes(this.code)) this.onZoom(this, [change["xaxis.range[0]"], change["xaxis.range[1]"]]);
        });
        this.resizing ??= new ResizeObserver(() => { if (this.#Plotly && this.plot.offsetWidth) this.#Plotly.Plots.resize(this.plot); });
        this.resizing.observe(this.frame);
        this.plot.on("plotly_click", ({ points: [{ x, pointIndex }] }) =>
          this.pick({ t: ON_TIME.includes(this.code) ? Math.round(x) - 1 : null, row: OF_UNITS.includes(this.code) ? (Array.isArray(pointIndex) ? pointIndex[0] : pointIndex) : null }));
      }
      this.#Plotly = Plotly;
      this.drawn = spec;
      this.#measure();
    } catch { if (call === this.#latest) this.#fail(failure); }
  }

  /** The bar of colours, from the largest value down, with its numbers. */
  #colours(heat) {
    this.scale.hidden = !heat;
    if (!heat) return;
    const { colorscale, colorbar: { tickvals, ticktext }, zmin, zmax } = heat;
    const ticks = tickvals.map((value, k) => {
      const tick = h("span", { text: ticktext[k] });
      tick.style.insetBlockEnd = `${(100 * (value - zmin)) / (zmax - zmin)}%`;
      return tick;
    });
    this.scale.style.background = `linear-gradient(to top, ${colorscale.map(([at, colour]) => `${colour} ${100 * at}%`).join(", ")})`;
    this.scale.replaceChildren(...ticks);
  }

  /** Nothing could be drawn: no former picture stays under the new title. */
  #fail(sentence) {
    if (this.#Plotly) this.#Plotly.purge(this.plot);
    this.#Plotly = this.#axes = this.drawn = null;
    this.over.hidden = this.scale.hidden = true;
    this.plot.replaceChildren(h("p", { class: "failure", text: sentence }));
  }

  /** The name a screen reader gives the figure, and the number beside the title. */
  tell(label, value) {
    mark(this.frame, "aria-label", label);
    say(this.value, value);
  }

  /** Show step t (from 0) and a row of units; two numbers and a multiplication, no layout. */
  at(t, row) {
    this.#at = { t, row };
    this.#move();
  }

  /** Whether the time axis holds a step, from 1. */
  holds(step) { const range = this.whole?.["xaxis.range"]; return !range || (step >= range[0] && step <= range[1]); }

  /** Show the steps that another chart, of the same `whole` time, shows. */
  async show(range, whole) {
    if (!this.#axes || !ON_TIME.includes(this.code) || String(this.whole["xaxis.range"]) !== String(whole)) return;
    this.led = true;
    await this.#Plotly.relayout(this.plot, { "xaxis.range": range });
    this.led = false;
  }

  /** Show a part of the time that is `factor` as long as the one in view, around a step. */
  zoom(step, factor) {
    if (!this.#axes || !ON_TIME.includes(this.code)) return;
    const [first, last] = this.whole["xaxis.range"], [from, to] = this.#axes.x.range;
    const length = Math.max(Math.min((to - from) * factor, last - first), Math.min(SHORTEST, last - first));
    const start = Math.max(first, Math.min(step - length / 2, last - length));
    this.#Plotly.relayout(this.plot, { "xaxis.range": [start, start + length] });
  }

  /** Show the whole run again. */
  reset() { if (this.#Plotly) this.#Plotly.relayout(this.plot, structuredClone(this.whole)); }

  /** The chart as a picture with its title and the cursor, as a Blob. */
  async picture(format, title, colour) {
    const { clientWidth: width, clientHeight: height } = this.plot, { data } = this.spec, layout = this.plot.layout;
    const x = this.#at.t + 1, shapes = ON_TIME.includes(this.code)
      ? [{ type: "line", xref: "x", yref: "paper", x0: x, x1: x, y0: 0, y1: 1, line: { color: colour.accent, width: 2 } }] : [];
    const whole = { ...layout, title: { text: title, x: 0.02, font: { size: 15 }, subtitle: { text: colour.about, font: { size: 11 } } }, paper_bgcolor: colour.surface, shapes: [...(layout.shapes ?? []), ...shapes], margin: { ...layout.margin, t: (layout.margin?.t ?? 8) + 48 } };
    const url = await this.#Plotly.toImage({ data, layout: whole, config: CONFIG }, { format, width: Math.max(width, 640), height: Math.max(height, 400), scale: PER_INCH[format] });
    return content(url);
  }

  #under(event) {
    const box = this.over.getBoundingClientRect(), { x, y } = this.#axes;
    return {
      t: ON_TIME.includes(this.code) ? Math.round(valueAt(x, event.clientX - box.left)) - 1 : null,
      row: OF_UNITS.includes(this.code) ? Math.round(valueAt(y, event.clientY - box.top)) : null,
    };
  }

  /** Read the place of the plot within the chart, once after each drawing or zoom. */
  #measure() {
    const layout = this.plot._fullLayout;
    if (!layout?.xaxis) return;
    const axis = (one, upright) => ({ length: one._length, range: one.range.map(Number), upright });
    const x = axis(layout.xaxis, false), y = axis(layout.yaxis, true);
    this.#axes = { x, y };
    const { l, t, w, h: height } = layout._size; // of all columns, where there are several
    Object.assign(this.over.style, { left: `${l}px`, width: `${w}px`, top: `${t}px`, height: `${height}px` });
    Object.assign(this.scale.style, { left: `${l + w + 6}px`, top: `${t}px`, height: `${height}px` });
    this.#move();
  }

  #move() {
    if (!this.#axes) return;
    const { t, row } = this.#at, { x, y } = this.#axes;
    if (ON_TIME.includes(this.code)) {
      this.cursor.style.transform = `translateX(${place(x, t + 1)}px)`;
      this.veil.style.transform = `translateX(${place(x, t + 1.5)}px)`;
    }
    if (OF_UNITS.includes(this.code)) {
      const top = Math.min(place(y, row - 0.5), place(y, row + 0.5)), bottom = Math.max(place(y, row - 0.5), place(y, row + 0.5));
      this.row.style.transform = `translateY(${top}px)`;
      this.row.style.height = `${Math.max(bottom - top, 3)}px`;
    }
    this.points.forEach((point) => {
      const trace = this.spec.data.find(({ meta }) => meta === point.textContent);
      if (trace) point.style.transform = `translate(${place(x, trace.x[t])}px, ${place(y, trace.y[t])}px)`;
    });
  }
}
