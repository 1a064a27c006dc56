import type { Costs } from '../../costs/server/index.ts';
import { type JobDefinition, type RunContext, RunError, type RunOutcome } from '../../jobs/server/index.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import { ProblemError } from '../../platform/core/errors.ts';
import type { Services } from '../../platform/server/services.ts';
import type { ForecastEvent } from '../core/contract.ts';
import { type KnownCalendar, readCalendar, versionOf } from './calendar.ts';
import type { FollowedBudgets } from './followed.ts';
import { type History, readHistories } from './history.ts';
import { FORECAST_VERSION, type MadeForecast, makeForecasts, STORED_HORIZON } from './make.ts';
import { planReplays } from './replays.ts';
import { findLatestRun, forgetAllRuns, forgetRuns, KEPT_HORIZON, type NewRun, storeReplay, storeRun } from './store.ts';

const ATTEMPTS = 3;

/** Where it comes from what there is to forecast. */
interface JobSources {
  costs: Costs;
  budgets: FollowedBudgets;
  /** Is told when forecasts were made. */
  onMade: (organization_id: string) => void;
}

/** What a making of forecasts begins with. */
interface Inputs {
  /** What tells whether any of it has changed since. */
  stamp: string;
  calendar: KnownCalendar;
  histories: History[];
  data_through: IsoDate;
  /** What the forecasts are made from, as one text. */
  text: string;
}

const tell = ({ events }: Services, organization_id: string): void => {
  const event: ForecastEvent = { type: 'forecast.changed' };
  events.publish(organization_id, event);
};

/** Only what has begun is in a forecast: what lies ahead is added when it is read. */
const factsOf = ({ country, events }: KnownCalendar, through: IsoDate): Pick<KnownCalendar, 'country' | 'events'> => ({
  country,
  events: events.filter(({ kind, start_date }) => kind === 'holiday' || start_date <= through),
});

/** What can change while forecasts are made. */
async function readSources({ costs, budgets }: JobSources, context: RunContext) {
  const { load_version, calendar, followed } = await context.transaction(async (tx) => ({
    load_version: await costs.loadVersion(tx),
    calendar: await readCalendar(tx),
    followed: await budgets.slices(tx),
  }));
  // A tag may come to be kept by day only after the load that made it frequent.
  const tag_keys = await costs.dailyTagKeys(context);
  const costs_are = `${load_version} ${JSON.stringify([tag_keys, followed.map(({ key, currency }) => [key, currency])])}`;
  return { costs_are, calendar, followed, stamp: `${costs_are} ${versionOf(calendar)}` };
}

/** What forecasts are to be made from now; null without costs. */
async function readInputs(sources: JobSources, context: RunContext): Promise<Inputs | null> {
  // Before the costs: what changes while they are read has another stamp at the end.
  const { costs_are, calendar, followed, stamp } = await readSources(sources, context);
  const { histories, data_through } = await readHistories(sources.costs, context, followed);
  if (data_through === null) return null;
  const text = [costs_are, FORECAST_VERSION, versionOf(factsOf(calendar, data_through))].join(' ');
  return { stamp, calendar, histories, data_through, text };
}

/** The forecasts of all currencies from their costs until the end of day `through`. */
async function forecastThrough(
  { analysis }: Services,
  { signal }: RunContext,
  histories: readonly History[],
  making: { through: IsoDate; horizon: number; calendar: KnownCalendar },
): Promise<MadeForecast[]> {
  const made: MadeForecast[] = [];
  for (const history of histories) made.push(...(await makeForecasts({ analysis, signal, history, ...making })));
  return made;
}

const runOf = (context: RunContext, run: Pick<NewRun, 'kind' | 'data_through' | 'inputs' | 'horizon'>): NewRun => ({
  ...run,
  organization_id: context.organization_id,
  made_at: context.now().toISOString(),
  model_version: FORECAST_VERSION,
});

/** Makes forecasts of days that are over, from the days before them alone; answers how many. */
async function replay(services: Services, context: RunContext, inputs: Inputs): Promise<number> {
  const { histories, data_through, calendar } = inputs;
  const days = await context.transaction(async (tx) => {
    const plan = await planReplays(tx, histories, data_through);
    await forgetRuns(tx, plan.worthless);
    return plan.days;
  });
  for (const [index, through] of days.entries()) {
    context.progress('replays', Math.round((100 * index) / days.length), `Forecasting from ${through}, to compare`);
    // What people entered later about those days was not known then.
    const known = { ...calendar, events: [] };
    const forecasts = await forecastThrough(services, context, histories, {
      through,
      horizon: KEPT_HORIZON,
      calendar: known,
    });
    const run = runOf(context, {
      kind: 'replayed',
      data_through: through,
      inputs: inputs.text,
      horizon: KEPT_HORIZON,
    });
    await context.transaction((tx) => storeReplay(tx, run, forecasts));
  }
  if (days.length > 0) tell(services, context.organization_id);
  return days.length;
}

/** Makes and stores forecasts; answers how many. */
async function make(services: Services, context: RunContext, inputs: Inputs): Promise<number> {
  const { histories, data_through, calendar } = inputs;
  context.progress('forecasts', null, `Forecasting from costs until ${data_through}`);
  const forecasts = await forecastThrough(services, context, histories, {
    through: data_through,
    horizon: STORED_HORIZON,
    calendar,
  });
  const run = runOf(context, { kind: 'made', data_through, inputs: inputs.text, horizon: STORED_HORIZON });
  await context.transaction((tx) => storeRun(tx, run, forecasts));
  tell(services, context.organization_id);
  return forecasts.length;
}

/** Makes what is missing until nothing is, also of what changes meanwhile. */
async function keepFresh(services: Services, sources: JobSources, context: RunContext): Promise<RunOutcome> {
  const counts = { forecasts: 0, replays: 0 };
  for (;;) {
    context.signal.throwIfAborted();
    const inputs = await readInputs(sources, context);
    if (inputs === null) {
      await context.transaction(forgetAllRuns);
      tell(services, context.organization_id);
      return { counts, warnings: [] };
    }
    const latest = await context.transaction(findLatestRun);
    if (latest?.inputs !== inputs.text) {
      counts.forecasts = await make(services, context, inputs);
      sources.onMade(context.organization_id);
      // A bill comes in parts: what is looked back at is forecast once they have all come.
      continue;
    }
    counts.replays += await replay(services, context, inputs);
    if ((await readSources(sources, context)).stamp === inputs.stamp) return { counts, warnings: [] };
  }
}

/** The job that keeps forecasts fresh: after every change of costs or calendar; it does nothing when nothing changed. */
export const forecastJob = (services: Services, sources: JobSources): JobDefinition => ({
  name: 'forecast',
  title: 'Forecasts',
  cron: services.config.JOB_FORECAST,
  attempts: ATTEMPTS,
  nothing_to_do: 'there are no costs to forecast. Connect a cloud or upload a billing file first.',
  targets: async (tx) => {
    // Without costs there is still something to do where forecasts of former ones are left.
    const is_known = (await sources.costs.loadVersion(tx)) !== '' || (await findLatestRun(tx)) !== undefined;
    return is_known ? [{ id: null, name: null }] : [];
  },
  run: async (context) => {
    try {
      return await keepFresh(services, sources, context);
    } catch (error) {
      // Such as an analysis service that does not answer: its words say what to do.
      if (error instanceof ProblemError) throw new RunError(error.message, 'later', error);
      throw error;
    }
  },
});
