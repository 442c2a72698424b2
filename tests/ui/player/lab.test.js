import { hold } from "/player/edit.js";
import { Lab } from "/player/lab.js";
import { deepEqual, equal } from "./assert.js";

const doc = (w, more = {}) => ({ preset: "golden", weights: { bias: [w] }, clamps: [], view: { step: 1 }, ...more });

/** A lab whose server takes everything unless `refuse` says no; `reply()` answers the message that is on its way. */
function bench() {
  const sent = [], lab = new Lab((message) => sent.push(message), () => {});
  let now = doc(0), former = null;
  const run = (state) => ({ meta: { example: "golden", unit: 0, lab: state }, arrays: {}, units: 1, features: 1 });
  const receive = (state) => { const next = run(state); lab.receive(next, former); former = next; return next; };
  receive({ answer: 0, error: null, document: now });
  const reply = (error = null) => {
    const message = sent.at(-1);
    if (!error) now = message.reset ? doc(0) : message.lab ?? now;
    return receive({ answer: message.id, error, document: now });
  };
  return { lab, sent, reply, receive };
}
const set = (w) => (draft) => { draft.weights.bias[0] = w; };
const value = (lab) => lab.document.weights.bias[0];

export function test_an_edit_is_the_servers_before_it_is_ours() {
  const { lab, sent, reply } = bench();
  lab.change(set(5));
  equal(value(lab), 0);
  equal(sent[0].lab.weights.bias[0], 5);
  reply();
  equal(value(lab), 5);
}

export function test_undo_and_redo_lead_back_and_forth() {
  const { lab, reply } = bench();
  for (const w of [1, 2, 3]) { lab.change(set(w)); reply(); }
  for (const w of [2, 1, 0]) { lab.undo(); reply(); equal(value(lab), w); }
  equal(lab.past.length, 0);
  for (const w of [1, 2, 3]) { lab.redo(); reply(); equal(value(lab), w); }
  equal(lab.future.length, 0);
  lab.undo(); reply();
  lab.change(set(9)); reply();
  equal(lab.future.length, 0, "a new edit ends what could be redone");
  lab.undo(); reply();
  equal(value(lab), 2);
}

export function test_a_drag_is_one_step_back_and_has_one_ghost() {
  const { lab, reply } = bench(), gesture = Symbol("drag");
  const first = lab.change(set(1), gesture);
  equal(first, undefined);
  reply();
  const ghost = lab.ghost;
  for (const w of [2, 3, 4]) { lab.change(set(w), gesture); reply(); }
  equal(lab.ghost, ghost);
  lab.undo(); reply();
  equal(value(lab), 0);
}

export function test_while_one_message_is_on_its_way_only_the_latest_waits() {
  const { lab, sent, reply } = bench(), gesture = Symbol("drag");
  for (const w of [1, 2, 3, 4, 5]) lab.change(set(w), gesture);
  equal(sent.length, 1);
  reply();
  equal(sent.length, 2);
  equal(sent[1].lab.weights.bias[0], 5);
  reply();
  equal(value(lab), 5);
}

export function test_edits_of_two_numbers_that_wait_are_both_kept() {
  const { lab, sent, reply } = bench();
  lab.change(set(1));
  lab.change((draft) => { draft.preset = "latch"; });
  lab.change((draft) => { draft.seed = 4; });
  for (let k = 0; k < 3; k++) reply();
  equal(sent.length, 3);
  deepEqual([value(lab), lab.document.preset, lab.document.seed], [1, "latch", 4]);
}

export function test_another_unit_and_an_edit_are_both_sent_whichever_came_first() {
  for (const unitFirst of [true, false]) {
    const { lab, sent, reply } = bench();
    lab.change(set(1));
    if (unitFirst) { lab.showUnit(2); lab.change(set(2)); } else { lab.change(set(2)); lab.showUnit(2); }
    for (let k = 0; k < 3; k++) reply();
    equal(value(lab), 2);
    equal(sent.filter(({ unit }) => unit === 3).length, 1);
  }
}

export function test_a_refused_edit_does_not_take_the_next_one_with_it() {
  const { lab, reply } = bench();
  lab.change(set("abc"));
  lab.change((draft) => { draft.seed = 4; });
  reply("Number: found abc");
  reply();
  deepEqual([value(lab), lab.document.seed], [0, 4]);
}

export function test_a_gesture_that_ends_where_it_began_is_no_step_back() {
  const { lab, reply } = bench(), gesture = Symbol("typing");
  lab.change(set(7)); reply();
  for (const w of [9, 7]) { lab.change(set(w), gesture); reply(); }
  equal(lab.past.length, 1);
  lab.change(set(8), gesture); reply();
  lab.undo(); reply();
  equal(value(lab), 7);
  lab.undo(); reply();
  equal(value(lab), 0);
  equal(lab.past.length, 0);
}

export function test_undo_never_stands_still_on_an_equal_document() {
  const { lab, reply } = bench();
  lab.change(set(7)); reply();
  lab.past.push(structuredClone(lab.document));
  lab.undo(); reply();
  lab.undo(); reply();
  equal(value(lab), 0);
}

export function test_a_ghost_has_the_same_places() {
  const { lab, reply } = bench();
  lab.change(set(1));
  const run = reply();
  equal(lab.ghost !== null, true);
  run.arrays.output = { data: [4] }; // the run that will be the former one
  lab.change(set(2)); reply();
  equal(lab.ghost, null);
}

export function test_what_is_refused_changes_nothing_and_is_no_step_back() {
  const { lab, reply } = bench();
  lab.change(set("two"));
  reply("Number: found 'two'");
  equal(lab.error, "Number: found 'two'");
  equal(value(lab), 0);
  equal(lab.past.length, 0);
  equal(lab.ghost, null);
  lab.change(set(2));
  reply();
  equal(lab.error, null);
}

export function test_a_change_that_the_sidebar_makes_can_be_undone_too() {
  const { lab, sent, receive } = bench();
  receive({ answer: 0, error: null, document: doc(7) });
  equal(lab.past.length, 1);
  lab.undo();
  equal(sent.at(-1).lab.weights.bias[0], 0);
}

export function test_another_place_or_note_is_no_change_of_the_numbers() {
  const { lab, receive } = bench();
  receive({ answer: 0, error: null, document: doc(0, { view: { step: 3 }, notes: "n", predictions: [1] }) });
  equal(lab.past.length, 0);
}

export function test_the_ghost_goes_when_dismissed_and_comes_with_the_next_change() {
  const { lab, reply } = bench();
  lab.change(set(1)); reply();
  equal(lab.ghost !== null, true);
  lab.dismissGhost();
  equal(lab.ghost, null);
  lab.change(set(2)); reply();
  equal(lab.ghost.meta.lab.document.weights.bias[0], 1);
}

export async function test_what_is_computed_on_demand_is_asked_for_once_the_numbers_rest() {
  const { lab, sent, reply } = bench();
  lab.change(set(1));
  lab.ask("ranking");
  lab.ask("ranking");
  equal(sent.length, 1);
  reply();
  while (sent.length < 2) await new Promise((done) => setTimeout(done, 20));
  deepEqual(sent[1].asks, ["ranking"]);
  reply();
  lab.ask("scripts");
  lab.leave();
  await new Promise((done) => setTimeout(done, 400));
  equal(sent.length, 2);
}

export function test_one_step_out_of_a_clamp_of_every_step_leaves_the_others() {
  const draft = { clamps: [{ signal: "f", unit: 1, step: null, value: 0.5 }, { signal: "f", unit: 2, step: null, value: 1 }] };
  hold(draft, { signal: "f", unit: 1, step: 2, value: null }, 3);
  deepEqual(draft.clamps, [{ signal: "f", unit: 2, step: null, value: 1 }, { signal: "f", unit: 1, step: 1, value: 0.5 }, { signal: "f", unit: 1, step: 3, value: 0.5 }]);
  hold(draft, { signal: "f", unit: 1, step: null, value: 0 }, 3);
  deepEqual(draft.clamps.filter(({ unit }) => unit === 1), [{ signal: "f", unit: 1, step: null, value: 0 }]);
  hold(draft, { signal: "f", unit: 1, step: null, value: null }, 3);
  deepEqual(draft.clamps.length, 1);
}
