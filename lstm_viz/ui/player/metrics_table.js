// The metrics of a run beside those of its baselines: built once, then only its numbers change.

import { h, say } from "./dom.js";
import { shown as digits } from "./numbers.js";

const DECIMALS = 4;

export class MetricsTable {
  /** `meta` of the run: its metrics, baselines {name: {metric: value}}, titles, target, words. */
  constructor(meta) {
    const { text } = meta;
    this.meta = meta;
    this.columns = ["loss", ...meta.metrics];
    const rows = [["training", meta.part_names.training], ["validation", meta.part_names.validation], ...Object.keys(meta.baselines).map((name) => [name, meta.titles[name]])];
    this.rows = rows.map(([row]) => ({ row, cells: this.columns.map(() => h("td")) }));
    const table = h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col", text: text.who }), ...this.columns.map((name) => h("th", { scope: "col", text: meta.metric_names[name] })))),
      h("tbody", {}, ...rows.map(([, words], k) => h("tr", {}, h("th", { scope: "row", text: words }), ...this.rows[k].cells))));
    this.target = h("p", { class: "target" });
    this.node = h("section", { class: "lv-chart lv-numbers" },
      h("div", { class: "lv-chart-head" }, h("h2", { text: text.metrics }), (this.of = h("span", { class: "value" }))),
      h("div", { class: "lv-table lv-scroll lv-metrics", tabindex: 0, role: "group", "aria-label": text.metrics }, table), this.target);
  }

  /** The numbers of an epoch, or of none. */
  update(epoch) {
    const { meta } = this, { target, text } = meta;
    const value = (row, column) => (row in meta.baselines ? meta.baselines[row][column] : epoch?.[row][column]);
    for (const { row, cells } of this.rows) {
      cells.forEach((cell, k) => { const found = value(row, this.columns[k]); say(cell, found === undefined ? "" : digits(found, DECIMALS)); });
    }
    const part = target.part === "train" ? "training" : "validation", reached = value(part, target.metric), lower = meta.lower.includes(target.metric);
    say(this.of, epoch ? text.epochShown.replace("{n}", epoch.number) : "");
    const done = reached !== undefined && (lower ? reached <= target.bound : reached >= target.bound);
    say(this.target, (done ? text.reached : text.target).replace("{metric}", meta.metric_names[target.metric]).replace("{part}", meta.part_names[part]).replace("{value}", digits(reached ?? 0, DECIMALS)).replace("{bound}", `${lower ? "≤" : "≥"} ${target.bound}`));
  }
}
