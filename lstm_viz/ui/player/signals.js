// What a part of the screen stands for: signals as words in its data-signal. Parts that share one are counterparts.
// 'f' 'a_f' 'W_f' 'tanh_c' 'y' as in run.js · 'h-' 'c-' one step before · 'f*c-' a product · 'xh' the joined list · 't:2' the third step

const GATES = ["f", "i", "g", "o"];

/** Everything of a gate: what its block holds and computes. */
export const ofGate = (gate) => [gate, ...["a", "W", "U", "b"].map((name) => `${name}_${gate}`)].join(" ");

export const ofOperation = (code) => ({ concat: "xh x h-", c: "c", h: "h tanh_c" })[code] ?? ofGate(code);

/** A column of the table: of a state, also what a step takes from the one before. */
export function ofColumn(column) {
  const [name] = column.split(":");
  return name === "h" || name === "c" ? `${name} ${name}-` : name;
}

/** An entry of the glossary, whose keys have no gate. */
export const ofEntry = (key) => ("aWUb".includes(key) ? GATES.map((gate) => `${key}_${gate}`).join(" ") : ofColumn(key));

/** The entry that explains a signal: 'W_f' → 'W', 'c-' → 'c'. */
export const entryOf = (signal) => (/^[aWUb]_[ifgo]$/.test(signal) ? signal[0] : /^[hc]-$/.test(signal) ? signal[0] : signal);

/** A place in an equation ('=a_f', 'x:0'); null for the numbers of steps and units. */
export const ofPlace = (path) => (["t", "t-1", "k"].includes(path) ? null : path.replace(/^=/, "").replace(/:\d+/g, ""));

/** A field for a number that may be changed; an input belongs to its step. */
export function ofField(path) {
  const [name, first] = path.split(":");
  if (name === "h0") return null;
  return { hold: first, x: `t:${first}`, c0: "t:-1" }[name] ?? name; // c₀ as the ledger has it
}

/** A line of the step's code: what it computes, and from what, if no other line does. */
export function ofLine({ signals, operation }) {
  if (operation === "c") return "c f*c- i*g";
  if (operation) return GATES.includes(operation) ? `${operation} a_${operation}` : signals.join(" ");
  return signals.length ? signals.join(" ") : `x h- ${GATES.map((gate) => ofGate(gate).slice(2)).join(" ")}`;
}

/** Name the numbers and symbols of an equation that has just been set. */
export function annotate(math) {
  const name = (node, signal) => { if (signal) node.setAttribute("data-signal", signal); };
  for (const place of math.querySelectorAll("[data-n]")) name(place, ofPlace(place.dataset.n));
  for (const letter of math.querySelectorAll("mi")) {
    const base = letter.textContent, index = letter.nextElementSibling, indexed = /^msub/.test(letter.parentNode.localName);
    if (indexed && index === null) continue; // it is the index
    if (indexed && letter.previousElementSibling) continue;
    if (!indexed) { if (["W", "U", "V", "σ", "tanh"].includes(base)) name(letter, ofEntry(base)); continue; }
    const step = index.querySelector("[data-n]")?.dataset.n;
    name(letter.parentNode, step ? `${base === "ŷ" ? "y" : base}${step === "t-1" ? "-" : ""}` : `${base}_${index.textContent}`);
  }
}
