import { evaluateBatch, type Judged } from '../core/evaluate.ts';
import { ownerOf } from '../core/labels.ts';
import type { Rule } from '../core/rule.ts';
import { resolveSettings } from '../core/settings.ts';
import type { FoundFinding, JudgedResource, SentBatch } from './evaluate-task.ts';
import { readSentBatch } from './facts/read-batch.ts';

const sentFinding = ({ rule_id, finding }: Judged['found'][number]): FoundFinding => ({
  rule_id,
  title: finding.title,
  reason: finding.reason,
  confidence: finding.confidence,
  risk: finding.risk,
  effort: finding.effort,
  restart_needed: finding.restart_needed,
  reversible: finding.reversible,
  change: finding.change,
  claims: finding.claims,
  saving: {
    monthly: finding.saving.monthly,
    currency: finding.saving.currency,
    freed_commitments: finding.saving.freed_commitments,
  },
  json: JSON.stringify(finding),
});

/** Judges a batch as it was sent, by `rules`. */
export function judgeSent(sent: SentBatch, rules: readonly Rule[]): JudgedResource[] {
  const batch = readSentBatch(sent);
  const resources = new Map(batch.resources.map(({ resource }) => [resource.resource_id, resource]));
  const by_id = new Map(rules.map((rule) => [rule.id, rule]));
  return evaluateBatch(batch, rules).map(({ resource_id, found, unknown, excluded, failed }) => {
    const resource = resources.get(resource_id)!;
    const reasonOf = (rule_id: string): string =>
      resolveSettings(by_id.get(rule_id)!, resource, batch.settings).excluded?.reason ?? '';
    return {
      resource_id,
      name: resource.name,
      owner: ownerOf(resource.tags, batch.settings.labels),
      found: found.map(sentFinding),
      unknown,
      excluded: excluded.map((rule_id) => ({ rule_id, reason: reasonOf(rule_id) })),
      failed,
    };
  });
}
