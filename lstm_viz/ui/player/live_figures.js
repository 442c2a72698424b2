// The numbers of a run put into the panels that the server has designed: each trace says by its `meta` what it shows.

import { roundedUp, thinned } from "./history.js";

const MOST_POINTS = 1200; // of a line
const MOST_MARKED = 40; // points of a line that carry markers
const SMALLEST = 1e-9; // of a level on a logarithmic scale

const above = (values) => Array.from(values, (y) => (y > 0 ? y : null)); // what a logarithmic scale can show
const steps = (count) => Array.from({ length: count }, (_, k) => k + 1);

/** The rows of units of a (T, H) array, or of its one step t of several arrays. */
const unitRows = ({ shape: [T, H], data }) => Array.from({ length: H }, (_, j) => Array.from({ length: T }, (_, t) => data[t * H + j]));

const upright = (x, colour, dash = "solid", width = 1) => ({ type: "line", xref: "x", yref: "paper", x0: x, x1: x, y0: 0, y1: 1, line: { color: colour, dash, width } });

/** Fill a panel: `view` {history, meta, options, shown (an epoch), palette, status}; {data, layout} or null where nothing is known. */
export function figure(code, spec, view) {
  const { history, meta, options, shown, colours } = view;
  if (!shown) return null;
  const fill = (lines, extra = {}) => ({
    data: spec.data.map((trace) => ({ ...trace, ...lines(trace.meta) })).filter((trace) => trace.visible !== false),
    layout: { ...spec.layout, ...extra, uirevision: meta.run },
  });
  const key = `${options.layer}.${options.direction}`;
  if (code === "loss") return loss(spec, view, fill);
  if (code === "metric") return metric(spec, view, fill);
  if (code === "fit") return fit(spec, view, fill);
  if (code === "norms") {
    return fill((name) => thinnedAbove(history.norms[partOf(name)] ?? [], history.first), { xaxis: counted(spec.layout.xaxis, history.updates) });
  }
  if (code === "reach") {
    return fill((name) => { const values = shown.arrays[`reach.${partOf(name)}`]?.data ?? []; return { x: steps(values.length), y: above(values) }; }, { shapes: [upright(options.t + 1, colours["--accent"])] });
  }
  if (code === "weights") return weights(view, fill);
  if (code === "saturation") {
    const recorded = history.recorded;
    return fill((gate) => marked(recorded.map(({ number }) => number), recorded.map(({ saturation }) => saturation[`${key}.${gate}`])), { shapes: [upright(shown.number, colours["--accent"])], xaxis: counted(spec.layout.xaxis, recorded.at(-1).number) });
  }
  const signal = code === "epochs" ? options.signal : code.slice("map_".length);
  const scale = signal === "c" ? scaleOf(history, `gates.${key}.c`) : {};
  if (code === "epochs") return epochs(spec, view, fill, signal, `gates.${key}.${signal}`, scale);
  const array = shown.arrays[`gates.${key}.${signal}`];
  if (!array) return null;
  const z = unitRows(array);
  const cell = { type: "rect", xref: "x", yref: "paper", x0: options.t + 0.5, x1: options.t + 1.5, y0: 0, y1: 1, line: { color: colours["--accent"], width: 2 } };
  return fill(() => ({ z, x0: 1, dx: 1, y: steps(z.length), ...scale }), { shapes: [cell] });
}

const marked = (x, y) => ({ x, y, mode: x.length > MOST_MARKED ? "lines" : "lines+markers" });

/** A level line; what is exact has no place on a logarithmic scale. */
const across = (x, value, log) => (value === undefined || (log && value < SMALLEST) ? { visible: false } : { x, y: [value, value] });

/** An axis of whole numbers up to `most`: as long as they are few, each has its tick, and none stands between them. */
const whole = (axis, most) => (most < 6 ? { ...axis, dtick: 1 } : axis);

/** The same for lines that begin at 0: there is room for what comes after the first point. */
const counted = (axis, most) => (most < 1 ? { ...whole(axis, most), range: [-0.06, 1.06] } : whole(axis, most));

const partOf = (name) => name.replace("layer ", "");

function thinnedAbove(values, first) {
  const { x, y } = thinned(values, first, MOST_POINTS);
  return marked(x, above(y));
}

function loss(spec, { history, meta, shown, colours, changes }, fill) {
  const shapes = [upright(shown.updates, colours["--accent"])], annotations = [...spec.layout.annotations];
  for (const { update, learning_rate } of changes) {
    shapes.push(upright(update, colours["--ink"], "dash"));
    annotations.push({ x: update, y: 0.98, yref: "paper", xanchor: "left", yanchor: "top", showarrow: false, font: { size: 10 }, text: meta.text.rate.replace("{rate}", learning_rate) });
  }
  const x = history.epochs.map(({ updates }) => updates), ends = [0, Math.max(history.updates, 1)];
  return fill((name) => (name in meta.baselines ? across(ends, meta.baselines[name].loss, true) : name === "batch" ? thinnedAbove(history.losses, history.first) : marked(x, above(history.epochs.map((epoch) => epoch[name].loss)))), { shapes, annotations, xaxis: counted(spec.layout.xaxis, history.updates) });
}

function metric(spec, { history, meta, options, shown, colours }, fill) {
  const x = history.epochs.map(({ number }) => number), ends = [0, Math.max(x.at(-1) ?? 0, 1)];
  const { metric: name } = options, signed = name === "r2";
  const yaxis = { ...spec.layout.yaxis };
  if (meta.loss === "mse") Object.assign(yaxis, signed ? { type: "linear", range: [-0.25, 1.03] } : { type: "log" });
  const figure = fill((line) => {
    if (line === "training" || line === "validation") return marked(x, history.epochs.map((epoch) => epoch[line][name] ?? null));
    const value = line === "target" ? (meta.target.metric === name ? meta.target.bound : undefined) : meta.baselines[line][name];
    return across(ends, value, yaxis.type === "log");
  }, { shapes: [upright(shown.number, colours["--accent"])], yaxis, xaxis: counted(spec.layout.xaxis, ends[1]) });
  return figure;
}

function fit(spec, { meta, shown, truth, free }, fill) {
  if (meta.loss !== "mse") {
    const table = shown.arrays.confusion;
    if (!table) return null;
    const [K] = table.shape, z = Array.from({ length: K }, (_, k) => Array.from(table.data.subarray(k * K, (k + 1) * K)));
    return fill(() => ({ z, x: meta.classes, y: meta.classes, zmin: 0, zmax: Math.max(1, ...table.data) }));
  }
  const told = shown.arrays.predictions?.data;
  if (!told) return null;
  if (meta.series) {
    const x = steps(truth.length);
    return fill((name) => (name === "truth" ? { x, y: Array.from(truth) } : name === "prediction" ? { x, y: Array.from(told) } : free ? { x, y: Array.from(free) } : { visible: false }));
  }
  const low = Math.min(...truth), high = Math.max(...truth);
  return fill((name) => (name === "truth" ? { x: [low, high], y: [low, high], mode: "lines" } : { x: Array.from(truth), y: Array.from(told) }));
}

function weights({ history, options, shown }, fill) {
  const first = history.recorded[0], part = (epoch, what) => epoch?.arrays[`${what}.${options.tensor}`]?.data;
  const centres = (edges) => Array.from(edges.subarray(1), (edge, k) => (edge + edges[k]) / 2);
  return fill((name) => {
    const epoch = name === "now" ? shown : first, counts = part(epoch, "counts"), edges = part(epoch, "edges");
    if (!counts) return { visible: false };
    const width = edges[1] - edges[0], all = counts.reduce((sum, count) => sum + count, 0);
    return { x: centres(edges), y: Array.from(counts, (count) => count / all / width), ...(name === "now" ? { width } : {}) };
  });
}

/** One scale for all epochs of a signal that has no bound. */
function scaleOf(history, name) {
  let largest = 0;
  for (const epoch of history.recorded) for (const value of epoch.arrays[name]?.data ?? []) largest = Math.max(largest, Math.abs(value));
  const m = roundedUp(largest);
  return { zmin: -m, zmax: m, colorbar: { thickness: 8, len: 1, x: 1, xpad: 6, ypad: 0, outlinewidth: 0, ticks: "", tickfont: { size: 10 }, tickvals: [-m, 0, m], ticktext: [`\u2212${m}`, "0", `${m}`] } };
}

function epochs(spec, { history, options, shown, colours }, fill, signal, name, scale) {
  const recorded = history.recorded.filter((epoch) => epoch.arrays[name]);
  if (!recorded.length) return null;
  const [, H] = recorded[0].arrays[name].shape;
  const z = steps(H).map((_, j) => recorded.map((epoch) => epoch.arrays[name].data[options.t * H + j]));
  const bounds = "gch".includes(signal) ? { zmin: -1, zmax: 1 } : { zmin: 0, zmax: 1 };
  const xaxis = whole(spec.layout.xaxis, recorded.at(-1).number);
  return fill(() => ({ z, x: recorded.map(({ number }) => number), y: steps(H), ...bounds, ...scale }), { shapes: [upright(shown.number, colours["--accent"])], xaxis });
}
