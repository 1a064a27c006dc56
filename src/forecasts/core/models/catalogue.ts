import type { LevelModel } from './level-models.ts';
import type { SeasonalModel } from './seasonal-models.ts';

/** Methods that a caller may force by name. */
export const MODEL_NAMES = ['seasonal_naive', 'smoothing', 'holt', 'holt_winters', 'ets', 'theta', 'trend'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/** What is taken out of a series before the level is followed, and how: as factors of it ('×') or as amounts ('+'). */
export type ProfileUse = 'plain' | 'weekly' | 'calendar' | 'recent';

interface LevelCandidate {
  name: string;
  profile: ProfileUse;
  is_multiplicative: boolean;
  level: LevelModel;
}

interface SeasonalCandidate {
  name: string;
  seasonal: SeasonalModel;
}

export type Candidate = LevelCandidate | SeasonalCandidate;

function onLevel(profile: ProfileUse, operation: '×' | '+', label: string, level: LevelModel): Candidate {
  const name = `${label}, ${profile === 'recent' ? 'recent calendar' : profile} ${operation}`;
  return { name, profile, is_multiplicative: operation === '×', level };
}

const smooth = (alpha: number): LevelModel => ({ kind: 'smooth', alpha });
const trend = (alpha: number, window: number, phi = 1): LevelModel => ({ kind: 'trend', alpha, window, share: 1, phi });
const theta = (alpha: number): LevelModel => ({ kind: 'trend', alpha, window: 400, share: 0.5, phi: 1 });
const holt = (alpha: number, beta: number, phi: number): LevelModel => ({ kind: 'holt', alpha, beta, phi });
const reverting = (alpha: number, phi: number): LevelModel => ({ kind: 'reverting', alpha, phi });

function holtWinters(operation: '×' | '+', alpha: number, beta: number, gamma: number, phi: number): Candidate {
  const is_multiplicative = operation === '×';
  const name = `Holt-Winters${phi < 1 ? ', damped' : ''} ${operation}`;
  return {
    name,
    seasonal: { kind: 'holt_winters', is_multiplicative, alpha, beta, gamma, phi },
  };
}

/**
 * The candidates, chosen from some 700 by adding one after the other while that lowered the error of their combination on
 * panels of cloud cost and real daily series together (bench/accuracy): few enough that chance seldom picks one.
 */
export const CANDIDATES: readonly Candidate[] = [
  onLevel('calendar', '×', 'Smoothing', smooth(0.05)),
  onLevel('calendar', '×', 'Trend of a year, slow', trend(0.05, 400)),
  onLevel('calendar', '×', 'Trend of a year', trend(0.2, 400)),
  onLevel('calendar', '×', 'Trend of two months', trend(0.05, 60)),
  onLevel('calendar', '×', 'Trend of four months, damped', trend(0.4, 120, 0.97)),
  onLevel('calendar', '×', 'Theta', theta(0.02)),
  onLevel('calendar', '×', 'Holt, damped', holt(0.5, 0.1, 0.95)),
  onLevel('calendar', '×', 'Reverting, slow', reverting(0.1, 0.97)),
  onLevel('calendar', '×', 'Reverting', reverting(1, 0.95)),
  onLevel('calendar', '×', 'Reverting, fast', reverting(0.6, 0.8)),
  onLevel('recent', '×', 'Trend of a year', trend(0.1, 400)),
  onLevel('recent', '+', 'Trend of 200 days', trend(0.2, 200)),
  onLevel('recent', '+', 'Smoothing', smooth(0.2)),
  onLevel('weekly', '×', 'Trend of a month', trend(0.4, 30)),
  onLevel('weekly', '×', 'Trend of four months', trend(0.7, 120)),
  onLevel('weekly', '×', 'Reverting', reverting(1, 0.95)),
  onLevel('weekly', '+', 'Trend of two months, damped', trend(0.02, 60, 0.97)),
  onLevel('plain', '×', 'Trend of a year', trend(1, 400)),
  onLevel('plain', '×', 'Holt', holt(0.9, 0.005, 1)),
  onLevel('plain', '+', 'Last value', smooth(1)),
  onLevel('plain', '+', 'Year before', { kind: 'annual', alpha: 0.1 }),
  { name: 'Same day two weeks before', seasonal: { kind: 'seasonal_naive', period: 14 } },
  holtWinters('+', 0.3, 0.05, 0.2, 0.97),
  holtWinters('+', 0.2, 0.03, 0.3, 0.95),
  holtWinters('×', 0.1, 0.01, 0.1, 1),
];

/** For histories that are too short to be tested: their level, or the week that has been seen. */
export const LEVEL_CANDIDATE: Candidate = onLevel('plain', '+', 'Recent level', smooth(0.2));
export const WEEK_CANDIDATE: Candidate = onLevel('weekly', '+', 'Recent level', smooth(0.2));

/**
 * The methods that can be forced, each with a few parameters that the backtest chooses among, and in a form that any series
 * allows. They show what a method would have said alone; the combination above is better.
 */
export const NAMED_CANDIDATES: Readonly<Record<ModelName, readonly Candidate[]>> = {
  seasonal_naive: [{ name: 'Same day a week before', seasonal: { kind: 'seasonal_naive', period: 7 } }],
  smoothing: [0.05, 0.2, 0.5].map((alpha) => onLevel('weekly', '+', `Smoothing ${alpha}`, smooth(alpha))),
  holt: [
    onLevel('weekly', '+', 'Holt', holt(0.1, 0.05, 1)),
    onLevel('weekly', '+', 'Holt, damped', holt(0.3, 0.05, 0.97)),
    onLevel('weekly', '+', 'Holt, damped, fast', holt(0.6, 0.1, 0.95)),
  ],
  holt_winters: [
    holtWinters('+', 0.1, 0.01, 0.1, 1),
    holtWinters('+', 0.3, 0.01, 0.1, 1),
    holtWinters('×', 0.1, 0.01, 0.1, 1),
  ],
  ets: [
    holtWinters('+', 0.1, 0.01, 0.1, 0.98),
    holtWinters('+', 0.3, 0.05, 0.2, 0.97),
    holtWinters('+', 0.6, 0.1, 0.1, 0.95),
  ],
  theta: [0.05, 0.2, 0.5].map((alpha) => onLevel('weekly', '+', `Theta ${alpha}`, theta(alpha))),
  trend: [
    onLevel('calendar', '+', 'Trend of four months, damped', trend(0.2, 120, 0.97)),
    onLevel('calendar', '+', 'Trend of a year', trend(0.2, 400)),
    onLevel('calendar', '×', 'Trend of a year', trend(0.2, 400)),
  ],
};
