// Linked levels: whatever the pointer or the focus is on, its counterparts light up everywhere. Parts name their signals in
// data-signal; the listeners are the root's own, so that parts may be rebuilt at will.

/** All signals of a node and of what it lies in. */
export function signalsAt(node, root) {
  const found = new Set();
  for (let at = node; at && at !== root; at = at.parentElement) at.getAttribute?.("data-signal")?.split(" ").forEach((signal) => found.add(signal));
  return found;
}

export class Links {
  #hovered = new Set();
  #focused = new Set();
  #pinned = new Set(); // by a tap
  #any = false; // whether anything may be lit

  constructor(root) {
    this.root = root;
    root.addEventListener("pointerover", ({ target }) => { this.#hovered = signalsAt(target, root); this.relight(); });
    root.addEventListener("pointerleave", () => { this.#hovered = new Set(); this.relight(); });
    // Not after a click: what was clicked keeps the focus, and would stay lit.
    root.addEventListener("focusin", ({ target }) => { this.#focused = target.matches(":focus-visible") ? signalsAt(target, root) : new Set(); this.relight(); });
    root.addEventListener("focusout", () => { this.#focused = new Set(); this.relight(); });
    root.addEventListener("keydown", (event) => rove(event));
  }

  /** Keep lit what `node` stands for, until told otherwise: on a touch screen nothing hovers. */
  pin(node) {
    this.#pinned = node ? signalsAt(node, this.root) : new Set();
    this.relight();
  }

  /** Light the counterparts; again after every rendering, since parts come and go. */
  relight() {
    const signals = [this.#hovered, this.#pinned, this.#focused].find((set) => set.size) ?? new Set();
    if (!signals.size && !this.#any) return;
    this.#any = signals.size > 0;
    for (const part of this.root.querySelectorAll("[data-signal]")) {
      part.classList.toggle("lit", part.getAttribute("data-signal").split(" ").some((signal) => signals.has(signal)));
    }
  }
}

const STEPS = { vertical: { ArrowDown: 1, ArrowUp: -1 }, horizontal: { ArrowRight: 1, ArrowLeft: -1 } };

/** One Tab stop for a list of things: the arrow keys move within. `data-roving` says which way it runs. */
function rove(event) {
  const list = event.target.closest("[data-roving]"), step = STEPS[list?.dataset.roving]?.[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...list.querySelectorAll("[tabindex]")].filter((item) => item.checkVisibility());
  const to = items[items.indexOf(event.target) + step];
  event.preventDefault();
  if (!to) return;
  event.target.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}
