// What is to be said of a typed answer.

import { shown } from "./numbers.js";

/** A typed number: 0.5 or 0,5, −1, 1/2, full-width digits; NaN for anything else. */
export function typedNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/[−–]/g, "-").replace(",", ".");
  const [, top, bottom = "1"] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\/(\d+\.?\d*))?$/i.exec(plain) ?? [];
  return top === undefined || Number(bottom) === 0 ? NaN : Number(top) / Number(bottom);
}

/**
 * What is to be said of what was typed as the result of operation `code` at step t: {kind}, one of 'right', 'carried' (right
 * with the rounded numbers on the screen, which count if `carry`), 'short' (right, with too few decimals), 'mistake' with its
 * name, 'off', 'unread'.
 */
export function marked(run, code, t, unit, decimals, typed, carry) {
  const value = typedNumber(typed);
  if (!Number.isFinite(value)) return { kind: "unread" };
  const text = shown(value, decimals), truth = run.number(code, t, unit), early = run.arrays[`early.${code}`].data[t];
  if (text === shown(truth, decimals)) return { kind: "right" };
  // People round at every line, and not all at the same places: the last decimal may be off by one.
  const near = Math.abs(value - truth) < 1.5 * 10 ** -decimals || text === shown(early, decimals);
  if (near) return carry ? { kind: "carried" } : { kind: "mistake", name: "rounded-early" };
  const places = (/[.,](\d+)\s*$/.exec(typed) ?? ["", ""])[1].length;
  if (places > 0 && places < decimals && shown(value, places) === shown(truth, places)) return { kind: "short" };
  for (const name of run.meta.mistakes[code]) {
    if (text === shown(run.arrays[`mistake.${code}.${name}`].data[t], decimals)) return { kind: "mistake", name };
  }
  return { kind: "off", by: shown(Math.abs(value - truth), decimals), high: value > truth };
}
