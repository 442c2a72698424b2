// Predict, then reveal: the learner says the number, or whether it rises, before it is shown; a wrong one is told by its cause.

import { score, tryTable } from "./answers.js";
import { asked as asksFor, empty, few } from "./asking.js";
import { download } from "./csv.js";
import { h, mark, say } from "./dom.js";
import { marked } from "./marking.js";
import { shown, subscript, superscript } from "./numbers.js";
import { bracket } from "./run.js";

export class Predict {
  /**
   * `state` {mode, open, carry, history, typed, place, tries, draft, restarted} outlives every rebuild: positions before `open`
   * were revealed, `history` has a row per question, `typed` one per try, `draft` stands in the field.
   * `onMode` is told which mode was chosen, `onAnswer` when the number may be shown, `onNext` to go on.
   */
  constructor(run, state, { onMode, onAnswer, onNext }) {
    const text = run.meta.text;
    Object.assign(this, { state, onAnswer });
    const button = (label, onclick, more = "") => h("button", { type: "button", class: `lv-button ${more}`, text: label, onclick });
    this.name = h("span");
    this.unit = h("span", { class: "lv-hidden" });
    this.input = h("input", { id: "lv-guess", type: "text", inputmode: "decimal", maxlength: 40, autocomplete: "off", spellcheck: "false", "aria-describedby": "lv-hint", oninput: () => { state.draft = this.input.value; } });
    this.than = h("span");
    this.directions = h("div", { class: "row directions", role: "group", "aria-label": text.directions },
      ...[["higher", 1], ["same", 0], ["lower", -1]].map(([name, sign]) => button(text[name], () => this.#direction(name, sign))), this.than);
    this.form = h("form", { onsubmit: (event) => { event.preventDefault(); this.#number(); } },
      h("div", { class: "row" }, h("label", { for: "lv-guess" }, this.unit, this.name), this.input, h("button", { class: "lv-button primary", text: text.check })),
      h("div", { class: "row or" }, this.directions, button(text.giveUp, () => this.#done("", "", true))));
    this.verdict = h("p", { id: "lv-verdict", "aria-live": "assertive" });
    this.hint = h("p", { id: "lv-hint", class: "note" });
    this.next = button(text.goOn, () => { onNext(); this.focus(); }, "primary");
    mark(this.next, "aria-describedby", "lv-verdict");
    this.score = h("p", { class: "note" });
    this.file = button(text.history, () => download("lstm-predictions.csv", tryTable(state.typed)));
    this.node = h("div", { class: "lv-predict", onkeydown: (event) => { if (event.key === "Enter" && event.repeat) event.preventDefault(); } }, // a held key answers once
      this.form,
      h("div", { class: "row verdict" }, h("div", {}, this.verdict, this.hint), this.next),
      h("div", { class: "row score" }, this.score, this.file));
    this.given = h("p", { class: "lv-given" });
    const carry = h("input", { type: "checkbox", checked: state.carry, onchange: () => { state.carry = carry.checked; } });
    const modes = h("select", { "aria-label": text.mode, title: text.modeHelp, onchange: () => onMode(modes.value) },
      ...[["all", text.fromHere], ["faded", text.faded]].map(([value, label]) => h("option", { value, selected: state.mode === value, text: label })));
    this.choices = [modes, h("label", { class: "lv-check" }, carry, text.carry)];
    this.settings = h("div", { class: "lv-predict-settings" });
  }

  /** Put the focus where the learner goes on: into the field, on 'Next', or, when all is done, on the answers. */
  focus() {
    (this.asks ? this.input : this.next.hidden ? this.file : this.next).focus();
    this.node.scrollIntoView({ block: "nearest" }); // on a phone, the verdict too
  }

  update(run, t, operation, unit, decimals) {
    const { state } = this, text = run.meta.text, on = state.mode !== "off";
    const { code, title } = run.meta.operations[operation], asks = (this.asks = on && run.hidden(code, t));
    this.now = { run, t, code, unit, decimals };
    this.node.hidden = !on;
    if (on !== this.settings.hasChildNodes()) this.settings.replaceChildren(...(on ? this.choices : []));
    this.given.hidden = !asks || !empty(state.mode, t);
    if (!on) return;
    const place = `${t}/${operation}/${unit}/${asks ? run.number(code, t, unit) : ""}`;
    if (asks && place !== state.place) Object.assign(state, { place, tries: 0, draft: "" }); // another question, or other numbers
    if (place !== this.place) {
      if (asks || !this.place?.startsWith(`${t}/${operation}/${unit}/`)) say(this.verdict, ""); // once answered, its verdict stays
      if (asks) this.input.value = state.draft;
      this.place = place;
    }
    const symbol = (step) => `${code}${subscript(step + 1)}${run.units === 1 ? "" : superscript(unit + 1)}`;
    say(this.name, text.question.replace("{name}", title).replace("{symbol}", symbol(t)));
    say(this.unit, run.units === 1 ? "" : `${text.unit.replace("{k}", unit + 1).replace("{K}", run.units)}, `);
    mark(this.directions, "data-none", t === 0 ? "" : null); // there is no step before it
    say(this.than, text.direction.replace("{symbol}", symbol(t - 1)));
    if (!this.given.hidden) this.#give(run, code, unit, decimals, t);
    say(this.hint, this.#hint(run, t, code));
    say(this.score, score(text, state));
    this.form.hidden = !asks;
    this.next.hidden = asks || (t === run.steps - 1 && operation === run.meta.operations.length - 1);
    if (this.node.contains(document.activeElement) && document.activeElement.closest("[hidden]")) this.focus();
  }

  #hint(run, t, code) {
    const { mode } = this.state, text = run.meta.text;
    if (this.asks) return empty(mode, t) ? text.predictEmpty : t === 0 ? text.predictOnly : text.predictFirst;
    if (this.state.restarted && t === 0 && code === "concat") return text.fadedStarts;
    if (mode === "faded" && run.steps === 1) return text.fadedNeedsMore;
    if (run.frontier === Infinity) return text.allDone;
    return mode === "faded" && !asksFor(mode, t, code) ? text.worked : "";
  }

  /** What stands in no diagram and no table: the weights of a gate. */
  #give(run, code, unit, decimals, t) {
    const widths = { W: run.features, U: run.units, b: 1 };
    const list = (kind) => bracket(Array.from({ length: widths[kind] }, (_, k) => run.text(`${kind}_${code}:${k}`, t, unit, decimals)));
    const gate = "figo".includes(code), text = run.meta.text;
    const weights = gate && few(run) ? Object.keys(widths).map((kind) => h("b", {}, h("i", { text: kind }), h("sub", { text: code }), ` = ${list(kind)} `)) : [];
    const squashed = "fio".includes(code) ? [h("b", { class: "sigmoid" }, "σ(", h("i", { text: "a" }), ") = 1 / (1 + e⁻ᵃ)")] : []; // what a calculator needs
    this.given.replaceChildren(h("span", {}, ...weights, ...squashed), h("span", { text: gate ? text.lookUpRest : text.lookUp }));
  }

  #number() {
    const { run, t, code, unit, decimals } = this.now, text = run.meta.text;
    const verdict = marked(run, code, t, unit, decimals, this.input.value, this.state.carry);
    if (["right", "carried", "near"].includes(verdict.kind)) return this.#done(text[verdict.kind], this.input.value);
    const slip = verdict.kind === "unread" || verdict.kind === "short"; // no wrong answer
    if (!slip) this.#wrong(this.input.value);
    this.#say(slip ? text[verdict.kind].replace("{n}", decimals)
      : verdict.kind === "mistake" ? run.meta.mistakeTexts[verdict.name]
        : text[verdict.by ? (verdict.high ? "tooHigh" : "tooLow") : verdict.high ? "littleTooHigh" : "littleTooLow"].replace("{by}", verdict.by));
    this.input.select();
  }

  #direction(name, sign) {
    const { run, t, code, unit, decimals } = this.now;
    const [now, before] = [t, t - 1].map((step) => Number(shown(run.number(code, step, unit), decimals).replace("\u2212", "-")));
    this.input.value = this.state.draft = "";
    if (Math.sign(now - before) === sign) return this.#done(run.meta.text.rightWay, name);
    this.#wrong(name);
    this.#say(run.meta.text.wrongWay);
  }

  #wrong(typed) {
    this.#typed(typed, false);
    this.state.tries += 1;
    say(this.score, score(this.now.run.meta.text, this.state));
  }

  #typed(typed, right) {
    const { t, code, unit } = this.now, place = { step: t + 1, operation: code, unit: unit + 1 };
    this.state.typed.push({ ...place, try: this.state.tries + 1, typed, right });
    return place;
  }

  #done(sentence, typed, gaveUp = false) {
    const { state } = this, tries = state.tries + (gaveUp ? 0 : 1);
    state.history.push({ ...this.#typed(typed, !gaveUp), typed, tries, right: !gaveUp && state.tries === 0 });
    Object.assign(state, { tries: 0, draft: "" });
    this.onAnswer();
    const { frontier, meta } = this.now.run;
    this.#say(frontier === Infinity ? `${sentence} ${meta.text.allDone}`.trim() : sentence);
  }

  #say(sentence) { this.verdict.replaceChildren(sentence); } // a new node, so that the same sentence is announced again
}
