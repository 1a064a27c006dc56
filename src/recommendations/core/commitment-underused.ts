import { z } from 'zod';
import { daysBetween } from '../../platform/core/dates.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { atLeast, below, holds } from './checks.ts';
import {
  daysOf,
  defineCommitmentRule,
  describe,
  effectiveOnly,
  isOver,
  money,
  nameOf,
  perMonth,
  rounded,
  UNCHANGED,
  utilisationOf,
} from './commitment-rule.ts';

export const commitmentUnderused = defineCommitmentRule({
  id: 'commitment-underused',
  title: 'Commitments that are not used up',
  description: 'Savings plans and reservations that are paid for and partly used by nothing.',
  type: 'commitment',
  provider: null,
  resource_types: ['commitment'],
  parameters: z.strictObject({
    used_percent: z.number().min(1).max(100).default(90).describe('Used of what it costs, below (%)'),
    days: z.number().int().min(1).max(30).default(14).describe('Days of the bill that have to tell of it'),
  }),
  sources: [
    'AWS Cost Explorer, utilization of Savings Plans and reservations, and Azure reservation utilization: used ÷ committed; FOCUS, CommitmentDiscountStatus Unused. The threshold is ours.',
  ],
  checksOf: ({ commitment, window, parameters: { used_percent, days } }) => {
    const own = daysOf(commitment, window);
    const over = isOver(commitment, window);
    return [
      holds(
        { check: 'in_force', text: 'still paid for at the end of the bill' },
        over === null ? null : !over,
        'yes',
        over === null ? null : !over,
      ),
      atLeast(
        { check: 'days', text: 'days of the bill that tell of it', unit: 'days' },
        daysBetween(own.start, own.end),
        days,
      ),
      below(
        { check: 'used_percent', text: 'used of what it costs', unit: '%' },
        rounded(utilisationOf(commitment)),
        used_percent,
      ),
    ];
  },
  findingOf: ({ commitment, window }) => {
    const { currency, used, unused } = commitment;
    const own = daysOf(commitment, window);
    const paid = sumDecimals([used, unused]);
    const monthly = effectiveOnly(perMonth(unused, own));
    const free = Math.round(100 - (utilisationOf(commitment) ?? 100));
    return {
      ...UNCHANGED,
      title: `Put the unused ${free} % of ${nameOf(commitment)} to use`,
      reason: `Of ${money(paid, currency)} that it cost in ${daysBetween(own.start, own.end)} days, ${money(unused, currency)} were used by nothing.`,
      current: describe(commitment),
      saving: {
        monthly,
        currency,
        window,
        monthly_cost: effectiveOnly(perMonth(paid, own)),
        lines: [
          {
            text: "Paid for and used by nothing. It can't be given back, so that it is saved only as far as other use takes it up: use at on-demand prices that it could cover, or use that moves to what it covers.",
            amounts: monthly,
            source: 'own_bill',
            prices: [],
          },
        ],
        freed_commitments: [],
        unknown_because: null,
      },
      claims: [{ resource_id: commitment.commitment_id, component: 'all' }],
      confidence: { level: 'high', reasons: ['The bill tells what nothing used of it.'] },
      risk: { level: 'low', reasons: ['What runs already goes on as before.'] },
      effort: 'medium',
    };
  },
});
