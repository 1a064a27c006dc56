import { describe, expect, it } from 'vitest';
import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { Answers, AnyAction, Condition, Subject } from '../../action.ts';
import { blockersOf } from '../../blockers.ts';
import { previewOf } from '../../preview.ts';
import { ec2ResizeInstance } from './ec2-resize-instance.ts';
import { ec2StopInstance } from './ec2-stop-instance.ts';
import { ec2TerminateInstance } from './ec2-terminate-instance.ts';

const said = (body: object): CloudAnswer => ({ ok: true, body, operation: null });
const refused = (code: string): CloudAnswer => ({
  ok: false,
  meaning: 'refused',
  code,
  message: 'No.',
  permission: null,
});

const INSTANCE = {
  InstanceId: 'i-1',
  InstanceType: 'm5.xlarge',
  ImageId: 'ami-1',
  State: { Name: 'running' },
  LaunchTime: '2026-01-01T00:00:00.000Z',
  Architecture: 'x86_64',
  VirtualizationType: 'hvm',
  RootDeviceType: 'ebs',
  EnaSupport: true,
  Placement: { AvailabilityZone: 'eu-central-1a', Tenancy: 'default' },
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1', DeleteOnTermination: true } }],
  NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.1' }] }],
};
const NITRO = {
  InstanceType: 'm5.xlarge',
  ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
  SupportedVirtualizationTypes: ['hvm'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedBootModes: ['legacy-bios', 'uefi'],
  InstanceStorageSupported: false,
  HibernationSupported: true,
  EbsInfo: {
    NvmeSupport: 'required',
    EbsOptimizedSupport: 'default',
    MaximumEbsAttachments: 3,
    AttachmentLimitType: 'shared',
  },
  NetworkInfo: { EnaSupport: 'required', MaximumNetworkInterfaces: 2, Ipv4AddressesPerInterface: 2 },
};
const XEN = {
  ...NITRO,
  InstanceType: 'm4.xlarge',
  EbsInfo: { NvmeSupport: 'unsupported' },
  NetworkInfo: { EnaSupport: 'supported', MaximumNetworkInterfaces: 2 },
};

interface Told {
  instance?: object;
  type?: object;
  target?: object;
  answers?: Record<string, CloudAnswer>;
}

const tell = ({ instance = {}, type = {}, target = {}, answers = {} }: Told): Answers => ({
  instance: said({ Reservations: [{ Instances: [{ ...INSTANCE, ...instance }] }] }),
  stop_protection: said({ DisableApiStop: { Value: false } }),
  termination_protection: said({ DisableApiTermination: { Value: false } }),
  addresses: said({ Addresses: [] }),
  volumes: said({ Volumes: [] }),
  group: said({ AutoScalingInstances: [] }),
  target_groups: said({ TargetGroups: [] }),
  classic_balancers: said({ LoadBalancerDescriptions: [] }),
  type: said({ InstanceTypes: [{ ...NITRO, ...type }] }),
  target_type: said({ InstanceTypes: [{ ...NITRO, InstanceType: 'm5.large', ...target }] }),
  offerings: said({ InstanceTypeOfferings: [{ Location: 'eu-central-1a' }, { Location: 'eu-central-1b' }] }),
  ...answers,
});

const subject: Subject = {
  remediation_id: 'r-1',
  parameters: { instance_id: 'i-1', instance_type: 'm5.large', from_instance_type: 'm5.xlarge' },
  resource_id: 'arn:aws:ec2:eu-central-1:111122223333:instance/i-1',
  resource_name: 'web',
  account_id: '111122223333',
  region: 'eu-central-1',
};

const ACTIONS: Record<string, AnyAction> = {
  resize: ec2ResizeInstance,
  stop: ec2StopInstance,
  terminate: ec2TerminateInstance,
};
const BLOCKING = new Set<Condition['result']>(['not_met', 'unknown']);
/** Conditions that keep it from being made, and those that warn. */
function found(what: string, told: Told): { blocking: string[]; warning: string[] } {
  const { conditions } = ACTIONS[what]!.inspect(subject, tell(told));
  const named = (fits: (one: Condition) => boolean): string[] => conditions.filter(fits).map((one) => one.condition);
  return {
    blocking: named(({ result }) => BLOCKING.has(result)),
    warning: named(({ result }) => result === 'warning'),
  };
}

describe('an instance that is changed', () => {
  it.each(['resize', 'stop', 'terminate'])('may be: %s', (what) => {
    expect(found(what, {}).blocking).toEqual([]);
  });

  const IN_GROUP = { group: said({ AutoScalingInstances: [{ AutoScalingGroupName: 'web' }] }) };
  const tagged = (Key: string, Value = 'x') => ({ instance: { Tags: [{ Key, Value }] } });
  it.each<[string, Told, string]>([
    ['is in an Auto Scaling group', { answers: IN_GROUP }, 'not_in_group'],
    ['may be in a group', { answers: { group: refused('ValidationError') } }, 'not_in_group'],
    ['is a node of EKS', tagged('eks:cluster-name'), 'not_of_kubernetes'],
    ['is a node of any Kubernetes', tagged('kubernetes.io/cluster/shop', 'owned'), 'not_of_kubernetes'],
    ['is of EMR', tagged('aws:elasticmapreduce:job-flow-id'), 'not_of_service'],
    ['is managed by AWS', { instance: { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } } }, 'not_managed'],
    ['is a Spot instance', { instance: { InstanceLifecycle: 'spot' } }, 'on_demand'],
    ['has its root on the instance store', { instance: { RootDeviceType: 'instance-store' } }, 'root_on_ebs'],
    ['has local disks', { type: { InstanceStorageSupported: true } }, 'no_local_disks'],
    ['may have local disks', { answers: { type: refused('InternalFailure') } }, 'no_local_disks'],
    [
      'is protected from being stopped',
      { answers: { stop_protection: said({ DisableApiStop: { Value: true } }) } },
      'stop_protection',
    ],
    ['may be protected', { answers: { stop_protection: refused('InvalidRequest') } }, 'stop_protection'],
    [
      'is hibernated',
      { instance: { State: { Name: 'stopped' }, StateReason: { Code: 'Client.UserInitiatedHibernate' } } },
      'not_hibernated',
    ],
    ['is between two states', { instance: { State: { Name: 'stopping' } } }, 'state'],
  ])('is not where it %s', (_, told, condition) => {
    for (const what of ['resize', 'stop', 'terminate'])
      expect([what, found(what, told).blocking]).toEqual([what, expect.arrayContaining([condition])]);
  });

  it('may be where its local disks are empty, since it is stopped', () => {
    const told = { instance: { State: { Name: 'stopped' } }, type: { InstanceStorageSupported: true } };
    expect(found('resize', told).blocking).toEqual([]);
  });

  it.each<[string, Told, string[]]>([
    [
      'is not offered in its zone',
      { answers: { offerings: said({ InstanceTypeOfferings: [{ Location: 'eu-central-1b' }] }) } },
      ['offered'],
    ],
    ['is not there', { answers: { target_type: refused('InvalidInstanceType') } }, ['type_exists']],
    ['AWS does not tell of', { answers: { target_type: refused('InternalFailure') } }, ['type_exists']],
    [
      'has another architecture',
      { target: { ProcessorInfo: { SupportedArchitectures: ['arm64'] } } },
      ['architecture'],
    ],
    ['takes no such virtualization', { instance: { VirtualizationType: 'paravirtual' } }, ['virtualization']],
    [
      'boots otherwise',
      { instance: { CurrentInstanceBootMode: 'legacy-bios' }, target: { SupportedBootModes: ['uefi'] } },
      ['boot_mode'],
    ],
    ['needs ENA', { instance: { EnaSupport: false }, type: XEN }, ['ena']],
    [
      'takes fewer interfaces',
      { instance: { NetworkInterfaces: [{}, {}, {}] } },
      ['network_interfaces', 'attachments'],
    ],
    [
      'takes fewer addresses an interface',
      { instance: { NetworkInterfaces: [{ PrivateIpAddresses: [{}, {}, {}] }] } },
      ['network_interfaces'],
    ],
    ['takes fewer volumes', { instance: { BlockDeviceMappings: [{}, {}, {}] } }, ['attachments']],
    [
      'has no hibernation',
      { instance: { HibernationOptions: { Configured: true } }, target: { HibernationSupported: false } },
      ['settings'],
    ],
    [
      'has no EBS optimization',
      { instance: { EbsOptimized: true }, target: { EbsInfo: { EbsOptimizedSupport: 'unsupported' } } },
      ['settings'],
    ],
    [
      'has another number of cores',
      {
        instance: { CpuOptions: { CoreCount: 2, ThreadsPerCore: 1 } },
        type: { VCpuInfo: { DefaultCores: 2, DefaultThreadsPerCore: 2 } },
      },
      ['default_processor'],
    ],
    [
      'may not be licensed',
      { instance: { ProductCodes: [{ ProductCodeId: 'p', ProductCodeType: 'marketplace' }] } },
      ['no_marketplace_product'],
    ],
    [
      'is not what the dedicated host takes',
      { instance: { Placement: { AvailabilityZone: 'eu-central-1a', Tenancy: 'host' } } },
      ['not_on_host'],
    ],
    ['was meant for another than it is now', { instance: { InstanceType: 'm5.4xlarge' } }, ['type_as_found']],
  ])('is not made a type that %s', (_, told, conditions) => {
    expect(found('resize', told).blocking).toEqual(conditions);
  });

  const GROUP = { TargetGroupArn: 'tg', TargetGroupName: 'web', TargetType: 'instance', LoadBalancerArns: ['lb'] };
  const health = (...targets: [id: string, state: string][]) => ({
    target_groups: said({ TargetGroups: [GROUP] }),
    'target_health tg': said({
      TargetHealthDescriptions: targets.map(([Id, State]) => ({ Target: { Id, Port: 80 }, TargetHealth: { State } })),
    }),
  });
  const classic = (...instances: [InstanceId: string, State: string][]) => ({
    classic_balancers: said({
      LoadBalancerDescriptions: [
        { LoadBalancerName: 'old', Instances: instances.map(([InstanceId]) => ({ InstanceId })) },
      ],
    }),
    'classic_health old': said({ InstanceStates: instances.map(([InstanceId, State]) => ({ InstanceId, State })) }),
  });
  it('reads the health of no more groups and load balancers than those it may be behind', () => {
    const elsewhere = { ...GROUP, TargetGroupArn: 'elsewhere', VpcId: 'vpc-2' };
    const answers = {
      ...tell({ instance: { VpcId: 'vpc-1' }, answers: classic(['i-1', 'InService']) }),
      target_groups: said({ TargetGroups: [GROUP, elsewhere] }),
    };
    const asked = Object.keys(ec2StopInstance.reads(subject as Subject<'ec2.stop_instance'>, answers));
    expect(asked.filter((name) => name.includes('health'))).toEqual(['target_health tg', 'classic_health old']);
  });
  it.each<[string, Told, string[]]>([
    [
      'has a public address that is lent',
      { instance: { NetworkInterfaces: [{ Association: { PublicIp: '203.0.113.5' } }] } },
      ['keeps_addresses'],
    ],
    [
      'has an Elastic IP',
      {
        instance: { NetworkInterfaces: [{ Association: { PublicIp: '203.0.113.5' } }] },
        answers: { addresses: said({ Addresses: [{ PublicIp: '203.0.113.5' }] }) },
      },
      [],
    ],
    ['has encrypted volumes', { answers: { volumes: said({ Volumes: [{ KmsKeyId: 'key' }] }) } }, ['keys_usable']],
    ['is the only healthy target', { answers: health(['i-1', 'healthy'], ['i-2', 'unhealthy']) }, ['not_last_target']],
    ['is one of several healthy targets', { answers: health(['i-1', 'healthy'], ['i-2', 'healthy']) }, []],
    [
      'is the only instance in service',
      { answers: classic(['i-1', 'InService'], ['i-2', 'OutOfService']) },
      ['not_last_instance'],
    ],
    ['is one of several in service', { answers: classic(['i-1', 'InService'], ['i-2', 'InService']) }, []],
    ['is not behind a classic load balancer', { answers: classic(['i-2', 'InService']) }, []],
    ['is in a capacity reservation', { instance: { CapacityReservationId: 'cr-1' } }, ['capacity_reservation']],
    [
      'is on a host that is paid for all the same',
      { instance: { Placement: { AvailabilityZone: 'eu-central-1a', Tenancy: 'host' } } },
      ['saves_nothing_on_host'],
    ],
    ['is set up for hibernation', { instance: { HibernationOptions: { Configured: true } } }, ['hibernation']],
    [
      'is not found among more groups than were told',
      { answers: { target_groups: said({ TargetGroups: [], NextMarker: 'more' }) } },
      ['all_target_groups'],
    ],
  ])('that is stopped, and %s, has warnings', (_, told, warnings) => {
    expect(found('stop', told)).toEqual({ blocking: [], warning: warnings });
  });

  it.each<[string, Told, string[]]>([
    ['shows volumes by other names', { type: XEN }, ['nvme']],
    [
      'is scarcer in its placement group',
      { instance: { Placement: { AvailabilityZone: 'eu-central-1a', GroupName: 'near' } } },
      ['placement_group'],
    ],
    ['is bare metal', { target: { BareMetal: true } }, ['bare_metal']],
  ])('gets warnings of a type that %s', (_, told, warnings) => {
    expect(found('resize', told)).toEqual({ blocking: [], warning: warnings });
  });

  it('is terminated with warnings of what is lost', () => {
    const told = { instance: { PrivateIpAddress: '10.0.0.1', HibernationOptions: { Configured: true } } };
    expect(found('terminate', told)).toEqual({ blocking: [], warning: ['addresses_lost', 'image_usable'] });
  });

  it('is not terminated without knowing whether it is protected, nor what load balancers say', () => {
    const no = refused('No');
    const told = { answers: { termination_protection: no, target_groups: no, classic_balancers: no, addresses: no } };
    expect(found('terminate', told).blocking).toEqual([
      'termination_protection',
      'addresses_known',
      'not_last_target',
      'not_last_instance',
    ]);
  });

  it('can not be told about where AWS does not tell', () => {
    for (const action of Object.values(ACTIONS))
      expect(blockersOf(action.inspect(subject, { instance: refused('No') }))).toEqual(['AWS does not tell: No.']);
  });
});

describe('what becomes of an instance that could not be started', () => {
  it('is told by AWS’s own reason, and by what to look for', () => {
    const reason = { Code: 'Client.InternalError', Message: 'Client error on launch' };
    const [, , start] = ec2ResizeInstance.steps(subject as Subject<'ec2.resize_instance'>, tell({}), {});
    const stopped = { InstanceType: 'm5.large', State: { Name: 'stopped' } };
    expect(start!.judge(tell({ instance: { ...stopped, StateReason: reason } })['instance']!)).toEqual({
      at: 'impossible',
      because:
        'AWS could not start it (Client error on launch). Where its volumes are encrypted, check that kms:CreateGrant is allowed for their key.',
    });
    expect(start!.judge(tell({ instance: stopped })['instance']!)).toEqual({ at: 'todo' });
  });
});

describe('the image of an instance that is terminated', () => {
  it('has to have a snapshot of every volume, and to be available', () => {
    const of = subject as Subject<'ec2.terminate_instance'>;
    const image = ec2TerminateInstance.steps(of, tell({}), {})[1]!;
    const shown = (State: string, ...devices: string[]): CloudAnswer =>
      said({
        Images: [
          {
            ImageId: 'ami-2',
            State,
            BlockDeviceMappings: devices.map((DeviceName) => ({ DeviceName, Ebs: { SnapshotId: 'snap-1' } })),
          },
        ],
      });
    const states = [said({}), shown('pending'), shown('available', '/dev/xvda'), shown('failed', '/dev/xvda')];
    expect(states.map((answer) => image.judge(answer).at)).toEqual(['todo', 'under_way', 'done', 'impossible']);
    expect(image.judge(shown('available', '/dev/sdf'))).toEqual({
      at: 'impossible',
      because: 'The image ami-2 has no snapshot of vol-1: it is not kept for whole.',
    });
  });
});

describe('an instance that EC2 still shows as it was', () => {
  it.each([
    ['modify', 1, 'It runs: its type can be changed only while it is stopped.'],
    ['type', 0, 'It is a m5.xlarge.'],
  ] as const)('is looked at again: %s', (id, place, message) => {
    const of = subject as Subject<'ec2.resize_instance'>;
    const make = id === 'modify' ? ec2ResizeInstance.steps : ec2ResizeInstance.verification;
    const step = make(of, tell({}), {})[place]!;
    expect(step.id).toBe(id);
    expect(step.judge(tell({})['instance']!)).toEqual({ at: 'under_way', message });
  });
});

describe('the preview of a change of an instance', () => {
  const titles = (steps: readonly { title: string }[]): string[] => steps.map(({ title }) => title);
  it('says every step, and what would undo it', () => {
    const preview = previewOf(ec2TerminateInstance, subject, tell({}), '2026-01-01T00:00:00.000Z');
    expect(titles(preview.steps)).toEqual([
      'Stop the instance',
      'Make an image of the instance, and wait until it is available',
      'Terminate the instance',
    ]);
    expect(titles(preview.undo)).toEqual([
      'Start the instance again',
      'Look whether the instance runs',
      'Look whether both status checks pass',
    ]);
    expect(preview.dependents).toEqual([
      'An image with a snapshot of every volume is made first, stays, and is paid for',
      'Volumes vol-1 are deleted; the image has their contents',
    ]);
    const stopped = tell({ instance: { State: { Name: 'stopped' } } });
    expect(titles(previewOf(ec2ResizeInstance, subject, stopped, '2026-01-01T00:00:00.000Z').steps)).toEqual([
      'Make it a m5.large',
    ]);
  });
});
