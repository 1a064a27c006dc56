import type { Sensitivity } from '../analysis-contract.ts';

/** When a deviation is worth an alarm: it is rare for the series, large against it, and large in money, all three. */
export interface Thresholds {
  /** Standard deviations of a rise, and of a fall. */
  rarity: number;
  fall_rarity: number;
  /** Logarithms of the ratio to what was plausible: of a single day, of several days together, of a drift, of a fall. */
  rise: number;
  lasting_rise: number;
  drift: number;
  fall: number;
  /** Money a day: of a rise; a fall and a new service need as many times more. */
  impact: number;
}

/** A fall costs nothing, and a service that begins small is watched from then on anyway. */
export const FALL_TIMES_IMPACT = 2;
export const NEW_TIMES_IMPACT = 10;
/** The floor of money follows the spend: less than this share of a usual day's is no matter. */
export const SHARE_OF_SPEND = 0.05;

/**
 * Size: under a fifth more (a seventh or a tenth once it lasts) nobody acts, and as holidays take up to a third away, a
 * fall has to be larger. Rarity: of 3, 3.5 and 4 the middle one has the best balance of found and false alarms on the
 * panels of bench/accuracy, on which the figures differ little between them; 'low' and 'high' step away from it.
 */
const BY_SENSITIVITY: Readonly<Record<Sensitivity, Thresholds>> = {
  low: {
    rarity: 5,
    fall_rarity: 6,
    rise: Math.log(1.4),
    lasting_rise: Math.log(1.25),
    drift: Math.log(1.2),
    fall: Math.log(2.5),
    impact: 2,
  },
  normal: {
    rarity: 3.5,
    fall_rarity: 4,
    rise: Math.log(1.2),
    lasting_rise: Math.log(1.15),
    drift: Math.log(1.1),
    fall: Math.log(1.8),
    impact: 0.5,
  },
  high: {
    rarity: 2.7,
    fall_rarity: 3,
    rise: Math.log(1.12),
    lasting_rise: Math.log(1.1),
    drift: Math.log(1.07),
    fall: Math.log(1.4),
    impact: 0.1,
  },
};

/** The thresholds of a sensitivity; `minimum_impact` (money a day, 0 or more) replaces its own. */
export const thresholdsOf = (sensitivity: Sensitivity, minimum_impact: number | undefined): Thresholds => ({
  ...BY_SENSITIVITY[sensitivity],
  ...(minimum_impact === undefined ? {} : { impact: minimum_impact }),
});
