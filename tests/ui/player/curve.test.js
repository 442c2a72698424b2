import { Curve, placed } from "/player/curve.js";
import { sample } from "./sample.js";
import { deepEqual, equal, ok } from "./assert.js";

const array = (shape, ...data) => ({ shape, data: Float64Array.from(data) });

/** The sample with slopes: of unit 1, f responds at t = 0 and is held at t = 1; a_i is far beyond the axis at t = 1. */
function steep() {
  const run = sample();
  const kinds = { f: "sigmoid", i: "sigmoid", g: "tanh", o: "sigmoid", tanh_c: "tanh" };
  Object.assign(run.meta, { saturated: 0.1, curves: Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { kind, steepest: kind === "tanh" ? 1 : 0.25 }])) });
  Object.assign(run.meta.text, { slope: "slope", curve: "{function} at {at}: slope {slope}", responds: "responds", saturated: "saturated", beyond: "beyond", held: "held" });
  Object.assign(run.arrays, {
    curve_z: array([3], -6, 0, 6), curve_sigmoid: array([3], 0, 0.5, 1), curve_tanh: array([3], -1, 0, 1),
    slope_f: array([2, 2], 0.1875, 0.25, 0, 0), slope_i: array([2, 2], 0.02, 0.25, 0, 0), slope_o: array([2, 2], 0.2, 0.2, 0.2, 0.2),
    slope_g: array([2, 2], 0.09, 0.75, 0.11, 1), slope_tanh_c: array([2, 2], 0.99, 0.96, 0.91, 0.84),
    "clamp.f": array([2, 2], NaN, NaN, 0.75, NaN), a_i: array([2, 2], 1, 2, -40, 4),
  });
  return run;
}
const drawn = (run, code, t = 0) => { const curve = new Curve(run); curve.update(run, code, t, 0, 4); return curve; };

export function test_the_state_follows_the_slope_and_its_steepest() {
  const states = [["f", 0], ["f", 1], ["i", 0], ["i", 1], ["g", 0], ["g", 1], ["h", 0]].map(([code, t]) => placed(steep(), code, t, 0).state);
  deepEqual(states, ["responds", "held", "saturated", "beyond", "saturated", "responds", "responds"]);
}

export function test_a_point_beyond_the_axis_stands_at_its_edge_with_an_arrow() {
  deepEqual(placed(steep(), "i", 1, 0), { z: -6, value: 0.5, slope: 0, beyond: -1, state: "beyond" });
  const { svg } = drawn(steep(), "i", 1);
  equal(svg.querySelectorAll(".arrow").length, 1);
  equal(svg.querySelector(".point").getAttribute("cx"), svg.querySelector(".line").getAttribute("points").split(",")[0]);
  equal(drawn(steep(), "i", 0).svg.querySelector(".arrow"), null);
}

export function test_the_tangent_has_the_slope_and_stays_in_the_box() {
  for (const [code, t, slope, tall] of [["f", 0, 0.1875, 84], ["g", 1, 0.11, 42], ["h", 0, 0.99, 42]]) {
    const line = drawn(steep(), code, t).svg.querySelector(".tangent");
    const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)));
    const found = ((y1 - y2) / tall) / ((x2 - x1) / (104 / 12));
    ok(Math.abs(found - slope) < 0.02, `${code}: ${found}`);
    ok(x1 >= 30 && x2 <= 134 && y2 >= 7.9 && y1 <= 92.1, `${code}: ${[x1, y1, x2, y2]}`);
  }
}

export function test_of_a_hidden_number_nothing_is_drawn_or_said() {
  const run = steep();
  const curve = drawn(run, "f");
  ok(curve.svg.querySelector(".point"));
  run.frontier = 1;
  curve.update(run, "f", 0, 0, 4);
  equal(curve.svg.querySelector(".point, .tangent, .arrow"), null);
  equal(curve.svg.getAttribute("aria-label"), "σ at ?: slope ?");
  equal(curve.said.textContent, "");
  deepEqual([...curve.svg.querySelectorAll(".slope")].map((node) => node.textContent), ["slope", "?"]);
}

export function test_an_operation_that_squashes_nothing_has_no_curve() {
  for (const code of ["concat", "c"]) equal(drawn(steep(), code).svg.hasAttribute("data-off"), true, code);
}
