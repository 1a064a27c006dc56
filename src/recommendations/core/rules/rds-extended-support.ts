import { z } from 'zod';
import { engineOf, isAvailable } from '../aws/databases.ts';
import { endOfStandardSupport, majorVersionOf } from '../aws/support-dates.ts';
import type { BillLine } from '../bill.ts';
import { decide, holds } from '../checks.ts';
import { componentOf } from '../components.ts';
import { confidenceOf, type Reason, riskOf } from '../judging.ts';
import { nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';

const parameters = z.strictObject({});
type Outdated = Subject<z.output<typeof parameters>>;

const isCharged = (bill: readonly BillLine[]): boolean =>
  bill.some((line) => componentOf(line, 'aws') === 'extended_support');

const risksOf = ({ resource }: Outdated): Reason[] => {
  const cluster = textOf(resource, 'cluster');
  return [
    [
      'high',
      'What its queries, drivers and extensions do may change with the major version: try the upgrade on a copy first.',
    ],
    ['medium', 'It is away while it is upgraded, and goes back only by restoring a snapshot that was taken before.'],
    ...(cluster === null ? [] : [['medium', `Its cluster ${cluster} is upgraded as a whole.`] as const]),
  ];
};

function propose(subject: Outdated, version: string, ended: string | null): Proposal {
  const { resource, bill } = subject;
  const engine = engineOf(resource);
  const charged = isCharged(bill);
  const since = ended === null ? 'has no standard support any more' : `has had no standard support since ${ended}`;
  return {
    title: `Upgrade ${nameOf(resource)} from ${engine} ${version}`,
    reason: `${engine} ${version} ${since}${charged ? ', and its bill has charges for extended support' : ''}.`,
    // To which version it can go depends on all that uses it.
    change: null,
    current: { engine, engine_version: textOf(resource, 'engine_version') },
    proposed: { engine, engine_version: 'one with standard support' },
    saving: charged
      ? [{ kind: 'ends', of: ['extended_support'], because: 'a version with standard support has no such charge' }]
      : [{ kind: 'unknown', because: 'Its bill shows no charge for extended support yet.' }],
    claims: [{ resource_id: resource.resource_id, component: 'extended_support' }],
    confidence: confidenceOf(
      charged
        ? ['high', 'The charge is on its own bill.']
        : ['medium', `The release calendar of AWS names ${ended} as the last day; its bill does not show the charge.`],
    ),
    risk: riskOf(...risksOf(subject)),
    effort: 'high',
    restart_needed: true,
    reversible: false,
  };
}

export const rdsExtendedSupport = defineRule({
  id: 'rds-extended-support',
  title: 'RDS databases in extended support',
  description:
    'Databases whose version is out of standard support, so that each virtual CPU is charged for in addition.',
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::RDS::DBInstance'],
  metrics: [],
  relations: [],
  parameters,
  sources: [
    'Release calendars of Amazon RDS and Aurora for PostgreSQL and MySQL, as endoflife.date had them (PostgreSQL in 2025, MySQL in May 2026, Aurora at the end of 2024)',
    'Amazon RDS User Guide, "Amazon RDS Extended Support charges"',
  ],
  evaluate: (subject) => {
    const { resource, as_of, bill } = subject;
    const [engine, full] = [engineOf(resource), textOf(resource, 'engine_version')];
    const version = engine && full && majorVersionOf(engine, full);
    const ended = engine && full && endOfStandardSupport(engine, full);
    const lifecycle = textOf(resource, 'engine_lifecycle_support');
    const is_out = isCharged(bill) || (ended ? ended < as_of : null);
    const checks = [
      isAvailable(resource),
      holds(
        { check: 'standard_support', text: `last day of standard support${version ? ` of ${engine} ${version}` : ''}` },
        is_out,
        `before ${as_of}, or charged for on its bill`,
        ended || (is_out ? 'charged for' : null),
      ),
      holds(
        { check: 'extended_support', text: 'extended support' },
        lifecycle === null ? isCharged(bill) || null : isCharged(bill) || !lifecycle.endsWith('-disabled'),
        'not switched off: without it AWS upgrades the database by itself',
        lifecycle,
      ),
    ];
    return decide(checks, () => propose(subject, version!, ended || null));
  },
});
