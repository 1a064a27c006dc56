import type { InventoryResource } from '../../connections/core/inventory.ts';
import type { CommitmentUse, CommitmentUses } from '../../costs/core/resource-bills.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import { commitmentExpiring } from './commitment-expiring.ts';
import type { CommitmentRule } from './commitment-rule.ts';
import { commitmentUnderused } from './commitment-underused.ts';
import { type Cloud, cloudOfProvider } from './components.ts';
import { type RuleSettings, resolveSettings } from './settings.ts';
import type { Finding } from './types.ts';

/** Every rule about commitments. To add one: a file like those of these, its page in docs/rules, and its place here. */
export const COMMITMENT_RULES: readonly CommitmentRule[] = [commitmentUnderused, commitmentExpiring];

/** What a rule found of a commitment, as of a resource. What it saves does not count in the total: it can't be given back. */
export interface FoundCommitment {
  rule_id: string;
  provider: Cloud;
  resource_id: string;
  resource_type: 'commitment';
  resource_name: string | null;
  account_id: string;
  finding: Finding;
}

/** What settings look at of a commitment: it has an id and an account, and no tags. */
const asResource = (commitment: CommitmentUse): InventoryResource => ({
  resource_id: commitment.commitment_id,
  resource_type: 'commitment',
  name: commitment.name,
  account_id: commitment.sub_account_id ?? commitment.billing_account_id,
  region: null,
  status: null,
  created_at: null,
  tags: {},
  attributes: {},
  parent_id: null,
  attached_to: [],
  billed_as: [],
});

/** One of each commitment: of those that are billed in several currencies, the one that costs most. */
function onceEach(commitments: readonly CommitmentUse[]): CommitmentUse[] {
  const cost = ({ used, unused }: CommitmentUse): number => Number(used) + Number(unused);
  const by_id = new Map<string, CommitmentUse>();
  for (const one of commitments) {
    const other = by_id.get(one.commitment_id);
    if (!other || cost(one) > cost(other)) by_id.set(one.commitment_id, one);
  }
  return [...by_id.values()];
}

/** What the commitment rules find and could not tell, as the organization has set them. */
export interface JudgedCommitments {
  found: FoundCommitment[];
  /** Commitments that a rule could not judge, by rule. */
  unknown: Record<string, number>;
}

/** Judges every commitment by every rule that is switched on; those of clouds other than AWS and Azure are left out. */
export function judgeCommitments(
  { commitments, window }: CommitmentUses,
  as_of: IsoDate,
  settings: RuleSettings,
): JudgedCommitments {
  const judged: JudgedCommitments = { found: [], unknown: {} };
  if (window === null) return judged;
  for (const commitment of onceEach(commitments)) {
    const provider = cloudOfProvider(commitment.provider_name);
    if (provider === null) continue;
    const { resource_id, name, account_id } = asResource(commitment);
    for (const rule of COMMITMENT_RULES) {
      const { excluded, parameters } = resolveSettings(rule, asResource(commitment), settings);
      if (excluded) continue;
      const given = { commitment, window, as_of, parameters };
      const checks = rule.checksOf(given);
      if (checks.some(({ result }) => result === 'not_met')) continue;
      if (checks.some(({ result }) => result === 'unknown')) {
        judged.unknown[rule.id] = (judged.unknown[rule.id] ?? 0) + 1;
        continue;
      }
      const finding = { ...rule.findingOf(given), checks };
      const told = { rule_id: rule.id, provider, resource_id, resource_name: name, account_id, finding };
      judged.found.push({ ...told, resource_type: 'commitment' });
    }
  }
  return judged;
}
