import { figure } from "/player/live_figures.js";
import { deepEqual, equal } from "./assert.js";

const KEY = "0.forward";

/** An epoch of T = 3 steps and H = 2 units, whose numbers say where they are from: epoch, step, unit. */
function epoch(number, changes = {}) {
  const gates = Float32Array.from({ length: 6 }, (_, k) => number + (k >> 1) / 10 + (k % 2) / 100);
  const arrays = { reach: [4, 0, 1], predictions: [1, 2], counts: [1, 3], edges: [0, 1, 2] };
  return {
    number, updates: 5 * number, recorded: true, saturation: { [`${KEY}.f`]: number / 10 },
    training: { loss: 1 / (number + 1), rmse: 3 }, validation: { loss: number ? 2 : 0, rmse: 4, r2: -7 },
    arrays: {
      [`gates.${KEY}.f`]: { data: gates, shape: [3, 2] }, [`gates.${KEY}.c`]: { data: gates.map((x) => -x), shape: [3, 2] },
      "reach.0": { data: Float32Array.from(arrays.reach), shape: [3] }, predictions: { data: Float32Array.from(arrays.predictions), shape: [2] },
      "counts.w": { data: Float32Array.from(arrays.counts), shape: [2] }, "edges.w": { data: Float32Array.from(arrays.edges), shape: [3] },
      confusion: { data: Float32Array.of(5, 1, 0, 7), shape: [2, 2] },
    },
    ...changes,
  };
}

function view(changes = {}) {
  const epochs = [epoch(0), epoch(1, { recorded: false, arrays: {} }), epoch(2)];
  return {
    history: { epochs, recorded: [epochs[0], epochs[2]], losses: [3, 0, 1], norms: { 0: [1, 2, 3], head: [4, 5, 0] }, first: 1 },
    meta: { run: "r", loss: "mse", series: true, baselines: { persistence: { rmse: 6 }, line: { rmse: 1e-16 } }, target: { metric: "rmse", bound: 0.5 }, classes: ["no", "yes"], text: { rate: "rate {rate}" } },
    options: { t: 1, layer: 0, direction: "forward", signal: "f", tensor: "w", metric: "rmse" },
    shown: epochs[2], colours: { "--accent": "red", "--ink": "black" }, changes: [], truth: Float64Array.of(10, 20), free: null,
    ...changes,
  };
}

const spec = (...metas) => ({ data: metas.map((meta) => ({ meta, name: meta })), layout: { yaxis: { title: "y" }, annotations: [] } });
const lineOf = (drawn, name) => drawn.data.find((trace) => trace.meta === name);

export function test_without_an_epoch_nothing_is_drawn() { equal(figure("loss", spec("batch"), view({ shown: null })), null); }

export function test_a_panel_keeps_its_zoom_within_a_run_and_the_spec_is_left_alone() {
  const given = spec("batch", "training", "validation"), before = JSON.stringify(given);
  equal(figure("loss", given, view()).layout.uirevision, "r");
  equal(JSON.stringify(given), before);
}

export function test_losses_stand_at_their_updates_and_what_a_logarithm_cannot_show_is_left_out() {
  const drawn = figure("loss", spec("batch", "training", "validation"), view());
  deepEqual([lineOf(drawn, "batch").x, lineOf(drawn, "batch").y], [[1, 2, 3], [3, null, 1]]);
  deepEqual([lineOf(drawn, "validation").x, lineOf(drawn, "validation").y], [[0, 5, 10], [null, 2, 2]]);
  deepEqual(drawn.layout.shapes.map(({ x0 }) => x0), [10]);
}

export function test_a_changed_rate_is_a_line_with_its_number_at_its_first_update() {
  const drawn = figure("loss", spec("batch"), view({ changes: [{ update: 7, learning_rate: 0.002 }] }));
  deepEqual(drawn.layout.shapes.map(({ x0 }) => x0), [10, 7]);
  deepEqual(drawn.layout.annotations.map(({ x, text }) => [x, text]), [[7, "rate 0.002"]]);
}

export function test_the_metric_has_its_baselines_and_target_as_lines_from_end_to_end() {
  const drawn = figure("metric", spec("training", "validation", "persistence", "line", "target"), view());
  deepEqual(lineOf(drawn, "validation").y, [4, 4, 4]);
  deepEqual([lineOf(drawn, "persistence").x, lineOf(drawn, "persistence").y], [[0, 2], [6, 6]]);
  deepEqual(lineOf(drawn, "target").y, [0.5, 0.5]);
  equal(lineOf(drawn, "line"), undefined, "what is exact has no place on a logarithmic scale");
  equal(drawn.layout.yaxis.type, "log");
}

export function test_another_metric_than_the_target_s_has_no_target_and_r2_is_not_logarithmic() {
  const drawn = figure("metric", spec("training", "validation", "target"), view({ options: { ...view().options, metric: "r2" } }));
  equal(lineOf(drawn, "target"), undefined);
  equal(drawn.layout.yaxis.type, "linear");
  deepEqual(lineOf(drawn, "training").y, [null, null, null], "a metric that is not there is a gap");
}

export function test_a_map_has_a_row_for_each_unit_and_marks_the_step() {
  const drawn = figure("map_f", spec("f"), view());
  deepEqual(drawn.data[0].z.map((row) => row.map((x) => x.toFixed(2))), [["2.00", "2.10", "2.20"], ["2.01", "2.11", "2.21"]]);
  deepEqual([drawn.layout.shapes[0].x0, drawn.layout.shapes[0].x1], [1.5, 2.5]);
  equal(figure("map_f", spec("f"), view({ options: { ...view().options, layer: 1 } })), null);
}

export function test_the_scale_of_c_holds_every_epoch_and_is_the_same_for_all() {
  for (const shown of [view().shown, epoch(0)]) {
    const { zmin, zmax } = figure("map_c", spec("c"), view({ shown })).data[0];
    deepEqual([zmin, zmax], [-2.5, 2.5]);
  }
}

export function test_over_the_epochs_stands_the_chosen_step_of_the_recorded_ones() {
  const drawn = figure("epochs", spec("f"), view());
  deepEqual(drawn.data[0].x, [0, 2]);
  deepEqual(drawn.data[0].z.map((row) => row.map((x) => x.toFixed(2))), [["0.10", "2.10"], ["0.11", "2.11"]]);
}

export function test_gradients_that_are_zero_are_gaps() {
  deepEqual(lineOf(figure("norms", spec("layer 0", "head"), view()), "head").y, [4, 5, null]);
  deepEqual(lineOf(figure("reach", spec("layer 0"), view()), "layer 0").y, [4, null, 1]);
}

export function test_saturation_is_that_of_the_layer_in_view_at_recorded_epochs() {
  const drawn = figure("saturation", spec("f"), view());
  deepEqual([drawn.data[0].x, drawn.data[0].y], [[0, 2], [0, 0.2]]);
}

export function test_a_forecast_stands_beside_the_truth_and_reads_itself_only_when_asked() {
  const metas = spec("truth", "prediction", "free");
  deepEqual(figure("fit", metas, view()).data.map(({ meta, y }) => [meta, y]), [["truth", [10, 20]], ["prediction", [1, 2]]]);
  deepEqual(lineOf(figure("fit", metas, view({ free: Float64Array.of(3, 4) })), "free").y, [3, 4]);
}

export function test_single_answers_are_points_over_the_diagonal() {
  const drawn = figure("fit", spec("truth", "prediction"), view({ meta: { ...view().meta, series: false } }));
  deepEqual([lineOf(drawn, "prediction").x, lineOf(drawn, "prediction").y], [[10, 20], [1, 2]]);
  deepEqual([lineOf(drawn, "truth").x, lineOf(drawn, "truth").y], [[10, 20], [10, 20]]);
}

export function test_classes_are_a_table_truth_by_row() {
  const drawn = figure("fit", spec("confusion"), view({ meta: { ...view().meta, loss: "bce" } }));
  deepEqual(drawn.data[0].z, [[5, 1], [0, 7]]);
  deepEqual(drawn.data[0].y, ["no", "yes"]);
  equal(drawn.data[0].zmax, 7);
}

export function test_weights_are_densities_whose_area_is_one() {
  const drawn = figure("weights", spec("now", "begin"), view()), now = lineOf(drawn, "now");
  deepEqual([now.x, now.y, now.width], [[0.5, 1.5], [0.25, 0.75], 1]);
}

export function test_an_axis_of_few_updates_or_epochs_has_whole_numbers_and_begins_with_room_for_the_next() {
  const drawn = (updates, epochs) => {
    const given = view(), history = { ...given.history, updates, epochs, recorded: epochs };
    return [["loss", "batch"], ["norms", "head"], ["saturation", "f"], ["epochs", "f"]].map(([code, name]) => figure(code, spec(name), { ...given, history, shown: epochs.at(-1) }).layout.xaxis ?? {});
  };
  deepEqual(drawn(0, [epoch(0)]).map(({ dtick }) => dtick), [1, 1, 1, 1]);
  deepEqual(drawn(0, [epoch(0)]).map(({ range }) => range?.[0] < 0 && range[1] > 1), [true, true, true, false]);
  deepEqual(drawn(40, [epoch(0), epoch(8)]).map(({ dtick }) => dtick ?? null), [null, null, null, null]);
  deepEqual(drawn(5, [epoch(0), epoch(1)]).map(({ range }) => range ?? null), [null, null, null, null]);
}
