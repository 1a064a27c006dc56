import { z } from 'zod';
import { firstCheaper, gravitonClasses } from '../aws/database-families.ts';
import {
  canChangeClass,
  classChange,
  classOf,
  databasePrice,
  databaseSize,
  engineOf,
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
 * Versions from which on an engine is taken to run on Graviton. What RDS offers for the exact version is told by
 * DescribeOrderableDBInstanceOptions alone, which is why the finding asks for that to be looked up.
 */
const LEAST_VERSION: Record<string, readonly [major: number, minor: number]> = {
  postgres: [13, 0],
  'aurora-postgresql': [13, 0],
  mysql: [8, 0],
  'aurora-mysql': [8, 0],
  mariadb: [10, 5],
};
const ENGINES = Object.keys(LEAST_VERSION);

function isNewEnough(engine: string | null, version: string | null): boolean | null {
  const least = engine === null ? undefined : LEAST_VERSION[engine];
  if (engine === null || version === null || least === undefined) return null;
  const [major = 0, minor = 0] = majorVersionOf(engine, version).split('.').map(Number);
  return major > least[0] || (major === least[0] && minor >= least[1]);
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
      `No data is moved, and ${engine} stays as it is; how fast its own queries are on Graviton has to be tried.`,
    ]),
    risk: riskOf(...risksOfClassChange(resource), [
      'low',
      `Whether ${instance_class} is offered for ${engine}, and each extension that it uses, has to be looked up.`,
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
    const cheaper = (most: number) =>
      current === null ? null : firstCheaper(resource, prices, current, candidates, most);
    const target = cheaper(1 - parameters.saving_percent / 100);
    const priced = cheaper(Number.POSITIVE_INFINITY);
    const checks = [
      isAvailable(resource),
      ...canChangeClass(resource),
      isOneOf({ check: 'engine', text: 'engine' }, engine, ENGINES),
      holds(
        { check: 'engine_version', text: 'version of the engine' },
        isNewEnough(engine, version),
        engine === null
          ? 'one that Graviton runs'
          : `${LEAST_VERSION[engine]?.join('.') ?? 'one that Graviton runs'} or newer`,
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
    return decide(checks, () => propose(subject, current!, target!));
  },
});
