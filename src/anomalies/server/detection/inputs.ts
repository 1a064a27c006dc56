import { createHash } from 'node:crypto';
import type { Costs } from '../../../costs/server/index.ts';
import type { Forecasts } from '../../../forecasts/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { DETECTOR_VERSION } from '../analysis.ts';
import { readPatterns } from '../patterns.ts';
import { readSettings } from '../settings.ts';
import type { MadeChange } from './causes.ts';

/** Tells the changes of clouds that were made from here, as the module knows that comes after. */
export type MadeChanges = (tx: Transaction) => Promise<MadeChange[]>;

/**
 * Another with every change of what detection finds, merges or reports: all organizations are judged anew then. Its
 * second number is raised by hand, for what is not the detector's.
 */
export const DETECTION_VERSION = `${DETECTOR_VERSION}.3`;

const readState = (context: RunContext) =>
  context.transaction((tx) =>
    tx
      .selectFrom('anomaly_states')
      .select(['judged_from', 'judged_through', 'inputs', 'detector_version', 'digests_start', 'day_digests'])
      .executeTakeFirst(),
  );

/** Everything that detection goes by but the costs, and a text that is another when any of it or of the costs is. */
export async function readInputs(context: RunContext, costs: Costs, forecasts: Forecasts, madeChanges: MadeChanges) {
  const tag_keys = await costs.dailyTagKeys(context);
  const read = await context.transaction(async (tx) => ({
    load_version: await costs.loadVersion(tx),
    settings: await readSettings(tx),
    patterns: await readPatterns(tx),
    calendar: await forecasts.calendarOf(tx),
    // What stands beside an anomaly does not decide whether there is one: they are no reason to judge again.
    made_changes: await madeChanges(tx),
  }));
  const normal = read.patterns.map(({ id, up_to_per_day }) => [id, up_to_per_day]);
  const facts = [DETECTION_VERSION, read.load_version, tag_keys, read.settings, normal, read.calendar];
  const inputs = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return { ...read, tag_keys, inputs, state: await readState(context) };
}
export type Inputs = Awaited<ReturnType<typeof readInputs>>;
export type DetectionState = NonNullable<Inputs['state']>;
