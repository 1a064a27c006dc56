/** The median of the first `count` values, which are put in order: for the few of a loop. NaN for none. */
export function medianOfFew(values: Float64Array, count: number): number {
  for (let i = 1; i < count; i += 1) {
    const value = values[i]!;
    let j = i - 1;
    while (j >= 0 && values[j]! > value) {
      values[j + 1] = values[j]!;
      j -= 1;
    }
    values[j + 1] = value;
  }
  return count === 0 ? Number.NaN : (values[(count - 1) >> 1]! + values[count >> 1]!) / 2;
}

/** The values of the last days in ascending order, kept so as days come and go. */
interface SlidingWindow {
  sorted: Float64Array;
  count: number;
}

function insert(window: SlidingWindow, value: number): void {
  const { sorted } = window;
  let place = window.count;
  while (place > 0 && sorted[place - 1]! > value) {
    sorted[place] = sorted[place - 1]!;
    place -= 1;
  }
  sorted[place] = value;
  window.count += 1;
}

function remove(window: SlidingWindow, value: number): void {
  const { sorted } = window;
  let place = 0;
  while (sorted[place] !== value) place += 1;
  window.count -= 1;
  for (; place < window.count; place += 1) sorted[place] = sorted[place + 1]!;
}

/**
 * For each day the median of the last `days` known ones before it, none older than its `birth`: of fewer where fewer are
 * known, NaN for none.
 */
export function medianBefore(values: Float64Array, days: number, birth: Int32Array): Float64Array {
  const result = new Float64Array(values.length);
  const window: SlidingWindow = { sorted: new Float64Array(days + 1), count: 0 };
  let oldest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const born = birth[i]!;
    if (i > 0 && born !== birth[i - 1]) {
      window.count = 0;
      oldest = born;
    }
    if (i > born && !Number.isNaN(values[i - 1]!)) insert(window, values[i - 1]!);
    if (window.count > days) {
      while (Number.isNaN(values[oldest]!)) oldest += 1;
      remove(window, values[oldest]!);
      oldest += 1;
    }
    const { sorted, count } = window;
    result[i] = count === 0 ? Number.NaN : (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
  }
  return result;
}
