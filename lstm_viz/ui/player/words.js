// The sentence that goes with the present operation: a template from the server, filled with the shown numbers.

import { percent } from "./numbers.js";

/** Which variant of an operation's sentence fits the numbers. */
function variant(run, code, t, unit) {
  if (run.held(code, t, unit)) return "held";
  switch (code) {
    case "f": return run.at("c", t - 1, unit) === 0 ? "empty" : "";
    case "c": return t === 0 && run.at("c", -1, unit) === 0 ? "first" : Math.abs(run.at("c", t, unit)) > 1 ? "beyond" : "";
    case "h": return run.arrays.output ? "output" : "";
    default: return "";
  }
}

export function sentence(run, code, t, unit, decimals) {
  if (run.hidden(code, t)) return run.meta.text.predictFirst;
  return filled(run, run.meta.sentences[code][variant(run, code, t, unit)], t, unit, decimals);
}

/** A template with its places filled. */
export function filled(run, template, t, unit, decimals) {
  const fill = (place) => {
    if (place === "t") return String(t + 1);
    if (place === "t-1") return String(t);
    if (place === "count") return String(run.features + run.units);
    if (place.endsWith("%")) return percent(run.number(place.slice(0, -1), t, unit));
    if (place.endsWith("[]")) return run.list(place.slice(0, -2), t, decimals);
    return run.text(place, t, unit, decimals);
  };
  return template.replace(/\{([^}]+)\}/g, (_, place) => fill(place));
}
