import { z } from 'zod';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import { canBeChanged, risksOfStopping } from '../aws/instances.ts';
import { atLeast, decide, holds } from '../checks.ts';
import { componentOf } from '../components.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';

const HOURS = 24;
const WEEKDAYS = 5;
const WEEKEND_DAYS = 2;

const parameters = z
  .strictObject({
    days: z.number().int().min(14).max(30).default(14).describe('Days with a charge on the bill, and age, at least'),
    hours_per_day: z
      .number()
      .min(12)
      .max(24)
      .default(20)
      .describe('Hours that it runs on a weekday, at least: what runs less is switched off already'),
    weekend_percent: z
      .number()
      .min(10)
      .max(100)
      .default(90)
      .describe('Hours that it runs on a day of a weekend, at least (% of those of a weekday)'),
    start_hour: z.number().int().min(0).max(23).default(6).describe('Hour of weekdays at which it would start (UTC)'),
    stop_hour: z.number().int().min(1).max(24).default(18).describe('Hour of weekdays at which it would stop (UTC)'),
  })
  .refine(({ start_hour, stop_hour }) => start_hour < stop_hour, 'must start before it stops');
type AlwaysOn = Subject<z.output<typeof parameters>>;

const isWeekend = (date: IsoDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

/** Old types are charged for their connection to volumes besides, in the same hours. */
const BESIDE = /EBS-?Optimized/i;

/** How long it ran, by its bill. */
interface Hours {
  days: number;
  weekday: number;
  weekend_day: number;
}

/** Hours a weekday and a day of a weekend; null where the bill does not tell, or the days have too few of either. */
function hoursOf({ bill }: AlwaysOn): Hours | null {
  const lines = bill.filter(
    (line) =>
      componentOf(line, 'aws') === 'compute' &&
      /^(hrs?|hours?)$/i.test(line.unit ?? '') &&
      !BESIDE.test(`${line.meter} ${line.description}`),
  );
  if (
    lines.length === 0 ||
    lines.some(({ quantity, weekend_quantity }) => quantity === null || weekend_quantity === null)
  )
    return null;
  const first = lines.map(({ first_day }) => first_day).toSorted()[0]!;
  const last = lines
    .map(({ last_day }) => last_day)
    .toSorted()
    .at(-1)!;
  const dates = Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day));
  const weekend_days = dates.filter(isWeekend).length;
  const weekdays = dates.length - weekend_days;
  if (weekdays === 0 || weekend_days < WEEKEND_DAYS) return null;
  const all = lines.reduce((sum, { quantity }) => sum + quantity!, 0);
  const weekend = lines.reduce((sum, { weekend_quantity }) => sum + weekend_quantity!, 0);
  return { days: dates.length, weekday: (all - weekend) / weekdays, weekend_day: weekend / weekend_days };
}

const weekOf = ({ weekday, weekend_day }: Hours): number => WEEKDAYS * weekday + WEEKEND_DAYS * weekend_day;

function propose(subject: AlwaysOn, hours: Hours): Proposal {
  const { resource, parameters } = subject;
  const { start_hour, stop_hour } = parameters;
  const now = weekOf(hours);
  const then = Math.min(now, WEEKDAYS * (stop_hour - start_hour));
  const times = `${start_hour}:00 to ${stop_hour}:00 UTC`;
  return {
    title: `Run ${nameOf(resource)} on weekdays from ${times} only`,
    reason: `Its tags say that it is not production, and it ran ${figure(hours.weekend_day)} hours a day on weekends and ${figure(hours.weekday)} on weekdays: ${figure(now)} hours a week instead of ${figure(then)}.`,
    change: {
      action: 'ec2.schedule_instance',
      parameters: { instance_id: shortIdOf(resource), start_hour, stop_hour },
    },
    current: { hours_per_week: Math.round(now), instance_type: textOf(resource, 'instance_type') },
    proposed: { hours_per_week: then, start_hour, stop_hour },
    saving: [
      {
        kind: 'share',
        share: 1 - then / now,
        of: ['compute', 'license'],
        because: `it runs ${figure(then)} hours a week instead of ${figure(now)}`,
      },
    ],
    claims: (['compute', 'license'] as const).map((component) => ({ resource_id: resource.resource_id, component })),
    confidence: confidenceOf([
      'medium',
      `Its bill tells how long it ran (${hours.days} days), not whether somebody used it at night or on weekends.`,
    ]),
    risk: riskOf(
      [
        'medium',
        'What runs at night, such as builds and backups, and who works in other time zones, finds it stopped.',
      ],
      ...risksOfStopping(resource),
    ),
    effort: 'medium',
    restart_needed: true,
    reversible: true,
  };
}

export const ec2AlwaysOnInNonProduction = defineRule({
  id: 'ec2-always-on-in-non-production',
  title: 'EC2 instances outside production that never stop',
  description: 'Instances of development, test and staging that run at night and on weekends as on weekdays.',
  type: 'scheduling',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: [],
  relations: [],
  parameters,
  sources: [
    'OptScale, instances for shutdown: weekly hours over 14 days',
    'Cloud Custodian, off-hours: instances are stopped at night and on weekends by their tags',
  ],
  evaluate: (subject) => {
    const { resource, age_days, is_production, parameters } = subject;
    const hours = hoursOf(subject);
    const checks = [
      ...canBeChanged(resource),
      atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, parameters.days),
      holds(
        { check: 'environment', text: 'environment, as its tags say' },
        is_production === null ? null : !is_production,
        'not production',
        is_production === null ? null : is_production ? 'production' : 'not production',
      ),
      atLeast({ check: 'billed_days', text: 'days on its bill', unit: 'days' }, hours && hours.days, parameters.days),
      atLeast(
        { check: 'weekday_hours', text: 'hours that it ran on a weekday', unit: 'hours' },
        hours && hours.weekday,
        Math.min(HOURS, parameters.hours_per_day),
      ),
      atLeast(
        {
          check: 'weekend_hours',
          text: 'hours that it ran on a day of a weekend, beside those of a weekday',
          unit: '%',
        },
        hours && (hours.weekend_day / hours.weekday) * 100,
        parameters.weekend_percent,
      ),
    ];
    return decide(checks, () => propose(subject, hours!));
  },
});
