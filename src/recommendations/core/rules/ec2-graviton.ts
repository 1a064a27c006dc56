import { z } from 'zod';
import { canBeChanged, instancePrice, isLinux, repriced } from '../aws/instances.ts';
import { below, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { ec2GravitonFamily, ec2Size } from '../prices/machine-sizes.ts';
import { flagOf, nameOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { PriceRow } from '../types.ts';

const parameters = z.strictObject({});
type Movable = Subject<z.output<typeof parameters>>;

/** The same size with a Graviton processor; null where the tables have none. */
function gravitonOf(instance_type: string): string | null {
  const [family = '', size = ''] = instance_type.split('.');
  const graviton = ec2GravitonFamily(family);
  return graviton === null ? null : (ec2Size(`${graviton}.${size}`)?.name ?? null);
}

function propose({ resource }: Movable, { from, to }: { from: PriceRow; to: PriceRow }): Proposal {
  const percent = figure((1 - to.price / from.price) * 100);
  return {
    title: `Move ${nameOf(resource)} from ${from.sku} to ${to.sku} (Graviton)`,
    reason: `${to.sku} costs $${to.price} an hour where ${from.sku} costs $${from.price} (${from.region}), ${percent} % less for the same size.`,
    // An image is made for one architecture: a new instance has to be built, which no call does.
    change: null,
    current: { instance_type: from.sku, architecture: 'x86_64' },
    proposed: { instance_type: to.sku, architecture: 'arm64' },
    saving: repriced(resource, from.sku, to.sku, null),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(['low', 'Nothing tells whether all that runs on it is there for arm64.']),
    risk: riskOf(['medium', `A new instance of ${to.sku} has to be built from an image for arm64, and tested.`]),
    effort: 'high',
    restart_needed: true,
    reversible: true,
  };
}

export const ec2Graviton = defineRule({
  id: 'ec2-graviton',
  title: 'EC2 instances that could run on Graviton',
  description: "Linux instances on x86 for which a size with AWS's own processors costs less.",
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: [],
  relations: [],
  parameters,
  sources: ['AWS Cost Optimization Hub: MigrateToGraviton', 'OpenOps benchmarks: Graviton'],
  evaluate: (subject) => {
    const { resource, prices } = subject;
    const from = textOf(resource, 'instance_type');
    const target = from === null ? null : gravitonOf(from);
    const pair =
      from !== null && target !== null
        ? prices.pair(instancePrice(resource, from), instancePrice(resource, target))
        : null;
    const marketplace = flagOf(resource, 'marketplace');
    const checks = [
      ...canBeChanged(resource),
      isOneOf({ check: 'architecture', text: 'architecture' }, textOf(resource, 'architecture'), ['x86_64']),
      holds(
        { check: 'platform', text: 'platform' },
        isLinux(resource),
        'Linux without a licence in its price',
        textOf(resource, 'platform'),
      ),
      holds(
        { check: 'marketplace', text: 'made from an image of the marketplace' },
        marketplace === null ? null : !marketplace,
        'no: its vendor decides where it runs',
        marketplace,
      ),
      holds(
        { check: 'graviton_size', text: 'the same size with a Graviton processor' },
        from === null || ec2Size(from) === null ? null : target !== null,
        'there is one',
        target ?? 'none',
      ),
      ...(target !== null
        ? [
            below(
              { check: 'price', text: `price of ${target} beside that of ${from}`, unit: '%' },
              pair && (pair.to.price / pair.from.price) * 100,
              100,
            ),
          ]
        : []),
    ];
    return decide(checks, () => propose(subject, pair!));
  },
});
