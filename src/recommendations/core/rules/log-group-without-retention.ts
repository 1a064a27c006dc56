import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { GB, sizeText } from '../aws/figures.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { above, decide, holds } from '../checks.ts';
import { confidenceOf, figure, lookback, measuredIn, type Reason, riskOf } from '../judging.ts';
import { flagOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';
import type { Window } from '../use.ts';

/** The numbers of days that CloudWatch Logs takes (PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
] as const;

/**
 * Bytes that are certain to go: what is stored beyond all that came in within the days that are kept. Stored entries are
 * compressed and incoming ones are not, so that it may be more. Null where what comes in is not known; 0 where nothing
 * is certain.
 */
function leastGone(stored: number, incoming: Window | null, retention_days: number): number | null {
  return incoming && Math.max(0, stored - incoming.mean * retention_days);
}

function savingOf(stored: number, gone: number | null, retention_days: number): SavingPlan {
  if (gone === null)
    return [{ kind: 'unknown', because: 'What comes in on a day is not measured, and so not how much is old.' }];
  if (gone === 0)
    return [
      {
        kind: 'unknown',
        because: `Entries are kept compressed: how much of the ${sizeText(stored)} is older than ${retention_days} days cannot be told.`,
      },
    ];
  return [
    {
      kind: 'share',
      share: gone / stored,
      of: ['storage'],
      because: `at least ${sizeText(gone)} of ${sizeText(stored)} are older than ${retention_days} days`,
    },
  ];
}

/** Its name as CloudWatch takes it, which may have slashes in it. */
const groupName = ({ resource_id }: InventoryResource): string =>
  resource_id.replace(/^.*:log-group:/, '').replace(/:\*$/, '');

export const logGroupWithoutRetention = defineRule({
  id: 'log-group-without-retention',
  title: 'Log groups without retention',
  description: 'Log groups of CloudWatch that keep every entry for ever.',
  type: 'retention',
  provider: 'aws',
  resource_types: ['AWS::Logs::LogGroup'],
  metrics: ['incoming_bytes'],
  relations: [],
  parameters: z.strictObject({
    ...lookback(30),
    gigabytes: z.number().min(0).default(1).describe('Stored in the group, above (GB)'),
    retention_days: z
      .literal(RETENTION_DAYS)
      .default(90)
      .describe('In the proposal: days that entries are kept for, one of those that CloudWatch takes (days)'),
  }),
  sources: [
    'Amazon CloudWatch Logs User Guide, log retention: never expire by default',
    'AWS Security Hub, CloudWatch.16: keep logs for a year where that control counts',
  ],
  evaluate: (subject) => {
    const { resource, is_production, parameters } = subject;
    const { days, gigabytes, retention_days } = parameters;
    const expires = flagOf(resource, 'expires');
    const stored = numberOf(resource, 'stored_bytes');
    const log_class = textOf(resource, 'log_class');
    const checks = [
      holds({ check: 'expires', text: 'entries expire' }, expires === null ? null : !expires, 'no', expires),
      above(
        { check: 'stored', text: 'stored in the group', unit: 'GB' },
        stored === null ? null : stored / GB,
        gigabytes,
      ),
      holds(
        { check: 'log_class', text: 'class of the group' },
        log_class !== 'DELIVERY',
        'not DELIVERY, which keeps entries for a day or two anyway',
        log_class,
      ),
      notProtected(resource),
    ];
    return decide(checks, () => {
      const incoming = measuredIn(subject, parameters)('incoming_bytes', 'total');
      const gone = leastGone(stored!, incoming, retention_days);
      const rate: Reason = incoming
        ? [
            'medium',
            `That ${sizeText(incoming.mean)} came in on a mean day is known of ${days} days, and taken for all that are kept.`,
          ]
        : ['medium', 'What comes in on a day is not measured.'];
      return {
        title: `Let entries of the log group ${groupName(resource)} expire after ${figure(retention_days)} days`,
        reason: `It holds ${sizeText(stored!)} and keeps every entry for ever${incoming ? `; ${sizeText(incoming.mean)} come in a day` : ''}.`,
        change: {
          action: 'logs.set_retention',
          parameters: { log_group_name: groupName(resource), retention_days },
        },
        current: { retention_days: null, stored_bytes: stored },
        proposed: { retention_days },
        saving: savingOf(stored!, gone, retention_days),
        claims: [{ resource_id: resource.resource_id, component: 'storage' }],
        confidence: confidenceOf(['high', 'AWS says that its entries never expire.'], rate),
        risk: riskOf(
          [
            is_production === false ? 'low' : 'medium',
            `Entries older than ${figure(retention_days)} days are deleted and cannot be brought back: see how long laws, contracts and audits want them kept, and export what they do.`,
          ],
          ...stackRisks(resource),
        ),
        effort: 'very_low',
        restart_needed: false,
        reversible: false,
        evidence: [{ metric: 'incoming_bytes', statistic: 'total', limit: null }],
      };
    });
  },
});
