import { z } from 'zod';
import { canBeChanged, instancePrice, repriced, risksOfResizing } from '../aws/instances.ts';
import { decide, holds } from '../checks.ts';
import { confidenceOf, figure, type Reason, riskOf } from '../judging.ts';
import { ec2Size, ec2Successor, type MachineSize } from '../prices/machine-sizes.ts';
import { flagOf, nameOf, shortIdOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';

const parameters = z.strictObject({});
type Old = Subject<z.output<typeof parameters>>;

/** The same size of the newest family like it; null where the tables have none. */
function successorOf(instance_type: string): MachineSize | null {
  const [family = '', size = ''] = instance_type.split('.');
  const newer = ec2Successor(family);
  return newer === null ? null : ec2Size(`${newer}.${size}`);
}

/** Types of today have network cards and disks of Nitro, which an old image may lack the drivers for. */
function risksOf({ resource }: Old, target: MachineSize): Reason[] {
  const is_ready = flagOf(resource, 'ena') === true;
  return [
    ...risksOfResizing(resource),
    is_ready
      ? ['medium', `${target.name} names its volumes as NVMe devices; the image needs drivers for them.`]
      : [
          'high',
          `${target.name} needs support for its network card (ENA), which this instance is not said to have: AWS refuses to start it until drivers are installed and it is switched on.`,
        ],
  ];
}

function propose(subject: Old, from: string, target: MachineSize): Proposal {
  const { resource, prices } = subject;
  const pair = prices.pair(instancePrice(resource, from), instancePrice(resource, target.name));
  const cost = pair
    ? `costs $${pair.to.price} an hour where it costs $${pair.from.price} (${pair.from.region})`
    : 'costs no more';
  return {
    title: `Change ${nameOf(resource)} from ${from} to ${target.name}`,
    reason: `AWS calls ${from} a previous generation; ${target.name} with ${target.vcpus} virtual CPUs and ${figure(target.memory_mib / 1024)} GiB ${cost}.`,
    change: {
      action: 'ec2.resize_instance',
      parameters: { instance_id: shortIdOf(resource), instance_type: target.name, from_instance_type: from },
    },
    current: { instance_type: from },
    proposed: { instance_type: target.name, vcpus: target.vcpus, memory_mib: target.memory_mib },
    saving: repriced(resource, from, target.name, null),
    claims: [{ resource_id: resource.resource_id, component: 'compute' }],
    confidence: confidenceOf(['high', `AWS itself says that ${from} is of a previous generation.`]),
    risk: riskOf(...risksOf(subject, target)),
    effort: 'medium',
    restart_needed: true,
    reversible: true,
  };
}

export const ec2PreviousGeneration = defineRule({
  id: 'ec2-previous-generation',
  title: 'EC2 instances of previous generations',
  description: 'Instances of a type that AWS calls a previous generation, where the current one costs no more.',
  type: 'upgrade',
  provider: 'aws',
  resource_types: ['AWS::EC2::Instance'],
  metrics: [],
  relations: [],
  parameters,
  sources: ['AWS, previous generation instances: the field CurrentGeneration of DescribeInstanceTypes'],
  evaluate: (subject) => {
    const { resource } = subject;
    const from = textOf(resource, 'instance_type');
    const target = from === null ? null : successorOf(from);
    const is_current = flagOf(resource, 'current_generation');
    const checks = [
      ...canBeChanged(resource),
      holds(
        { check: 'generation', text: 'generation of its type' },
        is_current === null ? null : !is_current,
        'previous, as AWS says',
        is_current === null ? null : is_current ? 'current' : 'previous',
      ),
      holds(
        { check: 'architecture', text: 'architecture' },
        textOf(resource, 'architecture') !== 'i386',
        'not i386, which no current type runs',
        textOf(resource, 'architecture'),
      ),
      holds(
        { check: 'successor', text: 'the same size of a current family that costs no more' },
        from === null || ec2Size(from) === null ? null : target !== null,
        'there is one',
        target?.name ?? 'none',
      ),
    ];
    return decide(checks, () => propose(subject, from!, target!));
  },
});
