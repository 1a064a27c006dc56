import type { CommitmentUses } from '../../../costs/core/resource-bills.ts';
import { type FoundCommitment, judgeCommitments } from '../../core/commitments.ts';
import type { Said } from '../../core/follow.ts';
import { OWN_SOURCE } from '../../core/merge-advice.ts';
import type { RuleSettings } from '../../core/settings.ts';
import type { Running } from './judge-parts.ts';
import { storeOutcomes } from './store.ts';
import type { Content, Outcome } from './store-types.ts';
import { addTo } from './tally.ts';

const contentOf = ({ rule_id, provider, finding }: FoundCommitment): Content => ({
  ...finding,
  rule_id,
  type: 'commitment',
  provider,
  sources: [OWN_SOURCE],
  advice: [],
  json: JSON.stringify(finding),
});

const sayingOf =
  (settings: RuleSettings) =>
  (rule_id: string): Said =>
    settings.rules[rule_id]?.enabled === false
      ? { outcome: 'excluded', because: 'This rule is switched off.' }
      : { outcome: 'fine' };

/** What is said of each commitment: of those that something was found of, and of those that it was found of before. */
async function outcomesOf({ context, plan }: Running, found: readonly FoundCommitment[]): Promise<Outcome[]> {
  const standing = await context.transaction((tx) =>
    tx
      .selectFrom('recommendations')
      .select('resource_id')
      .distinct()
      .where('provider_id', 'is', null)
      .where('status', '!=', 'resolved')
      .execute(),
  );
  const by_id = Map.groupBy(found, ({ resource_id }) => resource_id);
  const ids = new Set([...by_id.keys(), ...standing.map(({ resource_id }) => resource_id)]);
  return [...ids].map((resource_id) => {
    const own = by_id.get(resource_id) ?? [];
    const [first] = own;
    const shown = first && {
      resource_type: first.resource_type,
      resource_name: first.resource_name,
      account_id: first.account_id,
    };
    return {
      provider_id: null,
      resource_id,
      described: shown ? { ...shown, region: null, owner: null } : null,
      found: own.map(contentOf),
      otherwise: sayingOf(plan.shared.settings),
      // The bill is read to its last day.
      read_on: plan.bills.window?.end ?? null,
    };
  });
}

/** Judges commitments by what the bill tells of them; answers what could not be judged, by rule. */
export async function storeCommitments(running: Running, uses: CommitmentUses): Promise<Record<string, number>> {
  const { context, plan, tally } = running;
  const { found, unknown } = judgeCommitments(uses, plan.shared.as_of, plan.shared.settings);
  const outcomes = await outcomesOf(running, found);
  const writing = { organization_id: context.organization_id, now: context.now() };
  addTo(tally, await context.transaction((tx) => storeOutcomes(tx, writing, outcomes)));
  return unknown;
}
