import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Action, ParametersOf } from '../src/recommendations/core/change.ts';
import { type Answers, type Ran, runScript, type Said } from './support/command-line.ts';
import { codeRequest } from './support/terraform-requests.ts';

const HAS_JQ = spawnSync('bash', ['-c', 'command -v jq']).status === 0;
const ACCOUNT = { 'sts get-caller-identity': '111111111111' };

/** Runs the script of the usual request of an action, with what a case has otherwise. */
function run<A extends Action>(
  action: A,
  answers: Answers,
  { parameters = {}, ...options }: { parameters?: Partial<ParametersOf<A>>; apply?: boolean } = {},
): Promise<Ran> {
  const request = codeRequest(action);
  const change = { action, parameters: { ...request.change.parameters, ...parameters } } as typeof request.change;
  const env = { CONFIRM_PERMANENT: 'yes', SCHEDULER_ROLE_ARN: 'arn:aws:iam::111111111111:role/scheduler' };
  return runScript({ ...request, change }, { ...answers, ...ACCOUNT }, { env, ...options });
}

/** The verbs of calls, with what they are about where it is told by an id. */
const verbs = ({ changes }: Ran): string[] => changes.map((call) => call.split(' ').slice(1, 4).join(' '));

const INSTANCE: Answers = {
  'State.Name, InstanceType': 'running\tm6i.xlarge\teu-west-1a\tNone',
  'State.Name, RootDeviceType': 'running\tebs\tNone',
  'State.Name, Tags': 'running\tNone',
  'describe-instance-type-offerings': 'm6i.large',
  InstanceStorageSupported: 'False',
  'stop-instances': '',
  'modify-instance-attribute': '',
  'start-instances': '',
  'wait instance-stopped': '',
  'wait instance-status-ok': '',
};

describe('scripts with the command line of AWS', () => {
  it.each([
    ['modify-instance-attribute', [{ fails: 'Unsupported' }, '']],
    ['start-instances', [{ fails: 'InsufficientInstanceCapacity' }, '']],
    ['wait instance-status-ok', { fails: 'Waiter InstanceStatusOk failed' }],
  ])('give an instance its old type where %s fails, stopped as AWS wants it', async (step, said) => {
    const ran = await run('ec2.resize_instance', { ...INSTANCE, [step]: said as Said });
    expect(ran).toMatchObject({ status: 1, output: expect.stringContaining('the instance has its old type') });
    expect(verbs(ran).slice(-3)).toEqual([
      'stop-instances --instance-ids i-0a1',
      'modify-instance-attribute --instance-id i-0a1',
      'start-instances --instance-ids i-0a1',
    ]);
    expect(ran.changes.at(-2)).toContain('Value=m6i.xlarge');
    expect(ran.output).not.toContain('To undo');
  });

  it('show how to go back where a way back fails as well, and call nothing when they only show', async () => {
    const failing = { ...INSTANCE, 'start-instances': { fails: 'InsufficientInstanceCapacity' } };
    const [stuck, dry] = await Promise.all([
      run('ec2.resize_instance', failing),
      run('ec2.resize_instance', failing, { apply: false }),
    ]);
    expect(stuck.status).not.toBe(0);
    expect(stuck.output).toContain('It ended before all was done.');
    expect(stuck.output).toContain('Value=m6i.xlarge');
    expect(dry).toMatchObject({ status: 0, changes: [] });
  });

  it('leave an instance of an Auto Scaling group alone, and one that is there no more', async () => {
    const [grouped, gone] = await Promise.all([
      run('ec2.stop_instance', { 'State.Name, RootDeviceType': 'running\tebs\tthe web' }),
      run('ec2.stop_instance', { 'State.Name': { fails: '(InvalidInstanceID.NotFound) when calling' } }),
    ]);
    expect(grouped).toMatchObject({
      status: 1,
      changes: [],
      output: expect.stringContaining('Auto Scaling group the web'),
    });
    expect(gone).toMatchObject({ status: 0, changes: [], output: expect.stringContaining('is gone already') });
  });

  const VOLUME: Answers = {
    'Volumes[0].State': 'available',
    'Volumes[0].Tags': '[\n  {\n    "Key": "team",\n    "Value": "it\'s ours"\n  }\n]',
    'AvailabilityZone, VolumeType': 'eu-west-1b\tio2\t8000\tNone',
    'create-snapshot': 'snap-1',
    'describe-snapshots': ['pending', 'completed'],
    'delete-volume': '',
  };

  it('tell how to make a volume again as it was: zone, type, IOPS and tags', async () => {
    const ran = await run('ec2.delete_volume', VOLUME);
    expect(ran.status, ran.output).toBe(0);
    expect(verbs(ran)).toEqual(['create-snapshot --volume-id vol-0c', 'delete-volume --volume-id vol-0c']);
    const [, back = ''] = ran.output.split('To undo it:');
    const words = spawnSync('bash', ['-c', `printf '%s\\n' ${back.trim()}`], { encoding: 'utf8' }).stdout.split('\n');
    expect(words.slice(3, -2)).toEqual([
      ...'--snapshot-id snap-1 --availability-zone eu-west-1b --volume-type io2 --iops 8000'.split(' '),
      '--tag-specifications',
    ]);
    expect(JSON.parse(words.at(-2)!)).toEqual([
      { ResourceType: 'volume', Tags: [{ Key: 'team', Value: "it's ours" }] },
    ]);
  });

  it.each(['pending', 'error'])('keep the volume where its snapshot stays %s', async (state) => {
    const ran = await run('ec2.delete_volume', { ...VOLUME, 'describe-snapshots': state });
    expect(verbs(ran)).toEqual(['create-snapshot --volume-id vol-0c']);
    expect(ran).toMatchObject({ status: 1, output: expect.stringContaining(`is ${state}, so vol-0c was not deleted`) });
  });

  const VOLUMES: Answers = {
    'State.Name': 'stopped',
    'Attachments[].InstanceId': 'i-0a1',
    'Attachments[0].Device': ['/dev/sda1', '/dev/sdf'],
    ...VOLUME,
    'create-snapshot': ['snap-1', 'snap-2'],
    'detach-volume': '',
    'wait volume-available': '',
  };
  const OF_STOPPED = 'ec2.delete_volumes_of_stopped_instance';

  it('delete no volume before all of them have snapshots', async () => {
    const ran = await run(OF_STOPPED, { ...VOLUMES, 'describe-snapshots': ['completed', 'error'] });
    expect(verbs(ran)).toEqual(['create-snapshot --volume-id vol-0a', 'create-snapshot --volume-id vol-0b']);
    expect(ran).toMatchObject({ status: 1, output: expect.stringContaining('snap-2 is error') });
  });

  it('tell how to go back where the second of two volumes fails, and leave out the first in a second run', async () => {
    const denied = { fails: 'UnauthorizedOperation' };
    const gone = { fails: '(InvalidVolume.NotFound) when calling' };
    const [halfway, again, detached] = await Promise.all([
      run(OF_STOPPED, { ...VOLUMES, 'delete-volume': ['', denied] }),
      run(OF_STOPPED, { ...VOLUMES, 'Attachments[].InstanceId': [gone, 'i-0a1'] }),
      run(OF_STOPPED, { ...VOLUMES, 'Attachments[].InstanceId': '' }),
    ]);
    expect(halfway.status).not.toBe(0);
    expect(halfway.output).toContain('It ended before all was done.');
    expect(halfway.output).toContain('--snapshot-id snap-1 --availability-zone eu-west-1b');
    expect(halfway.output).toContain('--instance-id i-0a1 --device /dev/sda1 ');
    expect(halfway.output).toContain('--instance-id i-0a1 --device /dev/sdf ');
    expect(again.status, again.output).toBe(0);
    expect(verbs(again)).toEqual([
      'create-snapshot --volume-id vol-0b',
      'detach-volume --volume-id vol-0b',
      'delete-volume --volume-id vol-0b',
    ]);
    expect(detached).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('attached to nothing') });
  });

  it('give back an address that an earlier run took from its instance', async () => {
    const ran = await run(
      'ec2.release_address',
      { AssociationId: 'None', NetworkInterfaceId: 'None', 'release-address': '' },
      { parameters: { association_id: 'eipassoc-1' } },
    );
    expect(ran.status, ran.output).toBe(0);
    expect(verbs(ran)).toEqual(['release-address --allocation-id eipalloc-0e']);
  });

  it('change performance where the type stays, unless it is so or otherwise by now', async () => {
    const parameters = { volume_type: 'gp3', from_volume_type: 'gp3', iops: 3000, from_iops: 9000 };
    const told = { ...parameters, throughput_mibps: 125, from_throughput_mibps: 500 };
    const answers = (now: string): Answers => ({
      'Volumes[0].Size': '100',
      'VolumeType, Iops, Throughput': now,
      'Values=modifying,optimizing': '',
      'modify-volume --volume-id': '',
      ModificationState: ['modifying', 'optimizing'],
    });
    const [found, done, other] = await Promise.all(
      ['gp3\t9000\t500', 'gp3\t3000\t125', 'gp3\t9000\t125'].map((now) =>
        run('ec2.modify_volume', answers(now), { parameters: told }),
      ),
    );
    expect(found!.changes).toEqual([
      'ec2 modify-volume --volume-id vol-0c --volume-type gp3 --iops 3000 --throughput 125',
    ]);
    expect(found!.output).toContain('--volume-type gp3 --iops 9000 --throughput 500');
    expect(done).toMatchObject({ status: 0, changes: [], output: expect.stringContaining('is so already') });
    expect(other).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('is gp3 9000 125 now') });
  });

  it('do what is left of two changes of a database, and wait until it has them', async () => {
    const was = (class_now: string, version: string, status = 'available') =>
      [status, class_now, version, 'False'].join('\t');
    const database: Answers = {
      'DBInstanceStatus, DBInstanceClass': [
        was('db.m5.large', '12.17'),
        was('db.m5.large', '12.17'),
        was('db.m5.large', '12.17', 'upgrading'),
        was('db.m5.large', '16.4'),
      ],
      '--output json': '{}',
      'DBInstanceClass, MultiAZ': 'db.m5.xlarge\tTrue\tFalse\tprivate\town-12',
      VpcSecurityGroupId: 'sg-1\tsg-2',
      'create-db-snapshot': '',
      'describe-db-snapshots': ['creating', 'available'],
      'modify-db-instance': 'modifying',
    };
    const [ran, pending] = await Promise.all([
      run('rds.modify_instance', database),
      run('rds.modify_instance', { ...database, 'describe-db-snapshots': 'creating' }),
    ]);
    expect(ran.status, ran.output).toBe(0);
    expect(ran.changes.at(-1)).toContain('--db-instance-class db.m5.large --engine-version 16.4 --no-multi-az');
    expect(ran.output).toContain(
      '--db-instance-class db.m5.xlarge --multi-az --no-publicly-accessible --db-subnet-group-name private --db-parameter-group-name own-12 --vpc-security-group-ids sg-1 sg-2 --db-instance-identifier orders-restored',
    );
    expect(verbs(pending)).toEqual(['create-db-snapshot --db-instance-identifier orders']);
    expect(pending.status).toBe(1);
  });

  it('keep a database that others copy from', async () => {
    const ran = await run('rds.delete_instance', {
      DBInstanceStatus: 'available',
      DeletionProtection: 'False',
      ReadReplicaDBInstanceIdentifiers: 'orders-reader',
    });
    expect(ran).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('orders-reader') });
  });

  it('make the snapshot of a cache with shards from all of it, and delete nothing before it is there', async () => {
    const cache: Answers = {
      CacheClusterStatus: 'available',
      '--output json': '{}',
      'CacheNodeType, CacheSubnetGroupName': 'cache.m6g.large\tprivate',
      SecurityGroupId: 'sg-1\tsg-2',
      ClusterEnabled: 'True',
      'create-snapshot': '',
      SnapshotStatus: ['creating', 'available'],
      'delete-replication-group': 'deleting',
      'wait replication-group-deleted': '',
    };
    const parameters = { replication_group_id: 'sessions' };
    const [ran, pending] = await Promise.all([
      run('elasticache.delete_cluster', cache, { parameters }),
      run('elasticache.delete_cluster', { ...cache, SnapshotStatus: 'creating' }, { parameters }),
    ]);
    expect(ran.status, ran.output).toBe(0);
    expect(verbs(ran)).toEqual([
      'create-snapshot --replication-group-id sessions',
      'delete-replication-group --replication-group-id sessions',
    ]);
    expect(ran.output).toMatch(
      /aws elasticache create-replication-group --replication-group-id sessions .* --cache-node-type cache\.m6g\.large --cache-subnet-group-name private --security-group-ids sg-1 sg-2\n/,
    );
    expect(verbs(pending)).toEqual(['create-snapshot --replication-group-id sessions']);
    expect(pending.status).toBe(1);
  });

  it('change a node group whose nodes are few already, but not its least, and not one with another most', async () => {
    const group = (now: string): Answers => ({
      'describe-nodegroup': now,
      'update-nodegroup-config': 'InProgress',
      'wait nodegroup-active': '',
    });
    const [found, done, halfway] = await Promise.all(
      ['8\t6\t10\tACTIVE', '3\t2\t10\tACTIVE', '8\t6\t20\tACTIVE'].map((now) =>
        run('eks.resize_nodegroup', group(now)),
      ),
    );
    expect(found!.changes[0]).toContain('--scaling-config minSize=2,maxSize=10,desiredSize=3');
    expect(done).toMatchObject({ status: 0, changes: [] });
    expect(halfway).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('at most 20') });
  });

  it('see that AWS did not delete an endpoint, though the call succeeded', async () => {
    const ran = await run('ec2.delete_vpc_endpoint', {
      'VpcEndpointType, State': 'Interface\tavailable',
      '--output json': '{}',
      'delete-vpc-endpoints': '{"Unsuccessful": [{"ResourceId": "vpce-01"}]}',
      'VpcEndpoints[0].State': 'available',
    });
    expect(ran).toMatchObject({ status: 1, output: expect.stringContaining('vpce-01 is still there: available') });
  });

  it('tell the units of indexes on the way back, and end well where a table is on demand already', async () => {
    const table = (now: string): Answers => ({
      'Table.[Provisioned': now,
      GlobalSecondaryIndexes: '[\n  {"Update": {"IndexName": "by-day"}}\n]',
      'update-table': 'UPDATING',
      'wait table-exists': '',
      'describe-scalable-targets': 'dynamodb:table:ReadCapacityUnits',
    });
    const provisioned = table('200\t100\tNone\tACTIVE');
    const [ran, done, scaled] = await Promise.all([
      run('dynamodb.set_on_demand', provisioned),
      run('dynamodb.set_on_demand', table('0\t0\tPAY_PER_REQUEST\tACTIVE')),
      run('dynamodb.set_capacity', provisioned),
    ]);
    expect(ran.output).toMatch(/--billing-mode PROVISIONED .*--global-secondary-index-updates .*by-day/);
    expect(done).toMatchObject({ status: 0, changes: [], output: expect.stringContaining('by request already') });
    expect(scaled).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('auto scaling') });
  });

  it('print nothing of the environment of a function', async () => {
    const ran = await run('lambda.set_memory', {
      'get-function-configuration': '2048',
      'update-function-configuration': '512',
      'wait function-updated-v2': '',
    });
    expect(ran.changes).toEqual([
      'lambda update-function-configuration --function-name thumbnails --memory-size 512 --query MemorySize --output text',
    ]);
  });

  it.skipIf(!HAS_JQ)(
    'make the schedule that is missing, and stop on Saturday what ends at midnight (needs jq)',
    async () => {
      const ran = await run(
        'ec2.schedule_instance',
        {
          ...INSTANCE,
          'get-schedule --name finopsmind-start': 'cron(0 7 ? * MON-FRI *)',
          'get-schedule --name finopsmind-stop': { fails: '(ResourceNotFoundException) when calling' },
          'create-schedule': '',
        },
        { parameters: { stop_hour: 24 } },
      );
      expect(ran.status, ran.output).toBe(0);
      expect(ran.changes).toEqual([
        'scheduler create-schedule --name finopsmind-stop-i-0a1 --schedule-expression cron(0 0 ? * TUE-SAT *) --flexible-time-window Mode=OFF --target {"Arn":"arn:aws:scheduler:::aws-sdk:ec2:stopInstances","RoleArn":"arn:aws:iam::111111111111:role/scheduler","Input":"{\\"InstanceIds\\":[\\"i-0a1\\"]}"}',
      ]);
    },
  );

  it.skipIf(!HAS_JQ)(
    'keep what a bucket says of small objects, and take old rules in the new form (needs jq)',
    async () => {
      const before = { Rules: [{ ID: 'old', Prefix: 'logs/', Status: 'Enabled' }] };
      const size = { TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' };
      const after = { Rules: [...before.Rules, { ID: 'finopsmind-tiering' }] };
      const ran = await run('s3.add_lifecycle_rule', {
        'get-bucket-lifecycle-configuration': [JSON.stringify({ ...before, ...size }), JSON.stringify(after)],
        'put-bucket-lifecycle-configuration': '',
      });
      expect(ran.status, ran.output).toBe(0);
      const [, put = ''] =
        / --lifecycle-configuration (.*) --transition-default-minimum-object-size varies_by/.exec(ran.changes[0]!) ??
        [];
      expect(JSON.parse(put).Rules).toMatchObject([
        { ID: 'old', Filter: { Prefix: 'logs/' }, Status: 'Enabled' },
        { ID: 'finopsmind-tiering', Filter: { Prefix: '' } },
      ]);
      expect(JSON.parse(put).Rules[0].Prefix).toBeUndefined();
    },
  );

  it.skipIf(!HAS_JQ)(
    'archive by Intelligent-Tiering where nothing else has the id, and say how to stop it (needs jq)',
    async () => {
      const configuration = {
        Tierings: [
          { Days: 90, AccessTier: 'ARCHIVE_ACCESS' },
          { Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' },
        ],
        Status: 'Enabled',
        Id: 'archive',
      };
      const read = 'get-bucket-intelligent-tiering-configuration';
      const there = (answer: Said) => run('s3.set_intelligent_tiering', { [read]: answer });
      const [made, same, other] = await Promise.all([
        run('s3.set_intelligent_tiering', {
          [read]: [{ fails: 'An error occurred (NoSuchConfiguration) when calling' }, 'archive'],
          'put-bucket-intelligent-tiering-configuration': '',
        }),
        there(JSON.stringify(configuration)),
        there(JSON.stringify({ ...configuration, Status: 'Disabled' })),
      ]);
      expect(made.status, made.output).toBe(0);
      expect(made.changes).toHaveLength(1);
      expect(made.changes[0]).toContain(
        'put-bucket-intelligent-tiering-configuration --bucket shop-media --id archive',
      );
      expect(made.output).toContain('delete-bucket-intelligent-tiering-configuration');
      expect(same).toMatchObject({ status: 0, changes: [], output: expect.stringContaining('is so already') });
      expect(other).toMatchObject({ status: 1, changes: [], output: expect.stringContaining('another configuration') });
    },
  );
});
