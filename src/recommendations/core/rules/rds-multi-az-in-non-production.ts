import { z } from 'zod';
import { classOf, databasePrice, isAurora, isAvailable } from '../aws/databases.ts';
import { notProtected, stackRisks } from '../aws/held.ts';
import { decide, holds } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { flagOf, nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const parameters = z.strictObject({});
type Doubled = Subject<z.output<typeof parameters>>;

/** AWS charges the standby as a second database: instance and storage alike (RDS User Guide, "On-Demand DB instances"). */
function savingOf({ resource }: Doubled): SavingPlan {
  const instance_class = classOf(resource);
  const [from, to] = [true, false].map(
    (multi_az) => instance_class && databasePrice(resource, instance_class, multi_az),
  );
  return [
    from && to
      ? { kind: 'reprice', of: ['compute'], from, to, because: 'the standby is not charged any more' }
      : { kind: 'unknown', because: 'Its class or engine is not known, and so its price is not.' },
    {
      kind: 'share',
      share: 0.5,
      of: ['storage', 'iops', 'throughput'],
      because: 'the copy of the standby is not charged any more',
    },
  ];
}

function propose(subject: Doubled): Proposal {
  const { resource } = subject;
  const zones = [textOf(resource, 'availability_zone'), textOf(resource, 'secondary_availability_zone')];
  const where = zones.filter((zone) => zone !== null).join(' and ');
  return {
    title: `Run ${nameOf(resource)} in one zone`,
    reason: `Its tags say that it is not production, and it is kept twice${where ? `, in ${where}` : ''}: the standby costs as much as the database.`,
    change: {
      action: 'rds.modify_instance',
      parameters: { db_instance_identifier: shortIdOf(resource), multi_az: false, from: { multi_az: true } },
    },
    current: { multi_az: true, instance_class: classOf(resource) },
    proposed: { multi_az: false, instance_class: classOf(resource) },
    saving: savingOf(subject),
    claims: (['compute', 'storage', 'iops', 'throughput'] as const).map((component) => ({
      resource_id: resource.resource_id,
      component,
    })),
    confidence: confidenceOf([
      'high',
      'A standby serves nobody until its zone fails, and its tags say that it is not production.',
    ]),
    risk: riskOf(
      ['low', 'If its zone fails it is away until it is restored from a backup, and what came after that is lost.'],
      ['low', 'Backups are then taken from the database itself, which stands still for a moment.'],
      ...stackRisks(resource),
    ),
    effort: 'low',
    restart_needed: false,
    reversible: true,
  };
}

export const rdsMultiAzInNonProduction = defineRule({
  id: 'rds-multi-az-in-non-production',
  title: 'RDS databases with a standby outside production',
  description: 'Databases of development, test and staging that are kept in two zones.',
  type: 'rightsizing',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: [],
  relations: [],
  parameters,
  sources: [
    'Amazon RDS User Guide, "On-Demand DB instances": instance and storage are charged for primary and standby',
  ],
  evaluate: (subject) => {
    const { resource, is_production } = subject;
    const cluster = textOf(resource, 'cluster');
    const checks = [
      isAvailable(resource),
      holds(
        { check: 'member', text: 'cluster that it belongs to' },
        cluster === null && !isAurora(resource),
        'none: zones are chosen for a cluster as a whole',
        cluster ?? 'none',
      ),
      holds({ check: 'multi_az', text: 'standby in another zone' }, flagOf(resource, 'multi_az'), 'there is one'),
      holds(
        { check: 'environment', text: 'environment, as its tags say' },
        is_production === null ? null : !is_production,
        'not production',
        is_production === null ? null : is_production ? 'production' : 'not production',
      ),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject));
  },
});
