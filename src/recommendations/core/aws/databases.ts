import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { holds, isOneOf } from '../checks.ts';
import type { Reason } from '../judging.ts';
import { ec2FamilySizes, ec2Size, type MachineSize } from '../prices/machine-sizes.ts';
import { flagOf, listOf, shortIdOf, textOf } from '../reading.ts';
import type { Check, PriceKey } from '../types.ts';
import { notProtected, stackRisks } from './held.ts';

const PREFIX = 'db.';
export const classOf = (resource: InventoryResource): string | null => textOf(resource, 'instance_class');
export const engineOf = (resource: InventoryResource): string | null => textOf(resource, 'engine');
export const isAurora = (resource: InventoryResource): boolean => engineOf(resource)?.startsWith('aurora') ?? false;

/** Family and size of a class such as `db.m6i.large`; null for what has no size, such as `db.serverless`. */
export function partsOf(instance_class: string | null): { family: string; size: string } | null {
  const [, family, size] = /^db\.([a-z0-9-]+)\.(\w+)$/.exec(instance_class ?? '') ?? [];
  return family && size ? { family, size } : null;
}

const named = (size: MachineSize): MachineSize => ({ ...size, name: PREFIX + size.name });

/** The machine of a class, named as the class; null for one that is not in the tables. */
export function databaseSize(instance_class: string | null): MachineSize | null {
  const parts = partsOf(instance_class);
  const size = parts && ec2Size(`${parts.family}.${parts.size}`);
  return size && named(size);
}

/** RDS has no instances below `micro`, and of families other than T none below `large`. */
const isOfRds = ({ name, burstable }: MachineSize): boolean => {
  const size = name.split('.').at(-1) ?? '';
  return !(burstable ? ['nano'] : ['nano', 'micro', 'small', 'medium']).includes(size);
};

/** Classes of one family, the smallest first. Not every engine and region has all of them. */
export const databaseFamilySizes = (family: string): MachineSize[] => ec2FamilySizes(family).filter(isOfRds).map(named);

/** The price of a class on demand for the engine and zones that a database has; null where those are not known. */
export function databasePrice(
  resource: InventoryResource,
  instance_class: string,
  multi_az = flagOf(resource, 'multi_az'),
): PriceKey | null {
  const engine = engineOf(resource);
  if (engine === null || multi_az === null) return null;
  // Aurora keeps its data in three zones, and has one price for its instances.
  const zones = multi_az && !isAurora(resource) ? 'multi-az' : 'single-az';
  const region = resource.region ?? '';
  return { provider: 'aws', service: 'rds-instance', region, sku: `${instance_class}/${engine}/${zones}` };
}

export const isAvailable = (resource: InventoryResource): Check =>
  isOneOf({ check: 'status', text: 'state of the database' }, resource.status, ['available']);

/** Members of a Multi-AZ cluster have the class of their cluster, serverless ones have none, protected ones keep theirs. */
export function canChangeClass(resource: InventoryResource): Check[] {
  const cluster = textOf(resource, 'cluster');
  const instance_class = classOf(resource);
  return [
    holds(
      { check: 'member', text: 'Multi-AZ cluster that it belongs to' },
      cluster === null || isAurora(resource),
      'none: the class is that of the cluster',
      cluster === null ? 'none' : isAurora(resource) ? `none: ${cluster} is of Aurora` : cluster,
    ),
    holds(
      { check: 'provisioned', text: 'class' },
      instance_class === null ? null : instance_class !== 'db.serverless',
      'provisioned: serverless ones grow and shrink by themselves',
      instance_class,
    ),
    notProtected(resource),
  ];
}

/** What can go wrong when a database gets another class. */
export function risksOfClassChange(resource: InventoryResource): Reason[] {
  const source = textOf(resource, 'read_replica_of');
  const replicas = listOf<string>(resource, 'read_replicas') ?? [];
  const cluster = isAurora(resource) ? textOf(resource, 'cluster') : null;
  return [
    flagOf(resource, 'multi_az') === true
      ? ['medium', 'It fails over to its standby to change: connections break, for a minute or two.']
      : ['medium', 'It restarts to change, and is away for some minutes.'],
    ...(source === null
      ? []
      : [['medium', `It is a replica of ${source}: it may fall behind if it is the smaller one.`] as const]),
    ...(replicas.length === 0
      ? []
      : [['medium', `Its replicas ${replicas.join(', ')} keep the class that they have.`] as const]),
    ...(cluster === null
      ? []
      : [
          [
            'medium',
            `Another member of ${cluster} has to be able to take over from it: change them together.`,
          ] as const,
        ]),
    ...stackRisks(resource),
  ];
}

/** The change of a database's class. */
export const classChange = (resource: InventoryResource, from: string, to: string) =>
  ({
    action: 'rds.modify_instance',
    parameters: {
      db_instance_identifier: shortIdOf(resource),
      instance_class: to,
      from: { instance_class: from },
    },
  }) as const;
