import { power, reach, shared } from "/player/compare_table.js";
import { equal } from "./assert.js";

export async function test_powers_of_ten_are_written_as_python_writes_them() {
  for (const [number, expected] of await (await fetch("/vectors/powers.json")).json()) equal(power(Number(number)), expected, number);
}

export function test_a_bar_is_longer_for_a_larger_difference_and_ends() {
  equal(reach(0), 0);
  equal(reach(1e-30), 0);
  equal(reach(1e-12) < reach(1e-11), true);
  equal(Math.abs(reach(1e-8) - 0.5) < 1e-12, true);
  equal(reach(1e9), 1);
}

export function test_digits_are_shared_up_to_the_first_that_differs() {
  equal(shared("0.12345", "0.12399"), 5);
  equal(shared("−0.5", "0.5"), 0);
  equal(shared("0.5", "0.5"), 3);
}
