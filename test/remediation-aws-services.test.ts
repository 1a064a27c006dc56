import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../src/connections/core/cloud-call.ts';
import { openAwsCloud } from '../src/connections/providers/aws/server/cloud.ts';
import type { Change } from '../src/recommendations/core/change.ts';
import type { AnyAction, Subject } from '../src/remediation/core/action.ts';
import { actionOf } from '../src/remediation/core/actions/index.ts';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import { startRdsWithClasses } from './clouds/aws/rds-classes.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import type { ServedDouble } from './clouds/serve.ts';
import { carryOut, look, runSteps, undo } from './support/action-runner.ts';
import { killedAfter, untilKilled } from './support/killed-cloud.ts';
import { awsConnection, enforcePermissions, MOTO, type MotoAccount, motoAccount, motoUser } from './support/moto.ts';
import { makeDatabase, makeFunction, makeLogGroup, stateOf } from './support/remediation-worlds/aws-services.ts';

const REGION = 'eu-central-1';
const ENDPOINTS = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_RDS'] as const;

interface Case {
  name: string;
  change: Change;
  /** The call that changes, and the one that undoes. */
  calls: [change: string, undo: string];
  make(): Promise<void>;
  /** What is to be seen of it. */
  before: unknown;
  after: unknown;
}

let account: MotoAccount;
let strict: StrictAws;
let rds: ServedDouble;

const database = (name: string, change: Change, calls: Case['calls'], more: object, after: object): Case => {
  const before = {
    status: 'available',
    instance_class: 'db.m5.xlarge',
    multi_az: false,
    storage_gib: 100,
    engine_version: expect.any(String),
    ...more,
  };
  return {
    name,
    change,
    calls,
    make: () => makeDatabase(account, REGION, name, 'multi_az' in more ? { MultiAZ: more.multi_az } : {}),
    before,
    after: { ...before, ...after },
  };
};
const modifying = (name: string, what: { instance_class?: string; multi_az?: boolean }): Change => ({
  action: 'rds.modify_instance',
  parameters: { db_instance_identifier: name, ...what, from: {} },
});
const MODIFY: Case['calls'] = ['ModifyDBInstance', 'ModifyDBInstance'];

const CASES: Case[] = [
  database(
    'stopped',
    { action: 'rds.stop_instance', parameters: { db_instance_identifier: 'stopped' } },
    ['StopDBInstance', 'StartDBInstance'],
    {},
    { status: 'stopped' },
  ),
  database(
    'smaller',
    modifying('smaller', { instance_class: 'db.m5.large' }),
    MODIFY,
    {},
    { instance_class: 'db.m5.large' },
  ),
  database('one-zone', modifying('one-zone', { multi_az: false }), MODIFY, { multi_az: true }, { multi_az: false }),
  database('more-zones', modifying('more-zones', { multi_az: true }), MODIFY, {}, { multi_az: true }),
  {
    name: '/app/for-ever',
    change: { action: 'logs.set_retention', parameters: { log_group_name: '/app/for-ever', retention_days: 90 } },
    calls: ['PutRetentionPolicy', 'DeleteRetentionPolicy'],
    make: () => makeLogGroup(account, REGION, '/app/for-ever'),
    before: null,
    after: 90,
  },
  {
    name: '/app/for-years',
    change: { action: 'logs.set_retention', parameters: { log_group_name: '/app/for-years', retention_days: 30 } },
    calls: ['PutRetentionPolicy', 'PutRetentionPolicy'],
    make: () => makeLogGroup(account, REGION, '/app/for-years', 731),
    before: 731,
    after: 30,
  },
  {
    name: 'resize',
    change: {
      action: 'lambda.set_memory',
      parameters: { function_name: 'resize', memory_mib: 512, from_memory_mib: 1024 },
    },
    calls: ['UpdateFunctionConfiguration', 'UpdateFunctionConfiguration'],
    make: () => makeFunction(account, REGION, 'resize'),
    before: { memory_mib: 1024, timeout_seconds: 3, environment: { TOKEN: 'a-secret' } },
    after: { memory_mib: 512, timeout_seconds: 3, environment: { TOKEN: 'a-secret' } },
  },
];

const actionFor = ({ change }: Pick<Case, 'change'>): AnyAction => actionOf(change.action)!;
const subjectOf = ({ change, name }: Pick<Case, 'change' | 'name'>): Subject => ({
  remediation_id: '0199a000-0000-7000-8000-000000000001',
  parameters: change.parameters as Subject['parameters'],
  resource_id: `arn:aws:any:${REGION}:${account.id}:${name}`,
  resource_name: name,
  account_id: account.id,
  region: REGION,
});

async function stateNow({ name }: Pick<Case, 'name'>): Promise<unknown> {
  const { databases, log_groups, functions } = await stateOf(account, REGION);
  return { ...databases, ...log_groups, ...functions }[name];
}

const openWith = (keys: MotoAccount['keys']): Promise<Cloud> =>
  openAwsCloud(awsConnection(keys).connection, { permissions: [], patience: 'interactive' });

const timesCalled = (operation: string): number => strict.calls.filter((call) => call.operation === operation).length;

describe.skipIf(!MOTO)('changes of services of AWS', () => {
  const before = new Map(ENDPOINTS.map((name) => [name, process.env[name]]));
  let cloud: Cloud;

  beforeAll(async () => {
    account = await motoAccount();
    strict = await startStrictAws({ account, regions: [REGION], looks: 1 });
    rds = await startRdsWithClasses(strict.url);
    process.env.AWS_ENDPOINT_URL = strict.url;
    process.env.AWS_ENDPOINT_URL_RDS = rds.url;
    cloud = await openWith(account.keys);
    for (const one of CASES) await one.make();
  });
  afterEach(() => strict.relent());
  afterAll(async () => {
    await Promise.all([rds.close(), strict.close()]);
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  const run = (one: Case) => carryOut(cloud, actionFor(one), subjectOf(one));
  async function undone(one: Case, { before: seen, execute }: Awaited<ReturnType<typeof run>>): Promise<void> {
    expect(await undo(cloud, actionFor(one), subjectOf(one), seen, execute.kept)).toMatchObject({ failed: null });
    expect(await stateNow(one)).toEqual(one.before);
  }

  it.each(CASES)(
    '$change.action of $name is made, verified, done already when asked for again, and undone',
    async (one) => {
      const action = actionFor(one);
      expect(await stateNow(one)).toEqual(one.before);
      const { inspection } = await look(cloud, action, subjectOf(one));
      expect(blockersOf(inspection)).toEqual([]);
      expect(inspection).toMatchObject({ exists: true, is_done: false });
      expect(inspection.before).not.toEqual(inspection.after);
      const made = await run(one);
      expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null, changes: [] } });
      expect(made.execute.changes).toHaveLength(1);
      expect(await stateNow(one)).toEqual(one.after);

      const again = await look(cloud, action, subjectOf(one));
      expect(again.inspection).toMatchObject({ is_done: true, before: inspection.after });
      expect(await run(one)).toMatchObject({ execute: { failed: null, changes: [] } });
      await undone(one, made);
      expect(await undo(cloud, action, subjectOf(one), made.before, {})).toMatchObject({ failed: null, changes: [] });
    },
  );

  const firstOfEach = CASES.filter(
    ({ change }, place) => CASES.findIndex((one) => one.change.action === change.action) === place,
  );
  describe.each(firstOfEach)('$change.action', (one) => {
    const action = actionFor(one);
    const [forward, back] = one.calls;

    it('changes nothing where AWS refuses it, and undoing finds nothing to do', async () => {
      strict.fail(forward, { kind: 'refused', code: 'InvalidParameterCombination', message: 'Not so.' });
      const made = await run(one);
      expect(made.execute.failed?.because).toBe('The cloud refused it (InvalidParameterCombination: Not so.).');
      await undone(one, made);
      expect(timesCalled(forward)).toBe(1);
    });

    it('names the permission that is missing', async () => {
      strict.fail(forward, { kind: 'denied' });
      const made = await run(one);
      expect(made.execute.failed?.because).toBe(
        `The permission ${action.permissions.change[0]} is missing. Add it to the policy of this identity.`,
      );
      await undone(one, made);
    });

    it.each([
      ['before it was made', { kind: 'broken', after: false }, 2],
      ['with a fault after it was made', { kind: 'fault', after: true }, 1],
      ['being throttled', { kind: 'throttled' }, 2],
    ] as const)('goes on where the call ends %s', async (_, failure, calls) => {
      strict.fail(forward, failure);
      const made = await run(one);
      expect(made.execute.failed).toBeNull();
      expect(timesCalled(forward)).toBe(calls);
      expect(await stateNow(one)).toEqual(one.after);
      const before_undo = timesCalled(back);
      strict.fail(back, failure);
      await undone(one, made);
      expect(timesCalled(back) - before_undo).toBe(calls);
    });

    it('is made once and undone once, wherever the process ends', async () => {
      const subject = subjectOf(one);
      const { answers } = await look(cloud, action, subject);
      let ended = true;
      for (let calls = 0; ended; calls++) {
        strict.relent();
        ended = await untilKilled(() =>
          runSteps(killedAfter(cloud, calls), (kept) => action.steps(subject, answers, kept)),
        );
        expect(await runSteps(cloud, (kept) => action.steps(subject, answers, kept))).toMatchObject({ failed: null });
        expect(await stateNow(one)).toEqual(one.after);
        expect(timesCalled(forward)).toBe(1);
        strict.relent();
        await untilKilled(() => undo(killedAfter(cloud, calls), action, subject, answers, {}));
        expect(await undo(cloud, action, subject, answers, {})).toMatchObject({ failed: null });
        expect(await stateNow(one)).toEqual(one.before);
        expect(timesCalled(back)).toBe(1);
      }
    });

    it('is undone from wherever it was interrupted', async () => {
      const subject = subjectOf(one);
      const { answers } = await look(cloud, action, subject);
      let ended = true;
      for (let calls = 0; ended; calls++) {
        ended = await untilKilled(() =>
          runSteps(killedAfter(cloud, calls), (kept) => action.steps(subject, answers, kept)),
        );
        expect(await undo(cloud, action, subject, answers, {})).toMatchObject({ failed: null });
        expect(await stateNow(one)).toEqual(one.before);
      }
    });

    it('takes the permissions it declares, and each of them', async () => {
      const subject = subjectOf(one);
      const { look: looking, change, undo: undoing } = action.permissions;
      const declared = [...new Set([...looking, ...change, ...undoing])];
      const attempt = async (Action: string[], name: string) => {
        const statements = [{ Effect: 'Allow', Action, Resource: '*' }];
        const user = await openWith(await motoUser(account.id, `${one.calls.join('-')}-${name}`, statements));
        return enforcePermissions(async () => {
          const { inspection } = await look(user, action, subject);
          const { execute, before: seen } = await carryOut(user, action, subject);
          return { inspection, execute, undone: await undo(user, action, subject, seen, {}) };
        });
      };
      const { answers } = await look(cloud, action, subject);
      const allowed = await attempt(declared, 'all');
      expect(allowed).toMatchObject({ execute: { failed: null }, undone: { failed: null } });
      expect(blockersOf(allowed.inspection)).toEqual([]);
      // The strict AWS asks Moto for the whole function in its stead.
      for (const missing of declared.filter((name) => name !== 'lambda:GetFunctionConfiguration')) {
        const others = declared.filter((name) => name !== missing);
        const { inspection, execute, undone: back_again } = await attempt(others, `${declared.indexOf(missing)}`);
        const [first] = [...blockersOf(inspection), execute.failed?.because, back_again.failed?.because].filter(
          Boolean,
        );
        expect([missing, first]).toEqual([missing, expect.any(String)]);
        expect(await undo(cloud, action, subject, answers, {})).toMatchObject({ failed: null });
        expect(await stateNow(one)).toEqual(one.before);
      }
    });
  });

  const blockersAt = async (change: Change): Promise<string[]> => {
    const subject = subjectOf({ change, name: 'any' });
    return blockersOf((await look(cloud, actionFor({ change }), subject)).inspection);
  };
  const stopping = (db_instance_identifier: string): Change => ({
    action: 'rds.stop_instance',
    parameters: { db_instance_identifier },
  });

  it('is not made of what is gone, of replicas and what has some, nor of members of clusters', async () => {
    const sdk = await import('@aws-sdk/client-rds');
    const client = account.client(sdk.RDSClient, REGION);
    await makeDatabase(account, REGION, 'source');
    await client.send(
      new sdk.CreateDBInstanceReadReplicaCommand({
        DBInstanceIdentifier: 'replica',
        SourceDBInstanceIdentifier: 'source',
      }),
    );
    const member = { DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql' };
    const master = { MasterUsername: 'root', MasterUserPassword: 'not-a-secret' };
    await client.send(new sdk.CreateDBClusterCommand({ ...member, ...master }));
    await client.send(
      new sdk.CreateDBInstanceCommand({ ...member, DBInstanceIdentifier: 'shop-1', DBInstanceClass: 'db.r6g.large' }),
    );
    expect(await blockersAt(stopping('source'))).toEqual([
      'It has the read replicas replica, and RDS stops no database that has any.',
    ]);
    expect((await blockersAt(stopping('replica'))).join()).toContain('It is a read replica of source');
    expect(await blockersAt(stopping('shop-1'))).toEqual([
      'It is a member of the cluster shop, which can only be stopped as a whole.',
    ]);
    expect((await blockersAt(modifying('shop-1', { multi_az: false }))).join()).toContain('by how many members it has');
    for (const { change } of CASES) {
      const named = Object.entries(change.parameters).map(([name, value]) => [
        name,
        /identifier|_name$/.test(name) ? 'nobody-has-this' : value,
      ]);
      const gone = { ...change, parameters: Object.fromEntries(named) } as Change;
      expect(await blockersAt(gone)).toEqual(['The resource is not there any more.']);
    }
  });

  it('offers no class that RDS does not have for the database, and no newer engine', async () => {
    expect(await blockersAt(modifying('smaller', { instance_class: 'db.x9.large' }))).toEqual([
      expect.stringMatching(/^AWS does not offer db\.x9\.large for postgres .* in this region/),
    ]);
    const parameters = { db_instance_identifier: 'smaller', engine_version: '17.5', from: {} };
    expect((await blockersAt({ action: 'rds.modify_instance', parameters })).join(' ')).toContain(
      "can't be made older again",
    );
  });

  it('waits for what somebody else does to it, and then goes on', async () => {
    await makeDatabase(account, REGION, 'busy');
    await makeFunction(account, REGION, 'busy');
    const set: Change = {
      action: 'lambda.set_memory',
      parameters: { function_name: 'busy', memory_mib: 256, from_memory_mib: 1024 },
    };
    // AWS shows it as ready, and refuses the call all the same.
    strict.fail('StopDBInstance', { kind: 'refused', code: 'InvalidDBInstanceState' }, { times: 2 });
    strict.fail('UpdateFunctionConfiguration', { kind: 'refused', code: 'ResourceConflictException', status: 409 });
    for (const [change, calls] of [
      [stopping('busy'), [false, false, true]],
      [set, [false, true]],
    ] as const) {
      const made = await carryOut(cloud, actionFor({ change }), subjectOf({ change, name: 'busy' }));
      expect(made).toMatchObject({ execute: { failed: null }, verify: { failed: null } });
      expect(made.execute.changes.map(({ answer }) => answer.ok)).toEqual(calls);
    }
    expect(await stateOf(account, REGION)).toMatchObject({
      databases: { busy: { status: 'stopped' } },
      functions: { busy: { memory_mib: 256 } },
    });
  });

  it('keeps and shows nothing of the environment of functions', async () => {
    const one = CASES.find(({ change }) => change.action === 'lambda.set_memory')!;
    const made = await run(one);
    expect(JSON.stringify(made)).toContain('MemorySize');
    expect(JSON.stringify(made)).not.toContain('a-secret');
    await undone(one, made);
  });
});
