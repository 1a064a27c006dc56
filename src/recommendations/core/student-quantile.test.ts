import { expect, it } from 'vitest';
import { studentQuantile } from './student-quantile.ts';

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t distribution, 0.975.
it.each([
  [6, 2.447],
  [7, 2.365],
  [10, 2.228],
  [15, 2.131],
  [20, 2.086],
  [30, 2.042],
  [60, 2],
  [100, 1.984],
])('the quantile of %i degrees of freedom is %f', (freedom, value) =>
  expect(Math.abs(studentQuantile(freedom) - value)).toBeLessThan(0.001),
);

it.each([
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
])('is near the tabled one of %i degrees of freedom', (freedom, value) =>
  expect(studentQuantile(freedom) / value).toBeCloseTo(1, 2),
);
