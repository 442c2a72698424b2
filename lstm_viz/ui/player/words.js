// The sentence that goes with the present operation: a template from the server, filled with the shown numbers.

import { given, percent, shown } from "./numbers.js";

const sign = (x) => (x > 0 ? "positive" : x < 0 ? "negative" : "zero");

/** Which variant of an operation's sentence fits the numbers: the first whose key is there is used. */
function variants(run, code, t, unit) {
  switch (code) {
    case "f": return [sign(run.at("c", t - 1, unit)) === "zero" ? "empty" : "", ""];
    case "g": return [sign(run.at("g", t, unit)), ""];
    case "c": return [t === 0 && run.at("c", -1, unit) === 0 ? "first" : "", ""];
    case "h": return [run.arrays.output ? "output" : "", ""];
    default: return [""];
  }
}

export function sentence(run, code, t, unit, decimals) {
  const templates = run.meta.sentences[code];
  const template = templates[variants(run, code, t, unit).find((variant) => variant in templates)];
  const fill = (place) => {
    if (place === "t") return String(t + 1);
    if (place === "t-1") return String(t);
    if (place === "count") return String(run.features + run.units);
    if (place.endsWith("%")) return percent(run.number(place.slice(0, -1), t, unit));
    if (place.endsWith("[]")) {
      const back = place.endsWith("-[]"), name = place.slice(0, back ? -3 : -2);
      const texts = run.vector(name, back ? t - 1 : t).map((v) => (run.isGiven(back ? `${name}-` : name, t) ? given : shown)(v, decimals));
      return texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
    }
    return (run.isGiven(place, t) ? given : shown)(run.number(place, t, unit), decimals);
  };
  return template.replace(/\{([^}]+)\}/g, (_, place) => fill(place));
}
