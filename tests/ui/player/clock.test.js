import { Clock, INTERVAL, moved } from "/player/clock.js";
import { deepEqual, equal, throws } from "./assert.js";

const actions = ["first", "previousStep", "previous", "next", "nextStep", "last"];

export function test_every_move_stays_inside_the_run() {
  for (let index = 0; index < 28; index++) for (const action of actions) {
    const to = moved(index, action, 4, 7);
    equal(to >= 0 && to < 28 && Number.isInteger(to), true, `${action} from ${index} to ${to}`);
  }
}

export function test_previous_undoes_next() {
  for (let index = 0; index < 27; index++) equal(moved(moved(index, "next", 4, 7), "previous", 4, 7), index);
  for (let index = 0; index < 21; index++) equal(moved(moved(index, "nextStep", 4, 7), "previousStep", 4, 7), index);
}

export function test_a_time_step_keeps_the_operation() {
  equal(moved(9, "nextStep", 4, 7), 16);
  equal(moved(23, "nextStep", 4, 7), 23);
  equal(moved(3, "previousStep", 4, 7), 3);
}

export function test_an_unknown_move_is_an_error() { throws(() => moved(0, "sideways", 4, 7)); }

export function test_listeners_hear_every_move() {
  const clock = new Clock(4, 7), heard = [];
  clock.onChange(({ t, operation }) => heard.push([t, operation]));
  clock.move("next");
  clock.move("nextStep");
  clock.goTo(3, 6);
  clock.move("first");
  deepEqual(heard, [[0, 1], [1, 1], [3, 6], [0, 0]]);
}

export function test_a_shorter_run_pulls_the_position_inside() {
  const clock = new Clock(4, 7);
  clock.go(27);
  clock.resize(2, 7);
  equal(clock.index, 13);
}

export async function test_play_runs_to_the_end_and_stops() {
  const clock = new Clock(1, 3);
  clock.setSpeed(INTERVAL); // a millisecond each
  const ended = new Promise((done) => clock.onChange(() => { if (!clock.playing && clock.index === clock.last) done(); }));
  clock.play();
  equal(clock.playing, true);
  await ended;
  clock.play(); // from the end it starts again
  equal(clock.index, 0);
  clock.pause();
  equal(clock.playing, false);
}

export function test_nobody_goes_beyond_the_limit() {
  const clock = new Clock(4, 7);
  clock.limit = 9;
  clock.move("last");
  equal(clock.index, 9);
  for (const action of ["next", "nextStep"]) { clock.move(action); equal(clock.index, 9); }
  clock.play(); // there is nothing to play
  equal(clock.playing, false);
  clock.move("previous");
  equal(clock.index, 8);
}
