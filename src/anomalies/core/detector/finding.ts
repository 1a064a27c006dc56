import type { AlarmKind } from '../analysis-contract.ts';

/** What was expected of a day before it was seen; a day outside of `lower` to `upper` is worth an alarm for itself. */
export interface Band {
  expected: number;
  lower: number;
  upper: number;
}

export interface Finding {
  kind: AlarmKind;
  /** How many times as rare (in standard deviations) as it had to be; of a new service, as large. 1 or more. */
  score: number;
  band: Band;
}
