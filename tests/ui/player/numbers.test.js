import { bracketed, column, given, percent, shown, subscript } from "/player/numbers.js";
import { deepEqual, equal } from "./assert.js";

export async function test_shown_follows_every_vector_that_python_follows() {
  const vectors = await (await fetch("/vectors/rounding.json")).json();
  equal(vectors.length > 40, true);
  for (const [number, decimals, expected] of vectors) equal(shown(number, decimals), expected, `${number} to ${decimals}`);
}

export function test_given_numbers_drop_the_zeros_at_their_end() {
  equal(given(0.5, 4), "0.5");
  equal(given(10, 4), "10");
  equal(given(-0.1, 2), "−0.1");
  equal(given(1 / 3, 3), "0.333");
  equal(given(100, 2), "100");
}

export function test_a_given_number_is_never_a_false_zero() {
  equal(given(-0.00001, 4), "−0.00001");
  equal(given(1e-9, 4), "1e−9");
  equal(given(0.00000123456, 4), "1.2e−6");
  equal(given(-0, 4), "0");
}

export function test_a_column_aligns_at_the_decimal_point() {
  deepEqual(column([1, 2, 3], 4), ["1", "2", "3"]);
  deepEqual(column([1, 0.25, 3.5], 4), ["1\u2008\u2007\u2007", "0.25", "3.5\u2007"]);
}

export function test_a_share_that_is_not_all_does_not_read_as_all() {
  equal(percent(0.736), "74");
  equal(percent(0.997), "> 99");
  equal(percent(1), "100");
  equal(percent(0.001), "< 1");
  equal(percent(0), "0");
  equal(percent(0.015), "1"); // the double is less than 0.015
}

export function test_a_negative_number_after_an_operator_stands_in_brackets() {
  equal(bracketed(shown(-0.5, 2)), "(−0.50)");
  equal(bracketed(shown(0.5, 2)), "0.50");
}

export function test_subscripts_hold_every_digit() { equal(subscript(1234567890), "₁₂₃₄₅₆₇₈₉₀"); }
