import { z } from 'zod';
import { firstCheaper, gravitonClasses } from '../aws/database-families.ts';
import {
  classChange,
  classOf,
  databasePrice,
  databaseSize,
  engineOf,
  hasOwnClass,
  isAvailable,
  risksOfClassChange,
} from '../aws/databases.ts';
import { majorVersionOf } from '../aws/support-dates.ts';
import { decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';

const parameters = z.strictObject({
  saving_percent: z
    .number()
    .min(1)
    .max(50)
    .default(5)
    .describe('What the class with Graviton costs less, at least (%)'),
});
type Movable = Subject<z.output<typeof parameters>>;
type Target = NonNullable<ReturnType<typeof firstCheaper>>;

/**
 * The first major version of each engine that all classes with Graviton run (RDS and Aurora User Guides, "Supported DB
 * engines for DB instance classes", 2026-07).
 */
const LEAST_VERSION: Record<string, number> = {
  postgres: 13,
  'aurora-postgresql': 13,
  mysql: 8,
  'aurora-mysql': 8,
  mariadb: 10.5,
};
const ENGINES = Object.keys(LEAST_VERSION);

function isNewEnough(engine: string | null, version: string | null): boolean | null {
  if (engine === null || version === null) return null;
  const least = LEAST_VERSION[engine];
  if (least === undefined) return null;
  const [major = 0, minor = 0] = majorVersionOf(engine, version).split('.').map(Number);
  // 10.11 is after 10.5.
  const [least_major = 0, least_minor = 0] = String(least).split('.').map(Number);
  return major > least_major || (major === least_major && minor >= least_minor);
}

function propose({ resource, parameters }: Movable, current: string, { instance_class, from, to }: Target): Proposal {
  const engine = `${textOf(resource, 'engine')} ${textOf(resource, 'engine_version')}`;
  return {
    title: `Move ${nameOf(resource)} from ${current} to ${instance_class} (Graviton)`,
    reason: `${instance_class} costs $${to.price} an hour where ${current} costs $${from.price} (${from.region}), ${figure((1 - to.price / from.price) * 100)} % less for the same size; ${parameters.saving_percent} % is asked for.`,
    change: classChange(resource, current, instance_class),
    current: { instance_class: current },
    proposed: { instance_class },
    saving: [
      {
        kind: 'reprice',
        of: ['compute'],
        from: databasePrice(resource, current)!,
        to: databasePrice(resource, instance_class)!,
        because: `${instance_class} is charged instead of ${current}`,
      },
    ],
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf([
      'medium',
      `RDS runs ${engine} on both, and no data is moved; how fast its own queries are there has to be tried.`,
    ]),
    risk: riskOf(...risksOfClassChange(resource), [
      'low',
      `The minor version of ${engine} has to be offered on ${instance_class}, and each extension that it uses.`,
    ]),
    effort: 'low',
    restart_needed: true,
    reversible: true,
  };
}

export const rdsGraviton = defineRule({
  id: 'rds-graviton',
  title: 'RDS databases that could run on Graviton',
  description: "Databases on x86 for which a class with AWS's own processors costs less.",
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: [],
  relations: [],
  parameters,
  sources: ['AWS Cost Optimization Hub: MigrateToGraviton', 'OpenOps benchmarks: Graviton'],
  evaluate: (subject) => {
    const { resource, prices, parameters } = subject;
    const [current, engine, version] = [classOf(resource), engineOf(resource), textOf(resource, 'engine_version')];
    const candidates = current === null ? [] : gravitonClasses(current);
    const own = databaseSize(current);
    const target = current && firstCheaper(resource, prices, current, candidates, 1 - parameters.saving_percent / 100);
    const priced = current && firstCheaper(resource, prices, current, candidates, Number.POSITIVE_INFINITY);
    const checks = [
      isAvailable(resource),
      ...hasOwnClass(resource),
      isOneOf({ check: 'engine', text: 'engine' }, engine, ENGINES),
      holds(
        { check: 'engine_version', text: 'version of the engine' },
        isNewEnough(engine, version),
        'one that all classes with Graviton run',
        version,
      ),
      holds(
        { check: 'graviton_class', text: 'the same size with a Graviton processor' },
        own === null ? null : candidates.length > 0,
        'there is one',
        candidates[0] ?? null,
      ),
      holds(
        { check: 'price', text: 'price of it beside that of its class' },
        target ? true : priced ? false : null,
        `at least ${parameters.saving_percent} % less`,
        target ? figure((1 - target.to.price / target.from.price) * 100) : null,
      ),
    ];
    return decide(checks, () => propose(subject, current!, target as Target));
  },
});
