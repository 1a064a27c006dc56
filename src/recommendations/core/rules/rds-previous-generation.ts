import { z } from 'zod';
import { currentClasses, firstCheaper, isPreviousFamily } from '../aws/database-families.ts';
import {
  canChangeClass,
  classChange,
  classOf,
  databasePrice,
  isAvailable,
  partsOf,
  risksOfClassChange,
} from '../aws/databases.ts';
import { decide, holds } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const parameters = z.strictObject({});
type Old = Subject<z.output<typeof parameters>>;

/** The newest class that is known to cost no more; where no price is known, the oldest of today, which most engines run on. */
function targetOf({ resource, prices }: Old, from: string) {
  const candidates = currentClasses(from);
  const priced = firstCheaper(resource, prices, from, candidates, 1);
  if (priced) return priced;
  const is_priced = candidates.some((to) => {
    const [now, then] = [databasePrice(resource, from), databasePrice(resource, to)];
    return now && then && prices.pair(now, then) !== null;
  });
  const last = candidates.at(-1);
  return is_priced || last === undefined ? null : { instance_class: last, from: null, to: null };
}
type Target = NonNullable<ReturnType<typeof targetOf>>;

function savingOf({ resource }: Old, from: string, { instance_class, to }: Target): SavingPlan {
  const [now, then] = [databasePrice(resource, from), databasePrice(resource, instance_class)];
  return to && now && then
    ? [
        {
          kind: 'reprice',
          of: ['compute'],
          from: now,
          to: then,
          because: `${instance_class} is charged instead of ${from}`,
        },
      ]
    : [{ kind: 'unknown', because: `The prices of ${from} and ${instance_class} are not both known.` }];
}

function propose(subject: Old, from: string, target: Target): Proposal {
  const { resource } = subject;
  const { instance_class, from: now, to: then } = target;
  const cost =
    now && then ? `costs $${then.price} an hour where ${from} costs $${now.price} (${now.region})` : 'takes its place';
  return {
    title: `Change ${nameOf(resource)} from ${from} to ${instance_class}`,
    reason: `AWS calls ${from} a previous generation; ${instance_class} of the same size ${cost}.`,
    change: classChange(resource, from, instance_class),
    current: { instance_class: from },
    proposed: { instance_class },
    saving: savingOf(subject, from, target),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(['high', `${from} is of a generation that AWS moves databases away from.`]),
    risk: riskOf(...risksOfClassChange(resource), [
      'low',
      `${textOf(resource, 'engine')} ${textOf(resource, 'engine_version')} has to be offered on ${instance_class}; where it is not, the engine is upgraded first.`,
    ]),
    effort: 'low',
    restart_needed: true,
    reversible: true,
  };
}

export const rdsPreviousGeneration = defineRule({
  id: 'rds-previous-generation',
  title: 'RDS databases of previous generations',
  description: 'Databases of a class that AWS calls a previous generation, where the current one costs no more.',
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: [],
  relations: [],
  parameters,
  sources: [
    'AWS re:Post, FAQ on the end of M4, R4 and T2 on RDS: they are migrated to M5, R5 and T3',
    'AWS Compute Optimizer: NewGenerationDBInstanceClassAvailable',
  ],
  evaluate: (subject) => {
    const { resource } = subject;
    const from = classOf(resource);
    const family = partsOf(from)?.family ?? null;
    const is_old = family === null ? null : isPreviousFamily(family);
    const target = from !== null && is_old === true ? targetOf(subject, from) : null;
    const checks = [
      isAvailable(resource),
      ...canChangeClass(resource),
      holds({ check: 'generation', text: 'class' }, is_old, 'of a previous generation', from),
      ...(is_old === true
        ? [
            holds(
              { check: 'successor', text: 'the same size of a current family that costs no more' },
              target !== null,
              'there is one',
              target?.instance_class ?? 'none',
            ),
          ]
        : []),
    ];
    return decide(checks, () => propose(subject, from!, target!));
  },
});
