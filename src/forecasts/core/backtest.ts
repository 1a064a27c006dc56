import { adjust, cleanLevels, DAYS_OF_NEW_LEVEL, referenceSigma } from './clean.ts';
import type { History } from './history.ts';
import type { Candidate, ProfileUse } from './models/catalogue.ts';
import { type LevelModel, levelPaths } from './models/level-models.ts';
import { seasonalPaths } from './models/seasonal-models.ts';
import { firstUnsettledDay, localLevels, type Profile, ProfileFitter, type Profiles } from './profile.ts';
import { medianInPlace } from './robust.ts';

/** What each candidate forecasts, from each origin and from the end of the history. */
export interface Runs {
  candidates: readonly Candidate[];
  /** Numbers of days known at the origins, ascending. */
  origins: number[];
  /** Days that a backtest looks ahead. */
  span: number;
  horizon: number;
  /** `[(candidate × origins + origin) × span + day]`; NaN where a candidate does not apply. */
  tested: Float64Array;
  /** `[candidate × horizon + day]`. */
  final: Float64Array;
}

const MAX_SPAN = 30;
const MIN_SPAN = 7;
const MAX_ORIGINS = 36;
/** Eight weeks show a rhythm and two month starts; shorter histories are tested from three weeks on. */
const MIN_TRAINING = 56;
const MIN_SHORT_TRAINING = 21;
/** Days between origins. */
const STEP = 10;
const SHORT_STEP = 3;
/** Origins that share the profile fitted at the first of them: it changes slowly. */
const ORIGINS_PER_FIT = 4;
const MAX_EXPONENT = 300;
/** A multiplicative profile needs a series that is above zero on at least this share of days, and never below. */
const MIN_POSITIVE = 0.95;

/** The origins of the backtest and the days it looks ahead; none where the history is too short. */
export function planBacktest(length: number, horizon: number): { origins: number[]; span: number } {
  const is_short = length < MIN_TRAINING + 2 * MAX_SPAN;
  const training = is_short ? MIN_SHORT_TRAINING : MIN_TRAINING;
  const step = is_short ? SHORT_STEP : STEP;
  const longest = Math.max(MIN_SPAN, Math.floor((length - training) / 2));
  const span = Math.min(Math.max(horizon, MIN_SPAN), MAX_SPAN, longest);
  const origins: number[] = [];
  for (let origin = length - span; origin >= training && origins.length < MAX_ORIGINS; origin -= step)
    origins.unshift(origin);
  return { origins, span };
}

/** The candidates that follow the level left by one profile, with their places among all. */
interface Group {
  use: ProfileUse;
  is_multiplicative: boolean;
  members: { index: number; level: LevelModel }[];
}

function groupsOf(candidates: readonly Candidate[]): Group[] {
  const groups: Group[] = [];
  for (const [index, candidate] of candidates.entries()) {
    if (!('level' in candidate)) continue;
    const { profile: use, is_multiplicative, level } = candidate;
    let group = groups.find((other) => other.use === use && other.is_multiplicative === is_multiplicative);
    if (!group) groups.push((group = { use, is_multiplicative, members: [] }));
    group.members.push({ index, level });
  }
  return groups;
}

interface Workspace {
  history: History;
  runs: Runs;
  groups: Group[];
  lowest: number;
  adjusted: Float64Array;
  buffer: Float64Array;
  steady: Float64Array;
  clean: { values: Float64Array; jumps: Float64Array };
  path: Float64Array;
  /** The values without outliers, for candidates that take the series as it is. */
  tamed: Float64Array;
}

const makeWorkspace = (history: History, runs: Runs): Workspace => ({
  history,
  runs,
  groups: groupsOf(runs.candidates),
  lowest: history.is_non_negative ? 0 : Number.NEGATIVE_INFINITY,
  adjusted: new Float64Array(history.length),
  buffer: new Float64Array(history.length),
  steady: new Float64Array(history.length),
  clean: { values: new Float64Array(history.length), jumps: new Float64Array(history.length) },
  path: new Float64Array(Math.max(runs.horizon, ORIGINS_PER_FIT * runs.span)),
  tamed: history.values.slice(),
});

/** Writes a path that began at day `end`, with the calendar put back. */
function restore(
  work: Workspace,
  profile: Profile,
  from: number,
  end: number,
  days: number,
  into: Float64Array,
  at: number,
): void {
  const { scale, offset, is_multiplicative } = profile;
  for (let h = 0; h < days; h += 1) {
    const level = work.path[from + h]!;
    const size = is_multiplicative ? Math.exp(Math.min(level, MAX_EXPONENT)) : level;
    into[at + h] = Math.max(work.lowest, size * scale[end + h]! + offset[end + h]!);
  }
}

/** Takes profile, outliers and shifts out of the first `last` days; how large an outlier is, the first `fitted` say. */
function cleanDays(
  { history, buffer, adjusted, clean }: Workspace,
  profile: Profile,
  fitted: number,
  last: number,
): void {
  for (let t = 0; t < fitted; t += 1) buffer[t] = history.values[t]!;
  adjust(history.values, profile, last, medianInPlace(buffer, fitted), adjusted);
  cleanLevels(adjusted, last, referenceSigma(adjusted, fitted, buffer), clean);
}

/** Draws in the days that are outliers to a profile of the whole history. */
function tame(work: Workspace, profile: Profile): void {
  const { history, adjusted, clean, tamed } = work;
  cleanDays(work, profile, history.length, history.length);
  for (let t = 0; t < history.length; t += 1) {
    if (clean.jumps[t] !== 0) {
      // The days that made a new level out of what seemed outliers are none.
      for (let i = Math.max(0, t - DAYS_OF_NEW_LEVEL + 1); i <= t; i += 1) tamed[i] = history.values[i]!;
      continue;
    }
    if (clean.values[t] === adjusted[t]) continue;
    const size = profile.is_multiplicative ? Math.exp(Math.min(clean.values[t]!, MAX_EXPONENT)) : clean.values[t]!;
    tamed[t] = Math.max(work.lowest, size * profile.scale[t]! + profile.offset[t]!);
  }
}

/** Follows the level with every candidate of a group, from the origins at `ends`, of which `from` is the first, or from the end. */
function runGroup(work: Workspace, { members }: Group, profile: Profile, ends: number[], from: number): void {
  const { runs } = work;
  const count = runs.origins.length;
  const is_final = from === count;
  const days = is_final ? runs.horizon : runs.span;
  cleanDays(work, profile, ends[0]!, ends[ends.length - 1]!);
  for (const { index, level } of members) {
    levelPaths(level, work.clean, ends, days, work.path, work.steady);
    for (let k = 0; k < ends.length; k += 1) {
      const at = is_final ? index * days : (index * count + from + k) * days;
      restore(work, profile, k * days, ends[k]!, days, is_final ? runs.final : runs.tested, at);
    }
  }
}

/** What fits the profiles of a series; without factors where they make no sense of it. */
interface Fitters {
  sums: ProfileFitter;
  factors: ProfileFitter | null;
  /** Local levels as seen from the end of the history, and room for those seen from an earlier day. */
  settled: Float64Array;
  level: Float64Array;
}

function makeFitters(history: History, is_positive: boolean): Fitters {
  const settled = new Float64Array(history.length);
  localLevels(history.values, 0, history.length, settled);
  return {
    sums: new ProfileFitter(history, false),
    factors: is_positive ? new ProfileFitter(history, true) : null,
    settled,
    level: new Float64Array(history.length),
  };
}

/**
 * Runs the candidates that follow a level from the origins at `ends`, of which `from` is the first, or from the end of the
 * history. Returns the profiles, by factors where these make sense.
 */
function runLevels(work: Workspace, fitters: Fitters, from: number, ends: number[]): Profiles {
  const { sums, factors, settled, level } = fitters;
  const fitted = ends[0]!;
  level.set(settled.subarray(0, fitted));
  localLevels(work.history.values, firstUnsettledDay(fitted), fitted, level);
  const by_sums = sums.fit(fitted, level);
  const by_factors = factors?.fit(fitted, level);
  for (const group of work.groups) {
    const profiles = group.is_multiplicative ? by_factors : by_sums;
    if (profiles) runGroup(work, group, profiles[group.use], ends, from);
  }
  return by_factors ?? by_sums;
}

/** Runs the candidates that take the series as it is; what events ahead will do is put on their forecasts. */
function runSeasonal(work: Workspace, is_positive: boolean, { plain, calendar }: Profiles): void {
  const { runs, history, lowest, tamed } = work;
  const { scale, offset } = plain;
  const { origins, span, horizon } = runs;
  const { length } = history;
  tame(work, calendar);
  for (const [index, candidate] of runs.candidates.entries()) {
    if (!('seasonal' in candidate)) continue;
    const { seasonal } = candidate;
    if (seasonal.kind === 'holt_winters' && seasonal.is_multiplicative && !is_positive) continue;
    if (origins.length > 0) {
      const tested = runs.tested.subarray(index * origins.length * span, (index + 1) * origins.length * span);
      seasonalPaths(seasonal, tamed, origins, span, tested);
      for (let i = 0; i < tested.length; i += 1) tested[i] = Math.max(lowest, tested[i]!);
    }
    const final = runs.final.subarray(index * horizon, (index + 1) * horizon);
    seasonalPaths(seasonal, tamed, [length], horizon, final);
    for (let i = 0; i < horizon; i += 1)
      final[i] = Math.max(lowest, final[i]! * scale[length + i]! + offset[length + i]!);
  }
}

/** Whether factors make sense of the series. */
function isPositive(history: History): boolean {
  let above = 0;
  for (let t = 0; t < history.length; t += 1) if (history.values[t]! > 0) above += 1;
  return history.is_non_negative && above >= MIN_POSITIVE * history.length;
}

/** Runs every candidate from every origin and from the end of the history. Seasonal ones need 14 days. */
export function runCandidates(history: History, candidates: readonly Candidate[], horizon: number): Runs {
  const { origins, span } = planBacktest(history.length, horizon);
  const runs: Runs = {
    candidates,
    origins,
    span,
    horizon,
    tested: new Float64Array(candidates.length * origins.length * span).fill(Number.NaN),
    final: new Float64Array(candidates.length * horizon).fill(Number.NaN),
  };
  const work = makeWorkspace(history, runs);
  const is_positive = isPositive(history);
  const fitters = makeFitters(history, is_positive);
  for (let from = 0; from < origins.length; from += ORIGINS_PER_FIT)
    runLevels(work, fitters, from, origins.slice(from, from + ORIGINS_PER_FIT));
  const profiles = runLevels(work, fitters, origins.length, [history.length]);
  runSeasonal(work, is_positive, profiles);
  return runs;
}
