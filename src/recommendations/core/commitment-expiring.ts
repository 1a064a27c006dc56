import { z } from 'zod';
import type { CommitmentUse } from '../../costs/core/resource-bills.ts';
import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { negated, sumDecimals } from '../../platform/core/decimal.ts';
import { holds } from './checks.ts';
import {
  type Days,
  daysOf,
  defineCommitmentRule,
  describe,
  effectiveOnly,
  isOver,
  money,
  nameOf,
  perMonth,
  UNCHANGED,
} from './commitment-rule.ts';
import type { Saving } from './types.ts';

/** When its term ends or ended, and whether the bill says so or it only shows; null where neither tells. */
function endOf(commitment: CommitmentUse, window: Days): { day: IsoDate; is_told: boolean } | null {
  if (commitment.ends_on !== null) return { day: commitment.ends_on, is_told: true };
  if (commitment.last_seen === null || !isOver(commitment, window)) return null;
  return { day: addDays(commitment.last_seen, 1), is_told: false };
}

/** What its use costs more a month without it; null where the bill does not tell. */
function dearerBy(commitment: CommitmentUse, window: Days): string | null {
  const { covered_contracted, used, last_covered } = commitment;
  if (covered_contracted === null || last_covered === null) return null;
  const days = { start: daysOf(commitment, window).start, end: addDays(last_covered, 1) };
  return perMonth(sumDecimals([covered_contracted, negated(used)]), days);
}

function savingAtEnd(commitment: CommitmentUse, window: Days): Saving {
  const dearer = dearerBy(commitment, window);
  const cost = dearer === null ? '' : ` Without one, its use costs ${money(dearer, commitment.currency)} a month more.`;
  return {
    monthly: null,
    currency: commitment.currency,
    window,
    monthly_cost: effectiveOnly(
      perMonth(sumDecimals([commitment.used, commitment.unused]), daysOf(commitment, window)),
    ),
    lines: [],
    freed_commitments: [],
    unknown_because: `What a new commitment would save depends on its terms.${cost}`,
  };
}

export const commitmentExpiring = defineCommitmentRule({
  id: 'commitment-expiring',
  title: 'Commitments that end',
  description: 'Savings plans and reservations that end soon, or ended a short time ago.',
  type: 'commitment',
  provider: null,
  resource_types: ['commitment'],
  parameters: z.strictObject({
    days_before: z.number().int().min(1).max(365).default(30).describe('Days before its end from which on it is told'),
    days_after: z.number().int().min(0).max(30).default(30).describe('Days after its end for which it is told'),
  }),
  sources: ['AWS Trusted Advisor, reserved instance lease expiration: within 30 days, or expired in the past 30 days'],
  checksOf: ({ commitment, window, as_of, parameters: { days_before, days_after } }) => {
    const end = endOf(commitment, window);
    const left = end === null ? null : daysBetween(as_of, end.day);
    return [
      holds(
        { check: 'end', text: 'end of its term' },
        left === null ? null : left <= days_before && left >= -days_after,
        `within ${days_before} days, or in the ${days_after} days before`,
        end?.day ?? null,
      ),
    ];
  },
  findingOf: ({ commitment, window, as_of }) => {
    const end = endOf(commitment, window)!;
    const name = nameOf(commitment);
    const is_past = end.day <= as_of;
    return {
      ...UNCHANGED,
      title: is_past
        ? `Replace ${name}, which ended on ${end.day}`
        : `Decide what follows ${name}, which ends on ${end.day}`,
      reason: `It covered ${money(commitment.used, commitment.currency)} of use in the days of the bill, which ${is_past ? 'is' : 'will be'} paid for at on-demand prices after its end.`,
      current: describe(commitment),
      saving: savingAtEnd(commitment, window),
      claims: [],
      confidence: end.is_told
        ? { level: 'high', reasons: ['The bill says when its term ends.'] }
        : {
            level: 'medium',
            reasons: [
              'The bill does not say when its term ends: it is the day from which on nothing tells of it any more.',
            ],
          },
      risk: { level: 'medium', reasons: ['A new commitment binds for its whole term, whether it is used or not.'] },
      effort: 'low',
    };
  },
});
