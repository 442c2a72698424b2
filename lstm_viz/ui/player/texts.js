// The present step as text to paste: its equations and numbers as Markdown and as LaTeX.

import { fill } from "./equation.js";

/** What stands in a table of steps: each number's path, its heading, and the same as LaTeX. */
export function columns(run, unit = 0) {
  const upper = run.units === 1 ? "" : `^{(${unit + 1})}`;
  const inputs = Array.from({ length: run.features }, (_, d) => {
    const name = run.features === 1 ? "x" : `x[${d + 1}]`;
    return { path: `x:${d}`, plain: name, tex: name };
  });
  const signals = ["f", "i", "g", "c", "o", "h"].map((name) => ({ path: name, plain: name, tex: name + upper }));
  return [...inputs, ...signals, ...(run.arrays.output ? [{ path: "y", plain: "ŷ", tex: "\\hat{y}" }] : [])];
}

/** A number with the minus of a keyboard. */
const typed = (text) => text.replace(/\u2212/g, "-");

/** The same as LaTeX: 1.0e-7 as a power of ten. */
const tex = (text) => typed(text).replace(/e([+-]?)(\d+)/, (_, sign, digits) => `\\cdot 10^{${sign === "-" ? "-" : ""}${digits}}`);

/** An operation's equation as the lines of an `align*`, its places filled. */
export const equation = (run, code, t, unit, decimals) =>
  run.meta.latex[run.form(code, t, unit)].replace(/⟦([^⟧]*)⟧/g, (_, path) => tex(fill(run, path, t, unit, decimals)));

/** Rows of texts, a row a step, the step's number first. */
const rows = (run, steps, unit, decimals) =>
  steps.map((t) => [String(t + 1), ...columns(run).map(({ path }) => run.text(path, t, unit, decimals))]);

const every = (run) => Array.from({ length: run.steps }, (_, t) => t);

const where = (run, t) => run.meta.text.step.replace("{t}", t + 1).replace("{T}", run.steps);

const said = (run, decimals) => run.meta.text.rounded.replace("{n}", decimals);

/** `href` leads back to the example; `note` is what it does not hold. */
export function markdown(run, t, unit, decimals, href, note = "") {
  const { text, operations } = run.meta;
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const head = ["t", ...columns(run).map(({ plain }) => plain)];
  const table = (steps) => [line(head), line(head.map(() => "--:")), ...rows(run, steps, unit, decimals).map((row) => line(row.map(typed)))].join("\n");
  return [
    `## ${run.titled(`${text.title} · ${where(run, t)}`, unit)}`,
    ...operations.map(({ code, title }) =>
      `**${title}**\n\n$$\n\\begin{aligned}\n${equation(run, code, t, unit, decimals)}\n\\end{aligned}\n$$`),
    table([t]),
    `### ${run.titled(text.table, unit)}`,
    table(every(run)),
    said(run, decimals),
    `${note} <${href}>`.trim(),
  ].join("\n\n") + "\n";
}

/** Words stand in comments only, so that it compiles in every language without further packages. */
export function latex(run, t, unit, decimals, href, note = "") {
  const { text, operations } = run.meta;
  const head = ["t", ...columns(run, unit).map((column) => column.tex)];
  const line = (cells) => `${cells.map((cell) => `$${tex(cell)}$`).join(" & ")} \\\\`;
  const table = (steps) => [
    `\\begin{tabular}{*{${head.length}}{r}}`, "\\hline", line(head), "\\hline",
    ...rows(run, steps, unit, decimals).map(line), "\\hline", "\\end{tabular}",
  ].join("\n");
  return [
    `% ${run.titled(`${text.title} · ${where(run, t)}`, unit)}\n% ${said(run, decimals)}\n% ${`${note} ${href}`.trim()}\n% \\usepackage{amsmath}`,
    ...operations.map(({ code, title }) => `% ${title}\n\\begin{align*}\n${equation(run, code, t, unit, decimals)}\n\\end{align*}`),
    table([t]),
    `% ${text.table}\n${table(every(run))}`,
  ].join("\n\n") + "\n";
}
