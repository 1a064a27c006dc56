import { describe, expect, it } from 'vitest';
import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { ParametersOf } from '../../../../recommendations/core/change.ts';
import type { Answers, AnyAction, Condition, Subject } from '../../action.ts';
import { blockersOf } from '../../blockers.ts';
import { lambdaSetMemory } from './lambda-set-memory.ts';
import { logsSetRetention } from './logs-set-retention.ts';
import type { Database } from './rds-database.ts';
import { rdsModifyInstance } from './rds-modify-instance.ts';
import { rdsStopInstance } from './rds-stop-instance.ts';

const told = (body: unknown): CloudAnswer => ({ ok: true, body, operation: null });
const subjectOf = (parameters: object): Subject => ({
  remediation_id: '0199a000-0000-7000-8000-000000000001',
  parameters: parameters as Subject['parameters'],
  resource_id: 'arn:aws:any:eu-central-1:111111111111:one',
  resource_name: 'one',
  account_id: '111111111111',
  region: 'eu-central-1',
});

const DATABASE: Database = {
  DBInstanceIdentifier: 'orders',
  DBInstanceClass: 'db.m5.xlarge',
  DBInstanceStatus: 'available',
  Engine: 'postgres',
  EngineVersion: '16.9',
  MultiAZ: false,
  AvailabilityZone: 'eu-central-1a',
  StorageType: 'gp3',
  AllocatedStorage: 100,
};
const databases = (more: Database): CloudAnswer => told({ DBInstances: [{ ...DATABASE, ...more }] });
const OPTION = {
  DBInstanceClass: 'db.m5.large',
  StorageType: 'gp3',
  AvailabilityZones: [{ Name: 'eu-central-1a' }, { Name: 'eu-central-1b' }],
  MultiAZCapable: true,
  SupportsStorageEncryption: true,
  SupportsPerformanceInsights: true,
  MinStorageSize: 20,
  MaxStorageSize: 1_000,
  MaxIopsPerDbInstance: 12_000,
};
const offers = (...options: object[]): CloudAnswer => told({ OrderableDBInstanceOptions: options });

const stopParameters = { db_instance_identifier: 'orders' };
const modifyParameters = (more: Partial<ParametersOf<'rds.modify_instance'>>) => ({
  db_instance_identifier: 'orders',
  from: {},
  ...more,
});
const SMALLER = modifyParameters({ instance_class: 'db.m5.large' });

const inspectionOf = (action: AnyAction, parameters: object, answers: Answers) =>
  action.inspect(subjectOf(parameters), answers);
const blockers = (action: AnyAction, parameters: object, answers: Answers): string =>
  blockersOf(inspectionOf(action, parameters, answers)).join(' ');
const warned = (action: AnyAction, parameters: object, answers: Answers): string[] =>
  inspectionOf(action, parameters, answers)
    .conditions.filter(({ result }: Condition) => result === 'warning')
    .map(({ condition }: Condition) => condition);

describe('stopping a database', () => {
  it.each([
    [{ DBInstanceStatus: 'backing-up' }, 'It is backing-up. Propose the change again'],
    [{ Engine: 'custom-oracle-ee' }, 'It is of RDS Custom (custom-oracle-ee)'],
    [{ DBClusterIdentifier: 'shop' }, 'It is a member of the cluster shop'],
    [{ ReadReplicaSourceDBInstanceIdentifier: 'source' }, 'It is a read replica of source'],
    [{ ReadReplicaDBInstanceIdentifiers: ['b', 'a'] }, 'It has the read replicas a, b'],
    [{ Engine: 'sqlserver-se', MultiAZ: true }, 'RDS does not stop SQL Server that is in several zones'],
    [{ TagList: [{ Key: 'finopsmind:protect', Value: 'yes' }] }, 'The tag finopsmind:protect keeps it'],
  ] as [Database, string][])('is kept from by %j', (more, because) => {
    expect(blockers(rdsStopInstance, stopParameters, { database: databases(more) })).toContain(because);
  });

  it.each([
    [{}, ['starts_by_itself']],
    [{ BackupRetentionPeriod: 7 }, ['starts_by_itself', 'no_backups']],
    [{ PendingModifiedValues: { EngineVersion: '16.10', ProcessorFeatures: [] } }, ['starts_by_itself', 'pending']],
    [{ TagList: [{ Key: 'aws:cloudformation:stack-name', Value: 'shop' }] }, ['starts_by_itself', 'not_in_stack']],
    [{ Engine: 'postgres', MultiAZ: true }, ['starts_by_itself']],
  ] as [Database, string[]][])('of %j is done with warnings %j', (more, names) => {
    const answers = { database: databases(more) };
    expect(blockers(rdsStopInstance, stopParameters, answers)).toBe('');
    expect(warned(rdsStopInstance, stopParameters, answers)).toEqual(names);
  });

  it.each([
    ['stopped', 'done', 'todo'],
    ['stopping', 'under_way', 'under_way'],
    ['available', 'todo', 'done'],
    ['backing-up', 'under_way', 'under_way'],
    ['starting', 'under_way', 'under_way'],
    ['storage-full', 'impossible', 'impossible'],
    ['incompatible-network', 'impossible', 'impossible'],
  ])('stands, when it is %s, at %s; undoing it at %s', (DBInstanceStatus, forward, back) => {
    const subject = subjectOf(stopParameters) as Subject<'rds.stop_instance'>;
    const answer = databases({ DBInstanceStatus });
    expect(rdsStopInstance.steps(subject, {}, {})[0]!.judge(answer).at).toBe(forward);
    expect(rdsStopInstance.undo(subject, {}, {})[0]!.judge(answer).at).toBe(back);
  });

  it('says so where RDS does not tell of it', () => {
    const denied: CloudAnswer = { ok: false, meaning: 'denied', code: 'AccessDenied', message: 'No.', permission: 'x' };
    expect(blockers(rdsStopInstance, stopParameters, { database: denied })).toBe('AWS does not tell: No.');
  });
});

describe('modifying a database', () => {
  it.each([
    [{}, OPTION, ''],
    [{ StorageType: 'io1' }, OPTION, 'AWS does not offer db.m5.large for postgres 16.9 with io1 storage'],
    [{}, { ...OPTION, DBInstanceClass: 'db.m5.2xlarge' }, 'AWS does not offer db.m5.large'],
    [{ AvailabilityZone: 'eu-central-1c' }, OPTION, 'but not with the zone eu-central-1c'],
    [{ MultiAZ: true }, { ...OPTION, MultiAZCapable: false }, 'but not with several zones (Multi-AZ)'],
    [{ StorageEncrypted: true }, { ...OPTION, SupportsStorageEncryption: false }, 'but not with encrypted storage'],
    [
      { PerformanceInsightsEnabled: true },
      { ...OPTION, SupportsPerformanceInsights: false },
      'but not with Performance Insights',
    ],
    [{ AllocatedStorage: 2_000 }, OPTION, 'but not with 2000 GiB of storage'],
    [{ Iops: 20_000 }, OPTION, 'but not with 20000 IOPS'],
    [{ StorageThroughput: 500 }, { ...OPTION, MaxStorageThroughputPerDbInstance: 250 }, 'but not with 500 MiB/s'],
    [{ Iops: 20_000, AllocatedStorage: 10 }, OPTION, 'but not with 10 GiB of storage and 20000 IOPS'],
  ] as [Database, object, string][])('of %j to what is offered as %j: %s', (more, option, because) => {
    const found = blockers(rdsModifyInstance, SMALLER, { database: databases(more), offered: offers(option) });
    if (because === '') expect(found).toBe('');
    else expect(found).toContain(because);
  });

  it.each([
    [SMALLER, { PendingModifiedValues: { AllocatedStorage: 200 } }, 'Changes wait for its next maintenance (Allocated'],
    [SMALLER, { ProcessorFeatures: [{ Name: 'coreCount', Value: '2' }] }, 'cores or threads set by hand'],
    [SMALLER, { DBInstanceClass: 'db.serverless' }, 'It is serverless'],
    [SMALLER, { DBClusterIdentifier: 'shop' }, 'which has to be modified as a whole'],
    [modifyParameters({}), {}, 'Give one of them'],
    [modifyParameters({ engine_version: '17.5' }), {}, 'Use the script of the recommendation'],
    [
      modifyParameters({ multi_az: false }),
      { DBClusterIdentifier: 'shop', Engine: 'aurora-mysql' },
      'by how many members it has',
    ],
  ] as [object, Database, string][])('as %j is kept from by %j', (parameters, more, because) => {
    const answers = { database: databases(more), offered: offers(OPTION) };
    expect(blockers(rdsModifyInstance, parameters, answers)).toContain(because);
  });

  it('asks what is offered only where AWS has to offer something', () => {
    const names = (parameters: object, more: Database) =>
      Object.keys(rdsModifyInstance.reads(subjectOf(parameters) as never, { database: databases(more) }));
    expect(names(SMALLER, {})).toEqual(['database', 'offered']);
    expect(names(modifyParameters({ multi_az: true }), {})).toEqual(['database', 'offered']);
    expect(names(modifyParameters({ multi_az: false }), { MultiAZ: true })).toEqual(['database']);
  });

  it.each([
    [SMALLER, {}, ['restarts']],
    [SMALLER, { ReadReplicaSourceDBInstanceIdentifier: 'source' }, ['restarts', 'may_fall_behind']],
    [SMALLER, { ReadReplicaDBInstanceIdentifiers: ['a'] }, ['restarts', 'replicas_stay']],
    [SMALLER, { DBClusterIdentifier: 'shop', Engine: 'aurora-mysql' }, ['restarts', 'takes_over']],
    [modifyParameters({ multi_az: false }), { MultiAZ: true }, ['loses_standby']],
    [modifyParameters({ multi_az: true }), {}, ['slow_meanwhile']],
  ] as [object, Database, string[]][])('as %j of %j warns of %j', (parameters, more, names) => {
    const answers = { database: databases(more), offered: offers(OPTION) };
    expect(warned(rdsModifyInstance, parameters, answers)).toEqual(names);
  });

  const subject = subjectOf(SMALLER) as Subject<'rds.modify_instance'>;
  const before = { database: databases({}) };
  it.each([
    [{}, 'todo', 'done'],
    // Asked for, and not begun: RDS says so for a moment.
    [{ PendingModifiedValues: { DBInstanceClass: 'db.m5.large' } }, 'under_way', 'under_way'],
    [{ DBInstanceStatus: 'modifying' }, 'under_way', 'under_way'],
    [{ DBInstanceStatus: 'modifying', DBInstanceClass: 'db.m5.large' }, 'under_way', 'under_way'],
    [{ DBInstanceClass: 'db.m5.large' }, 'done', 'todo'],
    [
      { DBInstanceClass: 'db.m5.large', PendingModifiedValues: { DBInstanceClass: 'db.m5.xlarge' } },
      'done',
      'under_way',
    ],
    // Undoing it at once would upgrade the engine at once, too.
    [{ DBInstanceClass: 'db.m5.large', PendingModifiedValues: { EngineVersion: '17.5' } }, 'done', 'impossible'],
    [{ DBInstanceStatus: 'stopped' }, 'impossible', 'impossible'],
    [{ DBInstanceStatus: 'failed' }, 'impossible', 'impossible'],
  ] as [Database, string, string][])('stands, when it is %j, at %s; undoing it at %s', (more, forward, back) => {
    expect(rdsModifyInstance.steps(subject, before, {})[0]!.judge(databases(more)).at).toBe(forward);
    expect(rdsModifyInstance.undo(subject, before, {})[0]!.judge(databases(more)).at).toBe(back);
  });

  it('gives a standby that is added a day, and any other change two hours', () => {
    const standby = subjectOf(modifyParameters({ multi_az: true })) as Subject<'rds.modify_instance'>;
    const [added, taken] = [rdsModifyInstance.steps, rdsModifyInstance.undo].map(
      (make) => make(standby, before, {})[0]!,
    );
    const [smaller] = rdsModifyInstance.steps(subject, before, {});
    expect([added, taken, smaller].map((step) => step!.timeout_seconds / 3_600)).toEqual([24, 2, 2]);
  });

  it('is not verified while it does not replicate', () => {
    const [step] = rdsModifyInstance.verification(subject, before, {});
    const now = { DBInstanceClass: 'db.m5.large' };
    const StatusInfos = [{ StatusType: 'read replication', Normal: false }];
    expect(step!.judge(databases(now)).at).toBe('done');
    expect(step!.judge(databases({ ...now, StatusInfos })).at).toBe('under_way');
  });
});

describe('letting log events expire', () => {
  const parameters = { log_group_name: '/app', retention_days: 90 };
  const groups = (more: object): Answers => ({
    group: told({
      logGroups: [
        { logGroupName: '/app', ...more },
        { logGroupName: '/app/other', retentionInDays: 90 },
      ],
    }),
    tags: told({ tags: { team: 'checkout' } }),
  });

  it('says how old the group is and how much it holds, and takes only days that CloudWatch Logs takes', () => {
    const group = groups({ creationTime: Date.UTC(2024, 0, 2), storedBytes: 12_340_000_000 });
    const { conditions, before, after, is_done } = inspectionOf(logsSetRetention, parameters, group);
    expect({ before, after, is_done }).toEqual({
      before: { retention_days: null },
      after: { retention_days: 90 },
      is_done: false,
    });
    expect(conditions.map(({ detail }: Condition) => detail).join(' ')).toContain(
      'there since 2024-01-02 and holds 12.3 GB',
    );
    expect(blockers(logsSetRetention, parameters, group)).toBe('');
    expect(blockers(logsSetRetention, { ...parameters, retention_days: 91 }, group)).toContain('does not take 91 days');
    expect(blockers(logsSetRetention, parameters, groups({ logGroupClass: 'DELIVERY' }))).toContain('class DELIVERY');
  });

  it('asks for the tags by the ARN that AWS names, whatever its partition', () => {
    const [logGroupName, logGroupArn] = ['/app', 'arn:aws-cn:logs:cn-north-1:1:log-group:/app'];
    const group = told({ logGroups: [{ logGroupName, logGroupArn }] });
    const of = subjectOf(parameters) as Subject<'logs.set_retention'>;
    expect(logsSetRetention.reads(of, {})).not.toHaveProperty('tags');
    expect(logsSetRetention.reads(of, { group })['tags']).toMatchObject({ input: { resourceArn: logGroupArn } });
  });

  it('knows its group from others whose names begin alike', () => {
    const others = { group: told({ logGroups: [{ logGroupName: '/app/other' }] }), tags: told({}) };
    expect(inspectionOf(logsSetRetention, parameters, others).exists).toBe(false);
  });
});

describe('setting the memory of a function', () => {
  const parameters = { function_name: 'resize', memory_mib: 512, from_memory_mib: 1024 };
  const configured = (more: object): Answers => ({
    configuration: told({ FunctionArn: 'arn', MemorySize: 1024, Timeout: 30, State: 'Active', ...more }),
    tags: told({ Tags: {} }),
  });

  it.each([
    [{}, parameters, ''],
    [{ LastUpdateStatus: 'InProgress' }, parameters, 'It is being updated just now'],
    [{ State: 'Pending' }, parameters, 'It is being updated just now'],
    [{ LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'No image' }, parameters, 'failed (No image)'],
    [{}, { ...parameters, memory_mib: 64 }, 'Lambda takes 128 to 10240 MiB, not 64'],
  ])('of %j as %j: %s', (more, wanted, because) => {
    const found = blockers(lambdaSetMemory, wanted, configured(more));
    if (because === '') expect(found).toBe('');
    else expect(found).toContain(because);
  });

  it.each([
    [{}, 'todo', 'done'],
    [{ LastUpdateStatus: 'InProgress' }, 'under_way', 'under_way'],
    [{ MemorySize: 512, LastUpdateStatus: 'InProgress' }, 'under_way', 'under_way'],
    [{ MemorySize: 512, LastUpdateStatus: 'Successful' }, 'done', 'todo'],
    [{ MemorySize: 512, LastUpdateStatus: 'Failed' }, 'impossible', 'todo'],
    [{ LastUpdateStatus: 'Failed' }, 'todo', 'todo'],
  ])('stands, when it is %j, at %s; undoing it at %s', (more, forward, back) => {
    const subject = subjectOf(parameters) as Subject<'lambda.set_memory'>;
    const before = configured({});
    const now = configured(more)['configuration']!;
    expect(lambdaSetMemory.steps(subject, before, {})[0]!.judge(now).at).toBe(forward);
    expect(lambdaSetMemory.undo(subject, before, {})[0]!.judge(now).at).toBe(back);
  });
});
