// The player: receives a run once, draws it, and plays it with no further message to the server.

import { triesOf } from "./answers.js";
import { asksAt, question } from "./asking.js";
import { decode } from "./blob.js";
import { Cards } from "./cards.js";
import { Changes } from "./changes.js";
import { copy } from "./clipboard.js";
import { Clock } from "./clock.js";
import { Code } from "./code.js";
import { Controls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { Edit } from "./edit.js";
import { h, say } from "./dom.js";
import { Exports } from "./exports.js";
import { labFile } from "./files.js";
import { keep, kept } from "./keep.js";
import { listen } from "./keys.js";
import { Lab } from "./lab.js";
import { Ledger } from "./ledger.js";
import { Link, address } from "./link.js";
import { Links } from "./links.js";
import { Now } from "./now.js";
import { Panel } from "./panel.js";
import { Predict } from "./predict.js";
import { Presenter } from "./presenter.js";
import { Run } from "./run.js";
import { symbols } from "./symbols.js";
import { Table } from "./table.js";
import { Tabs } from "./tabs.js";
import { themed } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Tip } from "./tip.js";
import { Units } from "./units.js";

let player = null; // the page has one; it rests while its page is left, and nothing in it is lost
const REST = 400; // milliseconds

/** Called by Streamlit at the first mount and whenever the data or the theme changes; what it returns, at unmount. */
export function mount({ data, parentElement, setStateValue }) {
  player ??= new Player();
  player.send = (message) => {
    player.root.dataset.ready = "false";
    setStateValue("message", message);
  };
  player.enter(parentElement);
  player.show(data);
  return () => player.leave(parentElement);
}

class Player {
  #example = null; // another example starts at its beginning; any other change keeps the place
  #structure = null; // what the elements were built for
  #kept; // what was there before a reload: undefined until it was looked for
  #frontier = Infinity; // what the views say as far as; closed ones are kept up to date only where that changes
  #link = new Link();
  #announcement = null;
  #options = { // what the learner opened, over every rebuild
    scope: "every", notes: "", pre: false, products: false, tab: "table", cards: { tried: null },
    predict: { mode: "off", chosen: "all", open: 0, carry: true, history: [], typed: [] },
  };

  constructor() {
    this.root = h("div", { class: "lv-player" });
    this.clock = new Clock(1, 1);
    this.clock.onChange(() => this.#reach());
    this.lab = new Lab((message) => this.send(message), () => this.#compare());
    this.panel = new Panel();
    window.addEventListener("pagehide", () => { if (this.run) this.#keep(); });
    this.links = new Links(this.root);
    this.tip = new Tip(this.root, this.links);
    this.presenter = new Presenter(this.root, this.clock, () => this.#draw(), (words) => say(this.live, words));
  }

  /** Stand in `parent`: a new place, or the same again (Streamlit now and then unmounts and mounts in one breath). */
  enter(parent) {
    if (this.root.parentNode !== parent) parent.replaceChildren(this.root);
    this.stopListening ??= listen(this.clock, this.lab, () => this.#toQuestion());
  }

  /** Rest: nothing goes on, no key is heard and the address is left alone until the page is entered again. */
  leave(parent) {
    if (this.root.parentNode !== parent) return; // it already stands elsewhere
    this.clock.stop();
    this.stopListening?.();
    this.stopListening = null;
    this.#link.cancel();
    clearTimeout(this.#announcement);
    this.tip.hide();
    setTimeout(() => { if (this.stopListening === null) this.presenter.leave(); }, REST);
  }

  show(data) {
    this.root.dataset.ready = "false";
    const { meta, arrays } = decode(data), former = this.#example;
    const before = this.run ?? null, run = (this.run = new Run(arrays, meta));
    this.lab.receive(run, before);
    run.ghost = this.lab.ghost;
    this.theme = themed(this.root, meta.palette);
    const operations = meta.operations.length;
    if (meta.example !== this.#example) {
      this.#example = meta.example;
      this.clock.stop(); // before anything is drawn: the views of the former run do not fit the new one
      this.clock.index = meta.start.t * operations + meta.start.operation;
    }
    const { opened } = this.lab;
    if (opened) {
      Object.assign(this.#options.predict, { history: opened.predictions, typed: triesOf(opened.predictions), tries: 0 });
      this.#options.notes = opened.notes;
      this.clock.stop();
      this.clock.index = (opened.view.step - 1) * operations + meta.operations.findIndex(({ code }) => code === opened.view.operation);
    }
    this.clock.limit = Infinity;
    this.clock.resize(run.steps, operations);
    if (former === null) {
      this.#mode(meta.start.predict);
      this.#options.tab = meta.start.view;
    }
    this.#ask(meta.example !== former || opened ? this.clock.index : this.#options.predict.open);
    const structure = JSON.stringify([meta.lang, run.steps, run.features, run.units, run.arrays.output !== undefined, run.arrays.output_bias !== undefined]);
    if (structure !== this.#structure) { this.#structure = structure; this.#build(); }
    if (this.#kept === undefined) this.#offer(kept());
    this.#refresh();
    this.#draw().then(() => { this.root.dataset.ready = "true"; });
  }

  /** Let the learner have back what a reload has taken from the page, as long as nothing else was done. */
  #offer(text) {
    this.#kept = text;
    if (text === null || text === this.#file()) return;
    this.changes.offer(() => this.lab.open(text));
  }

  #file() {
    const { predict: { history }, notes } = this.#options, { clock, run: { meta } } = this;
    return labFile(this.lab.document, history, notes, { step: clock.t + 1, operation: meta.operations[clock.operation].code, unit: meta.unit + 1, decimals: meta.decimals });
  }

  #keep() {
    if (this.run.meta.lab.edited || this.#options.predict.history.length || this.#options.notes) keep(this.#file());
  }

  #refresh() {
    for (const view of [this.table, this.timeline]) view.key = null; // the numbers may have changed
    this.changes.update();
    this.render();
  }

  /** Something about the learner's numbers has changed, but not the numbers. */
  #compare() {
    this.root.dataset.ready = "true"; // an answer that does not come is not waited for
    this.run.ghost = this.lab.ghost;
    this.#refresh();
    this.#draw();
  }

  #draw() {
    const { run, run: { meta } } = this;
    return this.panel.draw(meta.panel[this.theme], run.arrays, {
      url: new URL(meta.plotly, document.baseURI).href, title: run.titled(meta.text.panel, meta.unit), failure: meta.text.panelFailed,
      hidden: (signal, t) => run.hidden(signal, t), scale: this.presenter.scale, ghost: run.ghost ? (signal, t) => run.ghostAt(signal, t) : null,
    });
  }

  /** Hide what comes from `index` on, as far as it is to be predicted; nobody goes beyond the first hidden number. */
  #ask(index) {
    const { clock, run } = this, { predict } = this.#options;
    run.frontier = clock.limit = question(run, index, predict.mode, clock.index);
    predict.open = run.frontier === Infinity ? Math.max(index, run.steps * clock.operations) : run.frontier;
    clock.index = Math.min(clock.index, clock.end);
  }

  #askAgain(index) {
    this.#ask(index);
    this.render();
    this.#draw();
  }

  #mode(mode) {
    const { predict } = this.#options;
    predict.mode = mode;
    if (mode !== "off") predict.chosen = mode;
  }

  /** The learner chose what is asked: every number from here on, or the faded example from its start. */
  #choose(mode) {
    const { clock } = this, restarted = mode === "faded" && clock.t > 0;
    clock.stop();
    this.#mode(mode);
    this.#options.predict.restarted = restarted;
    if (mode === "faded") clock.index = 0;
    this.#askAgain(clock.index);
    if (!restarted) return;
    clearTimeout(this.#announcement); // this is what has to be said of the place
    say(this.live, this.run.meta.text.fadedStarts);
  }

  /** The learner has moved: what is worked shows once one is there. */
  #reach() {
    const { clock, run } = this;
    if (clock.index === run.frontier && !this.#asksAt(clock.index)) this.#askAgain(clock.index + 1);
    else this.render();
  }

  #asksAt(index) { return asksAt(this.run, this.#options.predict.mode, index); }

  /** One operation on; joining computes nothing, so that there is nothing to say of it. */
  #next() {
    const { clock, run: { meta: { operations } } } = this, index = clock.index + 1;
    clock.pause();
    clock.go(operations[index % operations.length].code === "concat" ? index + 1 : index);
  }

  /** Enter: to the open question, or one operation on through what is worked; whether there was anywhere to go. */
  #toQuestion() {
    const { clock, run } = this;
    if (this.#options.predict.mode === "off" || clock.index === clock.last && run.frontier === Infinity) return false;
    if (run.frontier !== Infinity && this.#asksAt(run.frontier)) { clock.pause(); clock.go(run.frontier); } else this.#next();
    this.predict.focus();
    return true;
  }

  #build() {
    const { run, clock } = this, text = run.meta.text;
    const toOperation = (k) => clock.goTo(clock.t, k);
    const toStep = (t) => clock.goTo(t);
    const { predict } = this.#options;
    this.controls = new Controls(run, clock, predict.mode !== "off", (on) => this.#choose(on ? predict.chosen : "off"), () => this.#copy(), this.presenter.button(text));
    this.predict = new Predict(run, predict, {
      onMode: (mode) => this.#choose(mode), onAnswer: () => this.#askAgain(clock.index + 1), onNext: () => this.#next(),
    });
    this.controls.along.append(this.predict.settings);
    this.diagram = new Diagram(run, toOperation);
    this.cards = new Cards(this.lab, this.#options, () => clock.stop());
    this.now = new Now(run, this.#options, toOperation, this.predict, this.cards);
    this.timeline = new Timeline(run, toStep);
    this.table = new Table(run, this.#options, toStep);
    this.views = { // of which one is open
      table: this.table,
      edit: new Edit(run, this.lab, this.#options),
      units: new Units(run, this.#options, toOperation),
      ledger: new Ledger(run),
      code: new Code(run, toOperation),
      symbols: { node: symbols(run.meta.glossary), update() {} },
      lab: new Exports(run, this.lab, this.#options),
    };
    const parts = Object.entries(this.views).map(([code, { node }]) => ({ code, title: text[code], node }));
    this.tabs = new Tabs(text.views, parts, this.#options, () => {
      this.lab.leave(); // what the former view asked for
      this.render();
    });
    this.changes = new Changes(text, this.lab);
    this.tabs.bar.append(this.changes.node);
    this.live = h("p", { class: "lv-hidden", "aria-live": "polite" });
    this.root.replaceChildren(
      this.controls.node,
      h("p", { class: "lv-help" }, h("b", { text: text.keys }), ` ${text.keysHelp}`),
      h("div", { class: "lv-stage" }, this.diagram.node, this.now.node, this.timeline.node),
      h("div", { class: "lv-below" }, this.tabs.node, this.panel.node),
      this.live, this.tip.node);
    this.presenter.adopt(this.tabs);
  }

  render() {
    const { run, clock } = this, { t, operation } = clock, { unit, decimals } = run.meta;
    this.controls.update(run, t, operation);
    this.diagram.update(run, t, operation, unit, decimals);
    this.now.update(run, t, operation, unit, decimals);
    this.cards.update(run, t, operation, unit, decimals);
    this.predict.update(run, t, operation, unit, decimals);
    this.timeline.update(run, t, unit, decimals);
    for (const [code, view] of Object.entries(this.views)) {
      if (code === this.#options.tab || run.frontier !== this.#frontier) view.update(run, t, operation, unit, decimals);
    }
    this.#frontier = run.frontier;
    this.panel.at(t);
    this.links.relight();
    this.tip.update(run, t, operation, unit, decimals);
    this.presenter.update();
    this.#announce();
    this.#link.write(this.#query(), t, run.meta.operations[operation].code);
  }

  /** Say where we are once it rests; while playing, once a time step; never what the focused slider says itself. */
  #announce() {
    clearTimeout(this.#announcement);
    const { clock } = this, [where, words] = [this.controls.where.textContent, this.now.spoken];
    if (clock.playing && clock.operation < clock.operations - 1) return;
    if (document.activeElement === this.controls.scrub) return;
    this.#announcement = setTimeout(() => say(this.live, this.run.meta.text.spoken.replace("{where}", where).replace("{words}", words)), REST);
  }

  /** What the address says besides the moment. */
  #query() { return { ...this.run.meta.query, view: this.#options.tab, predict: this.#options.predict.mode }; }

  async #copy() {
    const { run, clock } = this;
    return copy(address(this.#query(), clock.t, run.meta.operations[clock.operation].code, window.location.href).href);
  }
}
