// Predict, then reveal: the learner says the number, or whether it rises, before it is shown; a wrong one is told by its cause.

import { subscript, shown } from "./numbers.js";
import { download } from "./csv.js";
import { h, say } from "./dom.js";

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

/** The first position from `index` on that has something to predict. */
export function question(run, index) {
  const operations = run.meta.operations, last = run.steps * operations.length - 1;
  while (index <= last && operations[index % operations.length].code === "concat") index += 1;
  return index <= last ? index : Infinity;
}

export class Predict {
  /** `state` {on, frontier, carry, history} outlives every rebuild; `onAnswer` is told when the number may be shown. */
  constructor(run, state, onAnswer) {
    const text = run.meta.text;
    this.state = state;
    this.onAnswer = onAnswer;
    this.label = h("label", { for: "lv-guess" });
    this.input = h("input", { id: "lv-guess", type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
    const button = (label, onclick) => h("button", { type: "button", class: "lv-button", text: label, onclick });
    this.directions = h("div", { class: "row", role: "group", "aria-label": text.direction },
      ...[["higher", 1], ["same", 0], ["lower", -1]].map(([name, sign]) => button(text[name], () => this.#direction(sign))), text.direction);
    const carry = h("input", { type: "checkbox", checked: state.carry, onchange: () => { state.carry = carry.checked; } });
    this.say = h("p", { class: "verdict", "aria-live": "assertive" });
    this.form = h("form", { onsubmit: (event) => { event.preventDefault(); this.#number(); } },
      h("div", { class: "row" }, this.label, this.input, h("button", { class: "lv-button primary", text: text.check }), button(text.giveUp, () => this.#done(false, "", true))),
      this.directions);
    this.carry = h("label", { class: "lv-check" }, carry, text.carry);
    this.score = h("p", { class: "note" });
    this.node = h("div", { class: "lv-predict" }, this.form, this.say, this.carry,
      h("div", { class: "row" }, this.score, button(text.history, () => download("lstm-predictions.csv", history(state.history)))));
  }

  update(run, t, operation, unit, decimals) {
    const { code } = run.meta.operations[operation], asked = run.hidden(code, t);
    this.now = { run, t, code, unit, decimals };
    this.node.hidden = !this.state.on;
    if (!this.state.on) return;
    this.form.hidden = this.carry.hidden = !asked;
    const place = `${t}/${operation}/${unit}`;
    if (place !== this.place) { // another question
      this.place = place;
      this.tries = 0;
      this.input.value = "";
      say(this.say, asked || this.state.frontier !== Infinity ? "" : run.meta.text.allDone);
    }
    say(this.label, run.meta.text.question.replace("{symbol}", `${code}${subscript(t + 1)}`));
    this.directions.hidden = t === 0;
    const answers = this.state.history, right = answers.filter((answer) => answer.right).length;
    say(this.score, run.meta.text.score.replace("{right}", right).replace("{all}", answers.length));
  }

  #number() {
    const { run, t, code, unit, decimals } = this.now, text = run.meta.text;
    const verdict = marked(run, code, t, unit, decimals, this.input.value, this.state.carry);
    if (verdict.kind === "right" || verdict.kind === "carried") return this.#done(true, text[verdict.kind]);
    const slip = verdict.kind === "unread" || verdict.kind === "short"; // no wrong answer
    if (!slip) this.tries += 1;
    const sentence = slip ? text[verdict.kind].replace("{n}", decimals)
      : verdict.kind === "mistake" ? run.meta.mistakeTexts[verdict.name]
        : text[verdict.high ? "tooHigh" : "tooLow"].replace("{by}", verdict.by);
    say(this.say, sentence);
    this.input.select();
  }

  #direction(sign) {
    const { run, t, code, unit, decimals } = this.now;
    const [now, before] = [t, t - 1].map((step) => Number(shown(run.number(code, step, unit), decimals).replace("\u2212", "-")));
    if (Math.sign(now - before) === sign) return this.#done(true, run.meta.text.rightWay);
    this.tries += 1;
    say(this.say, run.meta.text.wrongWay);
  }

  #done(right, sentence, gaveUp = false) {
    const { t, code } = this.now;
    this.state.history.push({ t: t + 1, code, typed: this.input.value, tries: this.tries + (gaveUp ? 0 : 1), right: right && this.tries === 0 });
    this.onAnswer();
    say(this.say, sentence);
  }

}

/** The predictions of the sitting as a table. */
function history(answers) {
  const cell = (typed) => `"${typed.replace(/^[=+@\t\r-]/, "'$&").replace(/"/g, '""')}"`; // no formula for a spreadsheet
  const rows = answers.map(({ t, code, typed, tries, right }) => [t, code, cell(typed), tries, right ? 1 : 0].join(","));
  return ["step,operation,typed,tries,right at first try", ...rows].join("\r\n") + "\r\n";
}
