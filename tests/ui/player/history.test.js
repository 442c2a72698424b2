import { History, roundedUp, thinned } from "/player/history.js";
import { deepEqual, equal } from "./assert.js";

const epoch = (number, updates, recorded = true) => ({ number, updates, recorded, training: {}, validation: {} });

/** An answer of the server: losses are their update's number. */
function answer({ branch = 0, since = 0, total = since, first = 0, losses = 0, epochs = [], end = null, status = "running", next = since + losses + epochs.length }) {
  const loss = Float64Array.from({ length: losses }, (_, k) => first + k);
  const norms = Float32Array.from({ length: 2 * losses }, (_, k) => (k % 2 ? -1 : 1) * (first + (k >> 1)));
  const arrays = { loss: { data: loss, shape: [losses] }, norms: { data: norms, shape: [losses, 2] } };
  for (const { number } of epochs) arrays[`${number}.output`] = { data: Float32Array.of(number), shape: [1] };
  return { meta: { branch, since, next, total: Math.max(total, next), first, parts: losses ? ["0", "head"] : [], epochs, end, status }, arrays };
}

export function test_looks_are_put_together_and_say_whether_more_is_there() {
  const history = new History();
  equal(history.take(answer({ epochs: [epoch(0, 0)], status: "paused" })), false);
  equal(history.updates, 0);
  equal(history.take(answer({ since: 1, first: 1, losses: 3, total: 9 })), true);
  equal(history.take(answer({ since: 4, first: 4, losses: 2, epochs: [epoch(1, 5, false)] })), false);
  deepEqual(history.losses, [1, 2, 3, 4, 5]);
  deepEqual(history.norms, { 0: [1, 2, 3, 4, 5], head: [-1, -2, -3, -4, -5] });
  equal(history.updates, 5);
  deepEqual(history.epochs.map(({ number }) => number), [0, 1]);
  deepEqual(history.recorded.map(({ number }) => number), [0]);
  equal(history.last.number, 1);
}

export function test_each_epoch_has_its_own_arrays_even_where_one_number_begins_another() {
  const history = new History();
  history.take(answer({ epochs: [epoch(1, 3), epoch(12, 36), epoch(2, 6)] }));
  deepEqual(history.epochs.map(({ arrays }) => arrays.output.data[0]), [1, 12, 2]);
  deepEqual(Object.keys(history.epochs[0].arrays), ["output"]);
}

export function test_an_answer_that_came_twice_or_too_early_changes_nothing() {
  const history = new History();
  history.take(answer({ first: 1, losses: 3 }));
  equal(history.take(answer({ since: 5, first: 6, losses: 2 })), true, "what lies between is asked for");
  equal(history.take(answer({ since: 1, first: 2, losses: 2, total: 3 })), false);
  deepEqual(history.losses, [1, 2, 3]);
  equal(history.next, 3);
}

export function test_a_run_that_was_wound_back_is_read_from_its_beginning() {
  const history = new History();
  history.take(answer({ epochs: [epoch(0, 0)], since: 0 }));
  history.take(answer({ since: 1, first: 1, losses: 6, epochs: [epoch(1, 6)], end: { reason: "epochs" }, status: "ended" }));
  equal(history.end.reason, "epochs");
  equal(history.take(answer({ branch: 1, first: 1, losses: 2, epochs: [epoch(0, 0)], status: "paused" })), false);
  deepEqual(history.losses, [1, 2]);
  equal(history.epochs.length, 1);
  equal(history.branch, 1);
  equal(history.end, null);
  history.take(answer({ branch: 2, status: "paused" }));
  deepEqual([history.losses.length, history.epochs.length, history.updates, history.last], [0, 0, 0, null]);
}

export function test_an_end_counts_only_while_the_run_is_over() {
  const history = new History();
  history.take(answer({ first: 1, losses: 2, end: { reason: "stopped" }, status: "ended", next: 3 }));
  equal(history.end.reason, "stopped");
  history.take(answer({ since: 3, status: "ended" }));
  equal(history.end.reason, "stopped", "a look without news");
  history.take(answer({ since: 3, status: "running" }));
  equal(history.end, null);
}

export function test_a_run_that_began_from_a_state_counts_its_updates_on() {
  const history = new History();
  history.take(answer({ first: 41, losses: 3 }));
  equal(history.first, 41);
  equal(history.updates, 43);
}

export function test_many_numbers_are_thinned_evenly_and_few_not_at_all() {
  deepEqual(thinned([5, 6, 7], 10, 3), { x: [10, 11, 12], y: [5, 6, 7] });
  deepEqual(thinned([5, 6, 7, 8, 9], 1, 3), { x: [1, 3, 5], y: [5, 7, 9] });
  equal(thinned(Array.from({ length: 9999 }, (_, k) => k), 0, 1200).x.length <= 1200, true);
  deepEqual(thinned([], 1, 3), { x: [], y: [] });
}

export function test_the_bound_of_a_scale_is_round_and_holds_its_largest_number() {
  deepEqual([0, 1, 1.1, 3.3, 9, 0.04, 0.31, 0.52, 1e12].map(roundedUp), [1, 1, 1.2, 4, 10, 0.04, 0.4, 0.6, 1e12]);
  for (const m of [0.1 + 0.2, 1.7, 12345, 6.02e23, 1e-9]) equal(roundedUp(m) >= m * (1 - 1e-12) && roundedUp(m) <= 2 * m, true, String(m));
}

export function test_a_whole_run_counts_the_updates_that_were_made_and_those_that_the_present_batch_size_asks_for() {
  const history = new History();
  equal(history.updatesOf(10, 9), 90, "before the first look");
  history.take(answer({ first: 1, losses: 18, epochs: [epoch(1, 9), epoch(2, 18)] }));
  equal(history.updatesOf(10, 9), 90);
  equal(history.updatesOf(10, 2), 34, "18 were made, and 8 epochs of 2 follow");
  equal(history.updatesOf(1, 9), 18, "fewer epochs than were made");
}
