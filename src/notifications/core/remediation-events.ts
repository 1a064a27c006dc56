import { z } from 'zod';
import type { Message } from './message.ts';
import { written } from './money.ts';
import type { About, Happened } from './teller.ts';
import { factsOf } from './words.ts';

/** What events of a change of a cloud carry, with what its own table says; null when it is gone. */
export const remediationPayload = z.object({
  id: z.uuid(),
  title: z.string(),
  risk: z.string(),
  destructive: z.boolean(),
  provider: z.string(),
  resource_id: z.string(),
  account_id: z.string(),
  owner: z.string().nullable(),
  environment: z.string().nullable(),
  proposed_by: z.string(),
  /** Why it failed; null where it did not. */
  problem: z.string().nullable(),
  /** What has to be approved, and the rule or policies that ask for it. */
  requirement: z.object({ approvals: z.number().int(), rule: z.string() }).optional(),
  known: z
    .object({
      resource_name: z.string().nullable(),
      region: z.string().nullable(),
      monthly_savings: z.string().nullable(),
      currency: z.string().nullable(),
      note: z.string().nullable(),
    })
    .nullish(),
});
type RemediationPayload = z.output<typeof remediationPayload>;

/** Amount and facts that all messages about a change have. */
export function remediationMessage(
  { payload, occurred_at }: Happened<RemediationPayload>,
  { locale }: About,
  said: Pick<Message, 'event' | 'severity' | 'title' | 'text'>,
): Message {
  const { known, owner, environment } = payload;
  const amount =
    known?.monthly_savings && known.currency ? { amount: known.monthly_savings, currency: known.currency } : null;
  return {
    ...said,
    facts: factsOf([
      ['Resource', known?.resource_name ?? payload.resource_id],
      ['Account', payload.account_id],
      ['Environment', environment],
      ['Risk', payload.risk],
      ['Monthly saving', amount && written(amount.amount, amount.currency, locale)],
      ['Proposed by', payload.proposed_by],
      ['Owner', owner],
    ]),
    amount,
    link: `/remediation/${payload.id}`,
    occurred_at,
    scope: {
      provider: payload.provider,
      account: payload.account_id,
      resource: payload.resource_id,
      ...(known?.region ? { region: known.region } : {}),
    },
    owner,
  };
}
