// The whole example as a sheet to print, of one unit: what is given, every step's equations, the table; blank or with answers.

import { fill } from "./equation.js";
import { h } from "./dom.js";
import { column, subscript } from "./numbers.js";

const SHORT = 6, FIRST = 4; // so many steps stand with all their equations; of a longer sequence only the first few
const GATES = ["f", "i", "g", "o"]; // in the order of the operations
const LINE = "_", LONGEST = 8; // of it make 15 mm

/** The element; without `answers` every number to be computed is a blank. */
export function sheet(run, unit, decimals, answers, source) {
  const { text, palette } = run.meta;
  const worked = run.steps > SHORT ? FIRST : run.steps, steps = Array.from({ length: run.steps }, (_, t) => t);
  const name = (label) => h("span", { class: "field" }, label, h("span", { class: "line" }));
  const node = h("article", { class: answers ? "lv-sheet" : "lv-sheet blank" },
    h("header", {},
      h("h1", { text: run.titled(answers ? `${text.sheetTitle} · ${text.sheetAnswers}` : text.sheetTitle, unit) }),
      answers ? "" : h("p", { class: "fields" }, name(text.sheetName), name(text.sheetDate)),
      h("p", { text: (answers ? text.rounded : text.sheetHow).replace("{n}", decimals) })),
    given(run, unit, decimals, steps),
    worked < run.steps ? h("p", { class: "note", text: text.sheetFirst.replace("{n}", worked).replace("{T}", run.steps) }) : "",
    ...steps.slice(0, worked).map((t) => step(run, t, unit, decimals, answers)),
    h("section", {}, h("h2", { text: run.titled(text.table, unit) }), table(run, unit, decimals, answers, steps)),
    h("footer", { text: text.sheetSource.replace("{url}", source) }));
  node.style.setProperty("--font", palette?.light["--font"] ?? "sans-serif");
  return node;
}

/** Show the browser's print dialog with this sheet alone, which is gone afterwards. */
export function print(node) {
  document.querySelector("body > .lv-sheet")?.remove();
  document.body.append(node);
  const done = () => node.remove();
  // A telephone may print later than it says; whoever touches the page again has done with the dialog.
  for (const event of ["afterprint", "pointerdown", "keydown"]) window.addEventListener(event, done, { once: true });
  window.print();
}

const symbol = (name, index) => [h("i", { text: name }), index];
const equal = (name, index, value) => h("span", { class: "equal" }, ...symbol(name, index), ` = ${value}`);

function given(run, unit, decimals, steps) {
  const { text, operations, names } = run.meta;
  const entry = (title, ...parts) => h("p", { class: "entry" }, h("b", { text: title }), ...parts);
  const some = (name, width) => Array.from({ length: width }, (_, k) =>
    ({ label: symbol(name, width === 1 ? "" : `[${k + 1}]`), path: (gate) => `${name}_${gate}:${k}` }));
  const weights = [...some("W", run.features), ...some("U", run.units), ...some("b", 1)];
  const cells = GATES.map((gate) => column(weights.map(({ path }) => run.number(path(gate), 0, unit)), decimals));
  const output = Array.from({ length: run.arrays.output ? run.units : 0 }, (_, k) =>
    equal("V", run.units === 1 ? "" : `[${k + 1}]`, run.text(`V:${k}`, 0, unit, decimals)));
  if (run.arrays.output_bias) output.push(equal("b", h("sub", { text: "y" }), run.text("b_y", 0, unit, decimals)));
  return h("section", { class: "given" },
    h("h2", { text: text.sheetGiven }),
    entry(text.sheetSequence, ...steps.map((t) => equal("x", subscript(t + 1), run.list("x", t, decimals)))),
    entry(text.startState, equal("h", subscript(0), run.list("h-", 0, decimals)), equal("c", subscript(0), run.text("c-", 0, unit, decimals))),
    h("p", { class: "caption", text: text.sheetWeights }),
    h("table", { "aria-label": text.sheetWeights },
      h("thead", {}, h("tr", {}, h("td"), ...operations.filter(({ code }) => GATES.includes(code)).map(({ code, title }) =>
        h("th", { scope: "col" }, `${title} `, h("i", { text: code }))))),
      h("tbody", {}, ...weights.map(({ label }, k) => h("tr", {}, h("th", { scope: "row" }, ...label), ...cells.map((texts) => h("td", { text: texts[k] })))))),
    output.length ? entry(names.y, ...output) : "",
    ...(run.units === 1 ? [] : [h("p", { class: "caption", text: text.sheetOthers }), others(run, unit, decimals, steps)]));
}

/** What a unit cannot compute by itself: the hidden states of the others. */
function others(run, unit, decimals, steps) {
  const units = Array.from({ length: run.units }, (_, k) => k).filter((k) => k !== unit);
  return h("table", { "aria-label": run.meta.text.sheetOthers },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("i", { text: "t" })), ...units.map((k) => h("th", { scope: "col" }, ...symbol("h", `[${k + 1}]`))))),
    h("tbody", {}, ...steps.map((t) => h("tr", {}, h("th", { scope: "row", text: t + 1 }),
      ...units.map((k) => h("td", { text: run.text(`h:${k}`, t, unit, decimals) }))))));
}

function step(run, t, unit, decimals, answers) {
  const { text, operations } = run.meta;
  const heading = h("h2", {}, `${text.step.replace("{t}", t + 1).replace("{T}", run.steps)} · `, equal("x", subscript(t + 1), run.list("x", t, decimals)));
  const blocks = operations.map(({ code, title }) => {
    const math = h("div", { class: "math" });
    math.innerHTML = run.meta.equations[run.form(code, t, unit)]; // made by our server from our templates: no user text is in it
    for (const place of math.querySelectorAll("[data-n]")) {
      const path = place.dataset.n, index = ["t", "t-1", "k"].includes(path);
      place.textContent = answers || index || run.held(code, t, unit) ? fill(run, path, t, unit, decimals) : blank(run, path.replace("=", ""), t, unit, decimals);
    }
    return h("div", { class: "operation" }, h("h3", { text: title }), math);
  });
  return h("section", { class: "step" }, h("div", { class: "first" }, heading, blocks[0]), ...blocks.slice(1));
}

/** A line as long as handwriting needs; only a given number may tell its length. */
function blank(run, path, t, unit, decimals) {
  const length = run.isGiven(path, t) ? Math.max(4, run.text(path, t, unit, decimals).length + 1) : decimals + 3;
  return LINE.repeat(Math.min(length, LONGEST));
}

function table(run, unit, decimals, answers, steps) {
  const signals = ["f", "i", "g", "c", "o", "h", ...(run.arrays.output ? ["y"] : [])];
  const heads = ["t", "x", ...signals].map((name) =>
    h("th", { scope: "col", class: name === "x" && run.features > 1 ? "lists" : "" }, h("i", { text: name === "y" ? "ŷ" : name })));
  const row = (t) => h("tr", {}, h("th", { scope: "row", text: t + 1 }), h("td", { text: run.list("x", t, decimals) }),
    ...signals.map((name) => h("td", { text: answers ? run.text(name, t, unit, decimals) : "" })));
  return h("table", { class: "all" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...steps.map(row)));
}
