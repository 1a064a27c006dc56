import { z } from 'zod';
import { decimalOf, sumDecimals } from '../../../platform/core/decimal.ts';
import { dateSchema } from '../../../platform/core/endpoint.ts';
import type { Message, NotificationSeverity } from '../message.ts';
import { writtenSize } from '../money.ts';
import { type About, type Happened, teller } from '../teller.ts';
import { factsOf, messageScopeOf, writtenDay } from '../words.ts';

const payload = z.object({
  anomaly_id: z.uuid(),
  severity: z.enum(['low', 'medium', 'high', 'critical']).optional(),
  impact: z.number().optional(),
  currency: z.string().optional(),
  title: z.string().optional(),
  direction: z.enum(['up', 'down']).optional(),
  by: z.string().nullish(),
  /** What stands in its own table; null when it is not there any more. */
  known: z
    .object({
      scope: z.record(z.string(), z.string()),
      owner: z.string().nullable(),
      cause: z.string().nullable(),
      started_on: dateSchema,
      last_day: dateSchema,
      is_ongoing: z.boolean(),
      expected: z.number(),
      actual: z.number(),
    })
    .nullish(),
});
type Payload = z.output<typeof payload>;

const RISES = { low: 'info', medium: 'warning', high: 'critical', critical: 'critical' } as const;
/** Less spent than usual is good news more often than not; where it is much, something may have stopped. */
const DROPS = { low: 'info', medium: 'info', high: 'info', critical: 'warning' } as const;

/** Amounts of anomalies are statistics: more decimals than money has say nothing. */
const amountOf = (value: number): string => decimalOf(Number(value.toFixed(2)));

/** By itself, as none after all, or since somebody has settled it. */
const ENDS: readonly string[] = ['anomaly.ended', 'anomaly.withdrawn', 'anomaly.resolved'];

const keyOf = (anomaly_id: string): string => `anomaly ${anomaly_id}`;

function durationOf({ started_on, last_day, is_ongoing }: NonNullable<Payload['known']>, locale: string): string {
  const start = writtenDay(started_on, locale);
  if (is_ongoing) return `Since ${start}; it goes on.`;
  return started_on === last_day ? `On ${start}.` : `From ${start} until ${writtenDay(last_day, locale)}.`;
}

function messageOf({ payload: told, occurred_at, type }: Happened<Payload>, { locale }: About): Message | null {
  const { anomaly_id, severity, impact, currency, title, direction, known } = told;
  if (!severity || impact === undefined || !currency || !title || !direction) return null;
  const amount = amountOf(impact);
  const said: NotificationSeverity = (direction === 'up' ? RISES : DROPS)[severity];
  const compared = `${writtenSize(amount, currency, locale)} ${direction === 'up' ? 'more' : 'less'} than expected`;
  const again = type === 'anomaly.reopened' ? 'It was over, and is there again. ' : '';
  const written = (value: number): string => writtenSize(amountOf(value), currency, locale);
  return {
    event: 'anomaly',
    severity: said,
    title: `${title}: ${compared}`,
    text: `${again}${known ? durationOf(known, locale) : ''}${known?.cause ? ` ${known.cause}` : ''}`.trim(),
    facts: factsOf([
      ['Expected', known && written(known.expected)],
      ['Actual', known && written(known.actual)],
      ['Severity', severity],
      ['Owner', known?.owner],
    ]),
    amount: { amount: sumDecimals([amount]), currency },
    link: `/anomalies/${anomaly_id}`,
    occurred_at,
    scope: messageScopeOf(known?.scope ?? {}),
    owner: known?.owner ?? null,
  };
}

/** Costs that are not as they were. */
export const anomaly = teller(
  [
    'anomaly.opened',
    'anomaly.changed',
    'anomaly.reopened',
    'anomaly.ended',
    'anomaly.withdrawn',
    'anomaly.acknowledged',
    'anomaly.resolved',
  ],
  payload,
  (happened, about) => {
    const { anomaly_id, by = null } = happened.payload;
    const key = keyOf(anomaly_id);
    if (happened.type === 'anomaly.acknowledged') return [{ kind: 'acknowledged', key, by }];
    if (ENDS.includes(happened.type)) return [{ kind: 'resolved', key, by }];
    const message = messageOf(happened, about);
    return message ? [{ kind: 'message', key, message }] : [];
  },
);
