// The table as a file, every unit, every digit.

const SIGNALS = ["a_f", "f", "a_i", "i", "a_g", "g", "c", "a_o", "o", "tanh_c", "h"];

/** Numbers only, full precision, one row a step; with several units or features a column each, counted from 1. */
export function csvText(run) {
  const wide = (name, width) => (width === 1 ? [name] : Array.from({ length: width }, (_, k) => `${name}[${k + 1}]`));
  const head = ["t", ...wide("x", run.features), ...SIGNALS.flatMap((name) => wide(name, run.units))];
  const rows = Array.from({ length: run.steps }, (_, t) => [
    t + 1, ...run.vector("x", t), ...SIGNALS.flatMap((name) => run.vector(name, t)), ...(run.arrays.output ? [run.at("y", t, 0)] : []),
  ]);
  if (run.arrays.output) head.push("y");
  return [head, ...rows].map((row) => row.join(",")).join("\r\n") + "\r\n";
}

/** Save a text or a Blob as a file. */
export function download(name, content, type = "text/csv") {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
