/**
 * Statistics that a few wild values do not move. A day without a known value (NaN, and infinities with it) is left out
 * everywhere; what cannot be said of the rest (no value at all) is NaN.
 */

/** MAD × this is the standard deviation of normal data (1 / Φ⁻¹(3/4)). */
export const MAD_TO_SIGMA = 1.4826022185056018;

/**
 * Copies the finite values of `values[from..to)` to the start of `target`, and returns how many.
 * `target` must hold `to - from` values, and may be the array itself.
 */
export function copyFinite(values: Float64Array, from: number, to: number, target: Float64Array): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      target[count] = value;
      count += 1;
    }
  }
  return count;
}

const swap = (buffer: Float64Array, a: number, b: number): void => {
  const kept = buffer[a]!;
  buffer[a] = buffer[b]!;
  buffer[b] = kept;
};

/** Moves the pivot of `[low, high]` to its place, and returns that (Lomuto's partition with a median of three). */
function partition(buffer: Float64Array, low: number, high: number): number {
  const middle = (low + high) >> 1;
  if (buffer[middle]! < buffer[low]!) swap(buffer, middle, low);
  if (buffer[high]! < buffer[low]!) swap(buffer, high, low);
  if (buffer[middle]! < buffer[high]!) swap(buffer, middle, high);
  const pivot = buffer[high]!;
  let store = low;
  for (let i = low; i < high; i += 1) {
    // Equal values are swapped every other time, so that a constant series does not cost the square of its length.
    const value = buffer[i]!;
    if (value < pivot || (value === pivot && (i & 1) === 0)) {
      swap(buffer, i, store);
      store += 1;
    }
  }
  swap(buffer, store, high);
  return store;
}

function insertionSort(buffer: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i += 1) {
    const value = buffer[i]!;
    let j = i - 1;
    while (j >= low && buffer[j]! > value) {
      buffer[j + 1] = buffer[j]!;
      j -= 1;
    }
    buffer[j + 1] = value;
  }
}

/** The `k`-th smallest (from 0) of the first `count` values, which must be finite. Reorders them: none before `k` is greater. */
export function selectInPlace(buffer: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  while (high - low > 16) {
    const place = partition(buffer, low, high);
    if (place === k) return buffer[k]!;
    if (place < k) low = place + 1;
    else high = place - 1;
  }
  insertionSort(buffer, low, high);
  return buffer[k]!;
}

/** The median of the first `count` values of `buffer`, which must be finite; reorders them. NaN for none. */
export function medianInPlace(buffer: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  const upper = selectInPlace(buffer, count, middle);
  if (count % 2 === 1) return upper;
  let lower = buffer[0]!;
  for (let i = 1; i < middle; i += 1) if (buffer[i]! > lower) lower = buffer[i]!;
  return lower / 2 + upper / 2;
}

/** The median of the finite values of `values[from..to)`; NaN for none. */
export function median(values: Float64Array, from = 0, to = values.length): number {
  const buffer = new Float64Array(Math.max(0, to - from));
  return medianInPlace(buffer, copyFinite(values, from, to, buffer));
}

/** The median distance from `center`, not scaled to sigma (see MAD_TO_SIGMA); NaN where there is no finite value. */
export function medianAbsoluteDeviation(values: Float64Array, center = median(values)): number {
  const buffer = new Float64Array(values.length);
  const count = copyFinite(values, 0, values.length, buffer);
  for (let i = 0; i < count; i += 1) buffer[i] = Math.abs(buffer[i]! - center);
  return medianInPlace(buffer, count);
}

/** The finite values in ascending order, in an array of their own. */
export function sortedFinite(values: Float64Array, from = 0, to = values.length): Float64Array {
  const buffer = new Float64Array(Math.max(0, to - from));
  return buffer.subarray(0, copyFinite(values, from, to, buffer)).sort();
}

/** The quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan, 1996); NaN for none. */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = Math.min(1, Math.max(0, probability)) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** The quantile of the finite values (see `quantileOfSorted`); NaN for none. */
export const quantile = (values: Float64Array, probability: number): number =>
  quantileOfSorted(sortedFinite(values), probability);

/** Indices of the pairs with a finite value and a positive weight, by ascending value. */
function weightedOrder(values: Float64Array, weights: Float64Array): number[] {
  const order: number[] = [];
  for (let i = 0; i < values.length; i += 1) if (Number.isFinite(values[i]!) && weights[i]! > 0) order.push(i);
  return order.sort((a, b) => values[a]! - values[b]! || a - b);
}

/**
 * The smallest value at which the weights at or below it reach `probability` of all weight; where they reach it exactly,
 * the middle of it and the next, so that equal weights and 0.5 give the ordinary median. NaN for no weight.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, probability: number): number {
  const order = weightedOrder(values, weights);
  let total = 0;
  for (const i of order) total += weights[i]!;
  const wanted = total * Math.min(1, Math.max(0, probability));
  let sum = 0;
  for (const [rank, i] of order.entries()) {
    sum += weights[i]!;
    const next = order[rank + 1];
    if (next === undefined || sum > wanted * (1 + 1e-12)) return values[i]!;
    if (sum >= wanted * (1 - 1e-12)) return values[i]! / 2 + values[next]! / 2;
  }
  return Number.NaN;
}

/** See `weightedQuantile`. */
export const weightedMedian = (values: Float64Array, weights: Float64Array): number =>
  weightedQuantile(values, weights, 0.5);

/**
 * For each day the median of the finite values of `days` days: those up to and including it ('trailing'), or those around
 * it ('centred', half of `days` on each side, fewer at the ends). NaN where a window holds none.
 */
export function rollingMedian(values: Float64Array, days: number, window: 'centred' | 'trailing'): Float64Array {
  const result = new Float64Array(values.length);
  const buffer = new Float64Array(days + 1);
  const after = window === 'centred' ? days >> 1 : 0;
  const before = days - 1 - after;
  for (let i = 0; i < values.length; i += 1) {
    const from = Math.max(0, i - before);
    const to = Math.min(values.length, i + after + 1);
    result[i] = medianInPlace(buffer, copyFinite(values, from, to, buffer));
  }
  return result;
}
