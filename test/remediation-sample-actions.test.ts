import { describe, expect, it } from 'vitest';
import { inventoryResource } from '../src/connections/core/inventory.ts';
import type { SampleResource } from '../src/connections/providers/sample/core/cloud/api/sample-resource.ts';
import type { TruthKind } from '../src/connections/providers/sample/core/cloud/roles.ts';
import type { Action, ParametersOf } from '../src/recommendations/core/change.ts';
import type { Subject } from '../src/remediation/core/action.ts';
import { ACTIONS, actionOf } from '../src/remediation/core/actions/index.ts';
import { carryOut, look, undo } from './support/action-runner.ts';
import { azureCall, type CalledSample, calledSample, differences } from './support/sample-calls.ts';
import { openLinks } from './support/sample-links.ts';

const lastOf = (text: string): string => text.split(/[/:]/).at(-1)!;
const attribute = <T>({ attributes }: SampleResource, name: string): T => attributes[name] as T;
/** Half the size in the same family, by AWS's names of sizes. */
const SIZES = ['medium', 'large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge'];
const halfOf = (type: string): string => {
  const parts = type.split('.');
  return [...parts.slice(0, -1), SIZES[SIZES.indexOf(parts.at(-1)!) - 1]].join('.');
};
const halfMachine = (size: string): string => size.replace(/\d+/, (cpus) => String(Number(cpus) / 2));

interface Case<A extends Action = Action> {
  /** What is found of which the action is made. */
  found: TruthKind;
  parameters(resource: SampleResource): ParametersOf<A>;
  /** Of those that are found, the ones that it can be done to. */
  isIt?(resource: SampleResource): boolean;
  /** What somebody has to do before. */
  prepare?(cloud: CalledSample, resource: SampleResource): Promise<unknown>;
  /** What is different in the cloud after all was undone: `new`, `gone` or `changed`, the type, and attributes. */
  left?: string[];
}

const instance = (one: SampleResource) => ({ instance_id: lastOf(one.resource_id) });
const database = (one: SampleResource) => ({ db_instance_identifier: one.name ?? '' });

/** For every action that can be carried out: of which finding, and with which parameters. */
const CASES: { [A in Action]?: Case<A> } = {
  'ec2.resize_instance': {
    found: 'ec2-oversized',
    parameters: (one) => {
      const from_instance_type = attribute<string>(one, 'instance_type');
      return { ...instance(one), instance_type: halfOf(from_instance_type), from_instance_type };
    },
  },
  'ec2.stop_instance': { found: 'ec2-idle', parameters: instance },
  'ec2.terminate_instance': {
    found: 'ec2-stopped-with-volumes',
    parameters: instance,
    left: [
      'changed AWS::EC2::Volume: attachments',
      'gone AWS::EC2::Instance',
      'gone AWS::EC2::Volume',
      'new AWS::EC2::Image',
      'new AWS::EC2::Snapshot',
      'new AWS::EC2::Snapshot',
    ],
  },
  'ec2.delete_volume': {
    found: 'ebs-unattached',
    parameters: (one) => ({ volume_id: lastOf(one.resource_id) }),
    left: ['gone AWS::EC2::Volume', 'new AWS::EC2::Snapshot', 'new AWS::EC2::Volume'],
  },
  'ec2.modify_volume': {
    found: 'ebs-gp2',
    parameters: (one) => ({
      volume_id: lastOf(one.resource_id),
      volume_type: 'gp3',
      from_volume_type: 'gp2',
      size_gib: attribute<number>(one, 'size_gib'),
      iops: 3_000,
      throughput_mibps: 125,
      from_iops: attribute<number>(one, 'iops'),
      from_throughput_mibps: null,
    }),
  },
  'ec2.release_address': {
    found: 'eip-unassociated',
    parameters: (one) => ({
      allocation_id: lastOf(one.resource_id),
      public_ip: attribute<string>(one, 'public_ip'),
      association_id: null,
    }),
    left: ['gone AWS::EC2::EIP', 'new AWS::EC2::EIP'],
  },
  'ec2.delete_snapshot': {
    found: 'snapshot-old',
    parameters: (one) => ({ snapshot_id: lastOf(one.resource_id) }),
    left: ['gone AWS::EC2::Snapshot'],
  },
  's3.add_lifecycle_rule': {
    found: 's3-without-lifecycle',
    parameters: (one) => ({
      bucket: one.name ?? '',
      rule_id: 'finopsmind-tiering',
      transitions: [{ days: 30, storage_class: 'INTELLIGENT_TIERING' }],
      noncurrent_expiration_days: 90,
      abort_multipart_days: 7,
    }),
  },
  's3.set_intelligent_tiering': {
    found: 's3-without-tiering',
    parameters: (one) => ({
      bucket: one.name ?? '',
      configuration_id: 'finopsmind',
      archive_days: 90,
      deep_archive_days: null,
    }),
  },
  'rds.stop_instance': { found: 'rds-idle', parameters: database },
  'rds.modify_instance': {
    found: 'rds-oversized',
    parameters: (one) => {
      const instance_class = attribute<string>(one, 'instance_class');
      return { ...database(one), instance_class: halfOf(instance_class), from: { instance_class } };
    },
  },
  'logs.set_retention': {
    found: 'log-group-without-retention',
    parameters: (one) => ({ log_group_name: one.name ?? '', retention_days: 30 }),
  },
  'lambda.set_memory': {
    found: 'lambda-oversized-memory',
    parameters: (one) => ({
      function_name: one.name ?? '',
      memory_mib: 1_024,
      from_memory_mib: attribute<number>(one, 'memory_mib'),
    }),
    left: ['changed AWS::Lambda::Function: last_modified_at'],
  },
  'azure.deallocate_vm': { found: 'azure-vm-idle', parameters: () => ({}) },
  'azure.resize_vm': {
    found: 'azure-vm-oversized',
    parameters: (one) => {
      const from_vm_size = attribute<string>(one, 'vm_size');
      return { vm_size: halfMachine(from_vm_size), from_vm_size };
    },
  },
  'azure.delete_disk': {
    found: 'azure-disk-unattached',
    parameters: () => ({}),
    left: ['changed microsoft.compute/disks: create_option, last_ownership_update_at, source_id'],
  },
  'azure.set_disk_sku': {
    found: 'azure-disk-premium-low-use',
    parameters: () => ({ sku: 'StandardSSD_LRS', from_sku: 'Premium_LRS' }),
    prepare: (cloud, { attached_to: [machine = ''] }) => cloud.ask(azureCall('POST', machine, { more: '/deallocate' })),
    left: ['changed microsoft.compute/disks: state', 'changed microsoft.compute/virtualmachines: '],
  },
  'azure.delete_public_ip': {
    found: 'azure-public-ip-idle',
    parameters: () => ({}),
    // The other one is on an interface, which has to be deleted first.
    isIt: ({ attached_to }) => attached_to.length === 0,
    left: ['changed microsoft.network/publicipaddresses: address'],
  },
  'azure.delete_snapshot': {
    found: 'azure-snapshot-premium',
    parameters: () => ({}),
    left: ['gone microsoft.compute/snapshots'],
  },
  'azure.set_app_service_plan_sku': {
    found: 'azure-app-service-plan-idle',
    parameters: (one) => ({ sku: 'P0v3', from_sku: attribute<string>(one, 'sku') }),
  },
};

const subjectOf = (one: SampleResource, { parameters }: Case): Subject => ({
  remediation_id: '0193f7a0-0000-7000-8000-000000000001',
  parameters: parameters(one),
  resource_id: one.resource_id,
  resource_name: one.name,
  account_id: one.account_id,
  region: one.region ?? '',
});

const foundIn = (cloud: CalledSample, { found, isIt }: Case): SampleResource[] =>
  cloud.made.truth
    .filter(({ kind }) => kind === found)
    .map(({ resource_id }) => cloud.now.get(resource_id)!)
    .filter((one) => isIt?.(one) ?? true);

describe.each(ACTIONS.map(({ action }) => action as Action))('%s on the sample company', (name) => {
  const action = actionOf(name)!;
  const given = CASES[name] as Case | undefined;
  if (!given) throw new Error(`There is no case for ${name}: say of what finding of the sample company it is made.`);
  const found = foundIn(calledSample(), given);

  it('is made of something that is found', () => expect(found.length).toBeGreaterThan(0));

  it.each(found.map((one) => [one.name, one]))('is carried out on %s as it says, and undone', async (_, one) => {
    const cloud = calledSample();
    await given.prepare?.(cloud, one);
    const subject = subjectOf(one, given);
    const { inspection } = await look(cloud, action, subject);
    expect(inspection).toMatchObject({ exists: true, is_done: false, tags: one.tags });
    expect(inspection.conditions.filter(({ result }) => result === 'not_met' || result === 'unknown')).toEqual([]);

    const { before, execute, verify } = await carryOut(cloud, action, subject);
    expect([execute.failed, verify?.failed]).toEqual([null, null]);
    expect(execute.changes.filter(({ answer }) => !answer.ok)).toEqual([]);
    const after = (await look(cloud, action, subject)).inspection;
    expect(after.is_done).toBe(true);
    if (after.exists) expect(after.before).toMatchObject(inspection.after);
    for (const resource of cloud.now.values()) inventoryResource.parse(resource);
    expect(openLinks([...cloud.now.values()])).toEqual([]);

    const kept = verify?.kept ?? execute.kept;
    const undone = await undo(cloud, action, subject, before, kept);
    expect(undone.failed).toBeNull();
    expect(differences(cloud)).toEqual(given.left ?? []);
  });
});

it('lets instances of previous generations be moved to the current one', async () => {
  const cloud = calledSample();
  const old = foundIn(cloud, { found: 'ec2-previous-generation', parameters: () => ({}) });
  expect(old.length).toBeGreaterThan(0);
  for (const one of old) {
    const from_instance_type = attribute<string>(one, 'instance_type');
    const instance_type = from_instance_type.replace(/^[a-z]\d[a-z]*/, 'm6i');
    const parameters = () => ({ ...instance(one), instance_type, from_instance_type });
    const subject = subjectOf(one, { found: 'ec2-previous-generation', parameters });
    const { conditions } = (await look(cloud, actionOf('ec2.resize_instance')!, subject)).inspection;
    expect(conditions.filter(({ result }) => result === 'not_met' || result === 'unknown')).toEqual([]);
  }
});
