// What is to be said of a typed answer.

import { shown } from "./numbers.js";

const BANDS = [1, 0.1, 0.01]; // how far off a wrong answer is said to be: the right one cannot be added up from it

/** A typed number: 0.5 or 0,5, −1, 1/2, full-width digits; NaN for anything else. */
export function typedNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/[−–]/g, "-").replace(",", ".");
  const [, top, bottom = "1"] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\/(\d+\.?\d*))?$/i.exec(plain) ?? [];
  return top === undefined || Number(bottom) === 0 ? NaN : Number(top) / Number(bottom);
}

/**
 * What is to be said of what was typed as the result of operation `code` at step t: {kind}, one of 'right', 'carried' (right
 * with the rounded numbers on the screen, which count if `carry`), 'near' (within rounding, which counts so too), 'short' (right,
 * with too few decimals), 'mistake' with its name, 'off' with its side and how far off, 'unread'.
 */
export function marked(run, code, t, unit, decimals, typed, carry) {
  const value = typedNumber(typed);
  if (!Number.isFinite(value)) return { kind: "unread" };
  const text = shown(value, decimals), truth = run.number(code, t, unit), early = run.arrays[`early.${code}`].data[t];
  if (text === shown(truth, decimals)) return { kind: "right" };
  // People round at every line, and not all at the same places: the last decimal may be off by one.
  const carried = text === shown(early, decimals), off = Math.abs(value - truth);
  if (carried || off < 1.5 * 10 ** -decimals) return carry ? { kind: carried ? "carried" : "near" } : { kind: "mistake", name: "rounded-early" };
  const places = (/[.,](\d+)\s*$/.exec(typed) ?? ["", ""])[1].length;
  if (places > 0 && places < decimals && shown(value, places) === shown(truth, places)) return { kind: "short" };
  for (const name of run.meta.mistakes[code]) {
    if (text === shown(run.arrays[`mistake.${code}.${name}`].data[t], decimals)) return { kind: "mistake", name };
  }
  return { kind: "off", by: BANDS.find((band) => off > band) ?? 0, high: value > truth };
}
