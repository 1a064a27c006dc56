import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openAzureCloud } from '../src/connections/providers/azure/server/cloud.ts';
import type { Change } from '../src/recommendations/core/change.ts';
import type { Subject } from '../src/remediation/core/action.ts';
import { ACTIONS, actionOf } from '../src/remediation/core/actions/index.ts';
import { connectTo, PRINCIPAL } from './clouds/azure/connection.ts';
import {
  addMachine,
  address,
  disk,
  openManager,
  plan,
  SUBSCRIPTION,
  snapshot,
} from './clouds/azure/remediation/bodies.ts';
import type { AzureManagerDouble, Body } from './clouds/azure/remediation/double.ts';
import type { ManagerCall } from './clouds/azure/remediation/model.ts';
import { carryOut, undo } from './support/action-runner.ts';
import { makeDataFolder, type TestServer } from './support/app.ts';
import { isChange } from './support/azure-remediation.ts';
import { type ChangingCall, type KilledServer, KillPoints, startKilledServer } from './support/kill-points.ts';
import { connectCloud } from './support/remediation.ts';
import type { PreparedChange } from './support/remediation-worlds/aws-services.ts';
import { stateOf } from './support/remediation-worlds/azure.ts';

const REGION = 'westeurope';

/** A resource for every action, and the changes of them. */
function prepareAll(double: AzureManagerDouble): PreparedChange[] {
  const idle = addMachine(double, 'Web-1', 'running');
  const large = addMachine(double, 'Web-2', 'running');
  // Its hardware does not offer the size: it has to be deallocated first.
  double.state.clusters.set(large.id.toLowerCase(), ['Standard_D4s_v5', 'Standard_D8s_v5']);
  const alone = { left: disk('Data-1'), fast: disk('Data-2'), entry: address('Old-Entry') };
  const more = { source: disk('Data-Cold'), copy: snapshot('Old-Copy'), plan: plan('Plan-1') };
  double.add(...Object.values(alone), ...Object.values(more));
  const of = ({ id, type }: Body, change: Change): PreparedChange => ({
    resource_type: type.toLowerCase(),
    resource_id: id.toLowerCase(),
    change,
  });
  return [
    of(idle, { action: 'azure.deallocate_vm', parameters: {} }),
    of(large, {
      action: 'azure.resize_vm',
      parameters: { vm_size: 'Standard_D2s_v5', from_vm_size: 'Standard_D4s_v5' },
    }),
    of(alone.left, { action: 'azure.delete_disk', parameters: {} }),
    of(alone.fast, { action: 'azure.set_disk_sku', parameters: { sku: 'StandardSSD_LRS', from_sku: 'Premium_LRS' } }),
    of(alone.entry, { action: 'azure.delete_public_ip', parameters: {} }),
    of(more.copy, { action: 'azure.delete_snapshot', parameters: {} }),
    of(more.plan, { action: 'azure.set_app_service_plan_sku', parameters: { sku: 'S1', from_sku: 'P1v3' } }),
  ];
}

/** What is there, with the ids of remediations in the order in which they are made. */
function shown(double: AzureManagerDouble, remediations: string[]): unknown {
  let text = JSON.stringify(stateOf(double));
  remediations.forEach((id, place) => (text = text.replaceAll(id, `<remediation ${place}>`)));
  const short = (id: string) => id.slice(0, 8);
  remediations.forEach((id, place) => (text = text.replaceAll(short(id), `<${place}>`)));
  return JSON.parse(text);
}

function changingCall({ method, path, body }: ManagerCall): ChangingCall {
  const [provider, type, , ...rest] = (path.split('/providers/').at(-1) ?? '').split('/');
  return { operation: [method, provider, type, ...rest].join(' '), id: `${method} ${path} ${JSON.stringify(body)}` };
}

/** What there is after all changes, and after all of them were undone, where nothing is killed. */
async function statesWithoutKills(): Promise<{ changed: unknown; undone: unknown }> {
  const double = await openManager();
  const connection = connectTo(double.url, { subscription_id: SUBSCRIPTION }, { now: new Date().toISOString() });
  const cloud = await openAzureCloud(connection, { permissions: [], patience: 'background' });
  const made = [];
  for (const { change, resource_id } of prepareAll(double)) {
    const remediation_id = randomUUID();
    const about = { remediation_id, account_id: SUBSCRIPTION, region: REGION, resource_name: null };
    const subject = { ...about, resource_id, parameters: change.parameters } as Subject;
    const action = actionOf(change.action)!;
    const { before, execute, verify } = await carryOut(cloud, action, subject);
    expect([change.action, execute.failed, verify?.failed]).toEqual([change.action, null, null]);
    made.push({ action, subject, before, kept: verify?.kept ?? {} });
  }
  const ids = made.map(({ subject }) => subject.remediation_id);
  const changed = shown(double, ids);
  for (const { action, subject, before, kept } of made)
    if (action.reversibility !== 'none') await undo(cloud, action, subject, before, kept);
  const undone = shown(double, ids);
  await double.close();
  return { changed, undone };
}

describe('changes of Azure', () => {
  const directory = makeDataFolder();
  let server: KilledServer | undefined;
  afterAll(async () => {
    await server?.kill();
    rmSync(directory, { recursive: true });
  });

  // Every start of the process takes what other test files leave of the processor: the limit is far from what is needed.
  it('end as where nothing is killed, though the process is killed at each operation that changes something', {
    timeout: 600_000,
  }, async () => {
    const expected = await statesWithoutKills();
    const double = await openManager();
    const prepared = prepareAll(double);
    const covered = new Set<string>(prepared.map(({ change }) => change.action));
    expect(ACTIONS.filter(({ cloud, action }) => cloud === 'azure' && !covered.has(action))).toEqual([]);

    const points = new KillPoints();
    const credentials = { ...PRINCIPAL, subscription_id: SUBSCRIPTION };
    const connected = { provider_type: 'azure' as const, credentials, account_id: SUBSCRIPTION, region: REGION };
    const connect = (within: TestServer) => connectCloud(within, connected);
    server = await startKilledServer(directory, connect, prepared, points, { AZURE_BASE_URL: double.url });
    double.onCall = (call, phase) => points.meet(isChange(call) ? changingCall(call) : null, phase);
    await server.execute();
    expect(shown(double, server.ids)).toEqual(expected.changed);
    await server.rollBack();
    expect(shown(double, server.ids)).toEqual(expected.undone);
    points.check(prepared.length);
    await server.stop();
    await double.close();
  });
});
