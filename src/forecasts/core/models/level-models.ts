/**
 * Models of the level of a series from which the calendar has been taken. Each follows the level from day to day and says
 * what it will be; the profile puts the calendar back.
 */
export type LevelModel =
  /** Simple exponential smoothing. */
  | { kind: 'smooth'; alpha: number }
  /**
   * Smoothing plus a straight line through the last `window` days, of which `share` is taken: half of it is the Theta method
   * (Hyndman and Billah, 2003), all of it a trend. Each day ahead adds `phi` times what the day before added.
   */
  | { kind: 'trend'; alpha: number; window: number; share: number; phi: number }
  /** Holt's method, damped where phi is under 1 (Gardner and McKenzie, 1985); beta is a share of alpha, as in ETS(A,Ad,N). */
  | { kind: 'holt'; alpha: number; beta: number; phi: number }
  /** The latest level falls back to the long one: the distance shrinks by `phi` each day. */
  | { kind: 'reverting'; alpha: number; phi: number }
  /** The latest level, and the way the days ahead differed from it a year before. */
  | { kind: 'annual'; alpha: number };

/** A series without its calendar and outliers; `jumps` are the days at which it found a new level, and by how much. */
export interface LevelInput {
  values: Float64Array;
  jumps: Float64Array;
}

/** Smoothing of the long level of 'reverting'. */
const LONG_ALPHA = 0.03;
/** 52 whole weeks: the same weekday. */
const YEAR = 364;
const YEAR_SHARE = 0.7;
const YEAR_SMOOTHING = 7;
const MIN_DAYS_FOR_LINE = 20;
/** Beyond this many days ahead a trend fades: nothing in a year of history supports more. */
const FULL_TREND_DAYS = 60;
const LATE_PHI = 0.985;

/** Follows `input` and calls `emit` with the state after each of the ascending `ends` (numbers of days known). */
type Emit = (index: number, level: number, slope: number) => void;

function followSmooth(input: LevelInput, ends: readonly number[], alpha: number, emit: Emit): void {
  const { values, jumps } = input;
  let level = values[0]!;
  let next = 0;
  const last = ends[ends.length - 1]!;
  for (let t = 0; t < last; t += 1) {
    level += jumps[t]!;
    level += Math.max(alpha, 1 / (t + 1)) * (values[t]! - level);
    if (t + 1 === ends[next]) {
      emit(next, level, 0);
      next += 1;
    }
  }
}

function followReverting(input: LevelInput, ends: readonly number[], alpha: number, emit: Emit): void {
  const { values, jumps } = input;
  let level = values[0]!;
  let long = level;
  let next = 0;
  const last = ends[ends.length - 1]!;
  for (let t = 0; t < last; t += 1) {
    level += jumps[t]!;
    long += jumps[t]!;
    level += Math.max(alpha, 1 / (t + 1)) * (values[t]! - level);
    long += Math.max(LONG_ALPHA, 1 / (t + 1)) * (values[t]! - long);
    if (t + 1 === ends[next]) {
      emit(next, long, level - long);
      next += 1;
    }
  }
}

function followHolt(
  input: LevelInput,
  ends: readonly number[],
  model: { alpha: number; beta: number; phi: number },
  emit: Emit,
): void {
  const { values, jumps } = input;
  let level = values[0]!;
  let trend = 0;
  let next = 0;
  const last = ends[ends.length - 1]!;
  for (let t = 0; t < last; t += 1) {
    const expected = level + jumps[t]! + model.phi * trend;
    const alpha = Math.max(model.alpha, 1 / (t + 1));
    const error = values[t]! - expected;
    level = expected + alpha * error;
    trend = model.phi * trend + alpha * model.beta * error;
    if (t + 1 === ends[next]) {
      emit(next, level, trend);
      next += 1;
    }
  }
}

/** Smoothing beside the slope of the least-squares line through the last `window` days, jumps taken out; both in one pass. */
function followTrend(
  input: LevelInput,
  ends: readonly number[],
  alpha: number,
  window: number,
  share: number,
  steady: Float64Array,
  emit: Emit,
): void {
  const { values, jumps } = input;
  let level = values[0]!;
  let jumped = 0;
  let count = 0;
  let sum = 0;
  let moment = 0;
  let next = 0;
  const last = ends[ends.length - 1]!;
  for (let t = 0; t < last; t += 1) {
    level += jumps[t]!;
    jumped += jumps[t]!;
    level += Math.max(alpha, 1 / (t + 1)) * (values[t]! - level);
    const value = values[t]! - jumped;
    steady[t] = value;
    if (count < window) {
      moment += count * value;
      sum += value;
      count += 1;
    } else {
      const oldest = steady[t - window]!;
      moment += (window - 1) * value - (sum - oldest);
      sum += value - oldest;
    }
    if (t + 1 !== ends[next]) continue;
    const squares = (count * (count * count - 1)) / 12;
    const slope = count < MIN_DAYS_FOR_LINE ? 0 : (share * (moment - ((count - 1) / 2) * sum)) / squares;
    // Smoothing lags behind a line by (1 − alpha) / alpha days of it.
    emit(next, level + slope * Math.min(count / 3, (1 - alpha) / alpha), slope);
    next += 1;
  }
}

/** Scratch of `levelPaths`, as long as the history. */
export type LevelScratch = Float64Array;

function follow(
  model: LevelModel,
  input: LevelInput,
  ends: readonly number[],
  scratch: LevelScratch,
  emit: Emit,
): void {
  if (model.kind === 'trend') followTrend(input, ends, model.alpha, model.window, model.share, scratch, emit);
  else if (model.kind === 'holt') followHolt(input, ends, model, emit);
  else if (model.kind === 'reverting') followReverting(input, ends, model.alpha, emit);
  else followSmooth(input, ends, model.alpha, emit);
}

function smoothedDay(values: Float64Array, t: number, end: number): number {
  let sum = 0;
  for (let i = t - YEAR_SMOOTHING; i <= t + YEAR_SMOOTHING; i += 1) sum += values[Math.max(0, Math.min(end - 1, i))]!;
  return sum / (2 * YEAR_SMOOTHING + 1);
}

function annualPath(
  values: Float64Array,
  end: number,
  level: number,
  horizon: number,
  into: Float64Array,
  at: number,
): void {
  const has_year = end >= YEAR + YEAR_SMOOTHING;
  const base = has_year ? smoothedDay(values, end - 1 - YEAR, end) : 0;
  for (let h = 0; h < horizon; h += 1) {
    const then = has_year ? smoothedDay(values, end + (h % YEAR) - YEAR, end) - base : 0;
    into[at + h] = level + YEAR_SHARE * then;
  }
}

function trendPath(level: number, slope: number, phi: number, horizon: number, into: Float64Array, at: number): void {
  let step = slope;
  let value = level;
  for (let h = 0; h < horizon; h += 1) {
    step *= h < FULL_TREND_DAYS ? phi : Math.min(phi, LATE_PHI);
    value += step;
    into[at + h] = value;
  }
}

/**
 * Writes the level `model` expects on each of the `horizon` days after each of the ascending `ends` to
 * `into[index × horizon ...]`.
 */
export function levelPaths(
  model: LevelModel,
  input: LevelInput,
  ends: readonly number[],
  horizon: number,
  into: Float64Array,
  scratch: LevelScratch,
): void {
  follow(model, input, ends, scratch, (index, level, slope) => {
    const at = index * horizon;
    if (model.kind === 'annual') annualPath(input.values, ends[index]!, level, horizon, into, at);
    else if (model.kind === 'reverting') {
      let distance = slope;
      for (let h = 0; h < horizon; h += 1) {
        distance *= model.phi;
        into[at + h] = level + distance;
      }
    } else trendPath(level, slope, model.kind === 'smooth' ? 1 : model.phi, horizon, into, at);
  });
}
