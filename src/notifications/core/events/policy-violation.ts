import { z } from 'zod';
import { currencySchema } from '../../../platform/core/endpoint.ts';
import { POLICY_SEVERITIES } from '../../../policies/core/policy.ts';
import type { Message } from '../message.ts';
import { written } from '../money.ts';
import { type About, type Happened, teller } from '../teller.ts';
import { factsOf } from '../words.ts';

const SEVERITY = { low: 'info', medium: 'warning', high: 'warning', critical: 'critical' } as const;

const one = z.object({
  violation_id: z.uuid(),
  policy_id: z.uuid(),
  policy_name: z.string(),
  mode: z.string(),
  severity: z.enum(POLICY_SEVERITIES),
  subject: z.string(),
  subject_id: z.string(),
  subject_name: z.string(),
  provider: z.string().nullable(),
  account_id: z.string().nullable(),
  region: z.string().nullable(),
  owner: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  /** Exact decimal; null where it is not known. */
  monthly_cost: z.string().nullable(),
  currency: z.string().nullable(),
});
const many = z.object({
  policy_id: z.uuid(),
  policy_name: z.string(),
  severity: z.enum(POLICY_SEVERITIES),
  count: z.number().int(),
  monthly_cost: z.array(z.object({ amount: z.string(), currency: currencySchema })),
});
const acknowledged = z.object({ violation_id: z.uuid(), by: z.string() });

const keyOf = (violation_id: string): string => `policy violation ${violation_id}`;

function oneMessage({ payload, occurred_at }: Happened<z.output<typeof one>>, { locale }: About): Message {
  const { monthly_cost, currency, provider, account_id, region, owner, tags, subject, subject_id } = payload;
  const amount = monthly_cost === null || currency === null ? null : { amount: monthly_cost, currency };
  const costing = amount === null ? '' : `It costs ${written(amount.amount, amount.currency, locale)} a month. `;
  return {
    event: 'policy_violation',
    severity: SEVERITY[payload.severity],
    title: `${payload.subject_name} does not keep “${payload.policy_name}”`,
    text: `${costing}It stays open until the policy is kept, or until somebody makes an exception.`,
    facts: factsOf([
      ['Policy', payload.policy_name],
      ['Severity', payload.severity],
      ['Account', account_id],
      ['Region', region],
      ['Monthly cost', amount && written(amount.amount, amount.currency, locale)],
      ['Owner', owner],
    ]),
    amount,
    link: `/violations?violation=${payload.violation_id}`,
    occurred_at,
    scope: {
      ...(provider === null ? {} : { provider }),
      ...(account_id === null ? {} : { account: account_id }),
      ...(region === null ? {} : { region }),
      ...(subject === 'resource' ? { resource: subject_id } : {}),
      ...(Object.keys(tags).length > 0 ? { tags } : {}),
    },
    owner,
  };
}

function manyMessage({ payload, occurred_at }: Happened<z.output<typeof many>>, { locale }: About): Message {
  const costs = payload.monthly_cost.map(({ amount, currency }) => written(amount, currency, locale));
  const [only] = payload.monthly_cost;
  return {
    event: 'policy_violation',
    severity: SEVERITY[payload.severity],
    title: `${payload.count} violations of “${payload.policy_name}”`,
    text: `${costs.length > 0 ? `They are of what costs ${costs.join(' and ')} a month. ` : ''}They are told together, since they are many.`,
    facts: factsOf([
      ['Policy', payload.policy_name],
      ['Severity', payload.severity],
      ['Monthly cost', costs.join(' and ')],
    ]),
    amount: only && payload.monthly_cost.length === 1 ? only : null,
    link: `/violations?policy=${payload.policy_id}`,
    occurred_at,
    scope: {},
    owner: null,
  };
}

/** Something that a policy asks for is not kept. */
export const policyViolation = teller(
  ['policy.violated', 'policy.violated_many', 'policy.resolved', 'policy.acknowledged'],
  z.union([one, many, acknowledged]),
  ({ payload, type, occurred_at }, about) => {
    if ('count' in payload) {
      const message = manyMessage({ payload, type, occurred_at }, about);
      return [{ kind: 'message', key: `policy ${payload.policy_id} many ${occurred_at}`, message }];
    }
    const key = keyOf(payload.violation_id);
    if ('by' in payload) return [{ kind: 'acknowledged', key, by: payload.by }];
    if (type === 'policy.resolved') return [{ kind: 'resolved', key, by: null }];
    return [{ kind: 'message', key, message: oneMessage({ payload, type, occurred_at }, about) }];
  },
);
