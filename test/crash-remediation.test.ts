import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openAwsCloud } from '../src/connections/providers/aws/server/cloud.ts';
import type { Subject } from '../src/remediation/core/action.ts';
import { ACTIONS, actionOf } from '../src/remediation/core/actions/index.ts';
import { startStrictAws } from './clouds/aws/strict/index.ts';
import { carryOut, undo } from './support/action-runner.ts';
import { makeDataFolder } from './support/app.ts';
import { type KilledServer, KillPoints, startKilledServer } from './support/kill-points.ts';
import { awsConnection, MOTO, type MotoAccount, motoAccount } from './support/moto.ts';
import { connectRemediator } from './support/remediation.ts';
import * as services from './support/remediation-worlds/aws-services.ts';
import * as storage from './support/remediation-worlds/aws-storage.ts';
import * as instances from './support/remediation-worlds/ec2-instances.ts';

const REGION = 'eu-central-1';
const WORLDS = [services, storage, instances];
/** Looks of the process, and of the test itself, of which S3's lists of buckets have no name. */
const READS = /^$|^(Describe|Get|List|AssumeRole)/;

async function prepareAll(account: MotoAccount): Promise<services.PreparedChange[]> {
  const prepared: services.PreparedChange[] = [];
  for (const world of WORLDS) prepared.push(...(await world.prepare(account, REGION)));
  return prepared;
}

/** All there is, without what tells one account from another. */
async function stateOf(account: MotoAccount): Promise<unknown> {
  const states: unknown[] = [];
  for (const world of WORLDS) states.push(await world.stateOf(account, REGION));
  return JSON.parse(
    JSON.stringify(states)
      .replaceAll(account.id, '<account>')
      .replaceAll(/\b(vol|snap|i|eipalloc)-[0-9a-f]+/g, '<id>')
      .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, '<address>'),
  );
}

/** What there is after all changes, and after all of them were undone, where nothing is killed. */
async function statesWithoutKills(): Promise<{ changed: unknown; undone: unknown }> {
  const account = await motoAccount();
  const strict = await startStrictAws({ account, regions: [REGION], looks: 0 });
  vi.stubEnv('AWS_ENDPOINT_URL', strict.url);
  const { connection } = awsConnection(account.keys);
  const cloud = await openAwsCloud(connection, { permissions: [], patience: 'background' });
  const made = [];
  for (const { change, resource_id } of await prepareAll(account)) {
    const about = { remediation_id: randomUUID(), account_id: account.id, region: REGION, resource_name: null };
    const subject = { ...about, resource_id, parameters: change.parameters } as Subject;
    const action = actionOf(change.action)!;
    const { before, execute, verify } = await carryOut(cloud, action, subject);
    expect([change.action, execute.failed, verify?.failed]).toEqual([change.action, null, null]);
    made.push({ action, subject, before, kept: verify?.kept ?? {} });
  }
  const changed = await stateOf(account);
  for (const { action, subject, before, kept } of made)
    if (action.reversibility !== 'none') await undo(cloud, action, subject, before, kept);
  const undone = await stateOf(account);
  await strict.close();
  return { changed, undone };
}

describe.skipIf(!MOTO)('changes of AWS', () => {
  const directory = makeDataFolder();
  let server: KilledServer | undefined;
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.kill();
    rmSync(directory, { recursive: true });
  });

  // Every start of the process takes what other test files leave of the processor: the limit is far from what is needed.
  it('end as where nothing is killed, though the process is killed at each operation that changes something', {
    timeout: 600_000,
  }, async () => {
    const expected = await statesWithoutKills();
    const account = await motoAccount();
    const strict = await startStrictAws({ account, regions: [REGION], looks: 1 });
    vi.stubEnv('AWS_ENDPOINT_URL', strict.url);
    const prepared = await prepareAll(account);
    const covered = new Set<string>(prepared.map(({ change }) => change.action));
    expect(ACTIONS.filter(({ cloud, action }) => cloud === 'aws' && !covered.has(action))).toEqual([]);

    const points = new KillPoints();
    const connect = (within: Parameters<typeof connectRemediator>[0]) => connectRemediator(within, account, REGION);
    server = await startKilledServer(directory, connect, prepared, points, { AWS_ENDPOINT_URL: strict.url });
    strict.onCall = ({ operation, path, body }, phase) =>
      points.meet(READS.test(operation) ? null : { operation, id: `${operation} ${path} ${body}` }, phase);
    await server.execute();
    expect(await stateOf(account)).toEqual(expected.changed);
    await server.rollBack();
    expect(await stateOf(account)).toEqual(expected.undone);
    points.check(prepared.length);
    await server.stop();
    await strict.close();
  });
});
