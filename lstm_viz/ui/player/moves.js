// The buttons that move through a run, and the link to the moment: bars of every screen are made of these.

import { h, mark, s, say } from "./dom.js";

const ICONS = {
  first: "M5 4v16M19 5 9 12l10 7z",
  previousStep: "M12 5 4 12l8 7zM20 5l-8 7 8 7z",
  previous: "M16 5 7 12l9 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  next: "M8 5l9 7-9 7z",
  nextStep: "M4 5l8 7-8 7zM12 5l8 7-8 7z",
  last: "M19 4v16M5 5l10 7-10 7z",
  link: "M9 15l6-6M10.5 6.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13.5 17.5l-2 2a4.2 4.2 0 0 1-6-6l2-2",
  undo: "M4 9h10a5 5 0 0 1 0 10H8M4 9l5-5M4 9l5 5",
  redo: "M20 9H10a5 5 0 0 0 0 10h6M20 9l-5-5M20 9l-5 5",
};
const SPEEDS = [0.5, 1, 2, 4];
const TOLD = 2500; // milliseconds

export const icon = (name) => s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: ICONS[name] }));

/** A button with a drawn face, since emoji are not glyphs everywhere. */
const iconButton = (name, title, onclick) =>
  h("button", { type: "button", class: "lv-button icon", "aria-label": title, title, onclick }, icon(name));

export class Moves {
  /** `mover.move(action)` for the actions before and after play, `mover.toggle()` for play itself. */
  constructor(text, mover, back, forth) {
    const move = (action) => iconButton(action, text[action], () => mover.move(action));
    this.text = text;
    this.back = back.map(move);
    this.play = iconButton("play", text.play, () => mover.toggle());
    this.play.classList.add("primary");
    this.forth = forth.map(move);
    this.node = h("div", { class: "moves" }, ...this.back, this.play, ...this.forth);
  }

  update(clock) {
    const { text, play } = this;
    // aria-disabled, not disabled: a button that loses the focus at the end of the run would strand the keyboard.
    for (const node of this.back) mark(node, "aria-disabled", clock.index === 0 ? "true" : null);
    for (const node of this.forth) mark(node, "aria-disabled", clock.index === clock.end ? "true" : null);
    mark(play, "aria-disabled", clock.index === clock.end && clock.end < clock.last ? "true" : null);
    const playing = clock.playing ? "pause" : "play";
    if (play.getAttribute("aria-label") === text[playing]) return;
    play.setAttribute("aria-label", text[playing]);
    play.title = text[playing];
    play.replaceChildren(icon(playing));
  }
}

/** The list of speeds. */
export function speeds(text, clock) {
  const list = h("select", { "aria-label": text.speed, title: text.speed, onchange: () => clock.setSpeed(Number(list.value)) },
    ...SPEEDS.map((n) => h("option", { value: n, selected: n === clock.speed, text: `${n}×` })));
  return list;
}

/** The button 'Copy link', and what became of it, said over what lies below the button: nothing moves for it. */
export class CopyLink {
  /** `copyLink()` says what to tell. */
  constructor(text, copyLink) {
    this.button = iconButton("link", text.copyLink, async () => this.#tell(await copyLink()));
    this.button.classList.add("line");
    this.told = h("p", { class: "told", role: "status" });
  }

  #tell(sentence) {
    const { told, button } = this;
    clearTimeout(this.timer);
    say(told, sentence);
    const at = button.getBoundingClientRect(), all = told.offsetParent.getBoundingClientRect();
    told.style.insetBlockStart = `${at.bottom - all.top + 4}px`;
    told.style.insetInlineStart = `${Math.max(0, Math.min(at.left - all.left, all.width - told.offsetWidth))}px`;
    this.timer = setTimeout(() => say(told, ""), TOLD);
  }
}
