import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addDays, dayOf } from '../src/platform/core/dates.ts';
import type { Recommendation } from '../src/recommendations/core/contract.ts';
import { type BillingDouble, startBillingDouble } from './clouds/aws/billing-double.ts';
import { type DoubleMetric, startCloudWatchDouble } from './clouds/aws/cloudwatch.ts';
import { startDeniedAws } from './clouds/aws/denied.ts';
import type { ServedDouble } from './clouds/serve.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { dayColumns, focusCsv, importFile } from './support/imports.ts';
import { MOTO, type MotoAccount, type MotoProxy, motoAccount, startMotoProxy } from './support/moto.ts';
import { AWS_CLI, openShell } from './support/moto-scripts.ts';
import { primeInstances, primeNetwork, primeStorage } from './support/moto-world.ts';
import { syncProvider } from './support/runs.ts';

const REGION = 'eu-central-1';
/** What is made in Moto is made today: rules look at what has been there for a while, so the server is in the future. */
const AGE_DAYS = 45;
const now = (): Date => new Date(Date.now() + AGE_DAYS * 86_400_000);

/** An instance that does next to nothing. CloudWatch is a double: Moto has no percentiles. */
const resting = (instance_id: string): DoubleMetric[] =>
  [
    { metric_name: 'CPUUtilization', value: 1.5 },
    { metric_name: 'NetworkIn', value: 20_000 },
    { metric_name: 'NetworkOut', value: 20_000 },
  ].map((one) => ({ ...one, region: REGION, namespace: 'AWS/EC2', dimensions: { InstanceId: instance_id } }));

/** A bill that names resources by what they cost a day. */
const billOf = (costs: Readonly<Record<string, number>>): string =>
  focusCsv(
    Array.from({ length: 40 }, (_, day) => dayColumns(addDays(dayOf(now()), -1 - day))).flatMap((day) =>
      Object.entries(costs).map(([ResourceId, cost]) => ({
        ...day,
        ResourceId,
        BilledCost: String(cost),
        EffectiveCost: String(cost),
        ListCost: String(cost),
        ContractedCost: String(cost),
        ChargeDescription: ResourceId.startsWith('vol-') ? 'EBS:VolumeUsage.gp2' : 'BoxUsage:m5.large',
      })),
    ),
  );

describe.skipIf(!MOTO)('an account in Moto', () => {
  let account: MotoAccount;
  let server: TestServer;
  let token: string;
  let provider_id: string;
  let proxy: MotoProxy;
  let billing: BillingDouble;
  let denied: ServedDouble;
  let cloudwatch: ServedDouble;
  const made = { idle: '', volume: '', address: '' };

  beforeAll(async () => {
    account = await motoAccount();
    const { running } = await primeInstances(account, REGION);
    await primeStorage(account, REGION, running);
    await primeNetwork(account, REGION, running);
    const client = account.client(ec2.EC2Client, REGION);
    const volume = { AvailabilityZone: `${REGION}a`, VolumeType: 'gp2', Size: 200 } as const;
    made.idle = running;
    made.volume = (await client.send(new ec2.CreateVolumeCommand(volume))).VolumeId ?? '';
    made.address = (await client.send(new ec2.AllocateAddressCommand({}))).AllocationId ?? '';
    cloudwatch = await startCloudWatchDouble({ metrics: resting(running) });
    proxy = await startMotoProxy([REGION]);
    billing = await startBillingDouble({
      account_id: account.id,
      management_account_id: account.id,
      today: dayOf(now()),
    });
    denied = await startDeniedAws();
    vi.stubEnv('AWS_ENDPOINT_URL', proxy.url);
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', cloudwatch.url);
    for (const name of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
      vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, billing.url);
    for (const name of ['COST_OPTIMIZATION_HUB', 'COMPUTE_OPTIMIZER', 'PRICING'])
      vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, denied.url);
    server = await startTestServer({ now, environment: { AWS_COST_EXPLORER_PER_SECOND: '1000' } });
    ({ token } = await server.signUp());
    const body = { provider_type: 'aws', name: 'Moto', credentials: account.keys };
    provider_id = (await server.call('POST', '/providers', { token, body })).body.id;
    await importFile(server, token, 'bill.csv', billOf({ [made.idle]: 2.4, [made.volume]: 0.8 }));
    expect(await syncProvider(server, token, provider_id)).toMatchObject({ status: 'succeeded' });
  }, 120_000);
  afterAll(async () => {
    await server.close();
    vi.unstubAllEnvs();
    await Promise.all([proxy.close(), billing.close(), denied.close(), cloudwatch.close()]);
  });

  /** Recommendations once nothing is being looked for any more. */
  const settled = (): Promise<Recommendation[]> =>
    vi.waitFor(
      async () => {
        const runs = await server.call('GET', '/jobs?name=recommendations', { token });
        const [latest] = runs.body.items;
        expect(latest?.status).toBe('succeeded');
        expect(latest.counts.resources_judged).toBeDefined();
        return (await server.call('GET', '/recommendations?limit=500', { token })).body.items;
      },
      { timeout: 60_000, interval: 200 },
    );
  const of = (items: Recommendation[], rule_id: string): Recommendation[] =>
    items.filter((one) => one.rule_id === rule_id);

  it('has what lies idle in it found, with what its own bill says it saves', async () => {
    const items = await settled();
    expect(of(items, 'ec2-idle')).toMatchObject([
      {
        resource_id: `arn:aws:ec2:${REGION}:${account.id}:instance/${made.idle}`,
        resource_name: 'web',
        owner: 'checkout',
        provider_id,
        account_id: account.id,
        monthly_savings: 72,
        currency: 'USD',
        in_total: true,
        has_code: true,
        sources: ['finopsmind'],
      },
    ]);
    expect(of(items, 'ebs-unattached').map(({ resource_id }) => resource_id)).toContain(
      `arn:aws:ec2:${REGION}:${account.id}:volume/${made.volume}`,
    );
    const volume = of(items, 'ebs-unattached').find(({ resource_id }) => resource_id.endsWith(made.volume));
    expect(volume).toMatchObject({ monthly_savings: 24, in_total: true });
    // No bill names it: no figure, and none is made up.
    const address = of(items, 'eip-unassociated').find(({ resource_id }) => resource_id.endsWith(made.address));
    expect(address).toMatchObject({ status: 'new', monthly_savings: null, in_total: false });
  });

  it('says why others were not found', async () => {
    const { body } = await server.call('GET', '/resources?limit=500', { token });
    const stopped = (body.items as { id: string; name: string; resource_type: string }[]).find(
      ({ name, resource_type }) => name === 'batch' && resource_type === 'AWS::EC2::Instance',
    );
    const explained = await server.call('GET', `/recommendations/explanations/${stopped?.id}`, { token });
    const idle = (explained.body.items as { rule_id: string; outcome: string; checks: object[] }[]).find(
      ({ rule_id }) => rule_id === 'ec2-idle',
    );
    expect(idle).toMatchObject({ outcome: 'fine' });
    expect(idle?.checks).toContainEqual(expect.objectContaining({ check: 'status', result: 'not_met' }));
  });

  it.skipIf(!AWS_CLI)(
    'is changed by the script of a recommendation, a backup first (TEST_AWS_CLI)',
    async () => {
      const volume = of(await settled(), 'ebs-unattached').find(({ resource_id }) => resource_id.endsWith(made.volume));
      const { body } = await server.call('GET', `/recommendations/${volume?.id}/script`, { token });
      const shell = await openShell();
      const { status, output } = await shell.run(body.files[0].content, { account, apply: true });
      shell.close();
      expect(status, output).toBe(0);
      const client = account.client(ec2.EC2Client, REGION);
      const { Volumes = [] } = await client.send(new ec2.DescribeVolumesCommand({}));
      expect(Volumes.map(({ VolumeId }) => VolumeId)).not.toContain(made.volume);
      const filter = { Name: 'volume-id', Values: [made.volume] };
      const { Snapshots } = await client.send(new ec2.DescribeSnapshotsCommand({ Filters: [filter] }));
      expect(Snapshots).toMatchObject([{ State: 'completed', VolumeSize: 200 }]);
    },
    60_000,
  );

  it('has them resolved once they are gone from it', async () => {
    const client = account.client(ec2.EC2Client, REGION);
    await client.send(new ec2.ReleaseAddressCommand({ AllocationId: made.address }));
    await client.send(new ec2.StopInstancesCommand({ InstanceIds: [made.idle] }));
    await settled();
    const before = (await server.call('GET', '/jobs?name=recommendations', { token })).body.items.length;
    await syncProvider(server, token, provider_id);
    await vi.waitFor(async () => {
      const { body } = await server.call('GET', '/jobs?name=recommendations', { token });
      expect(body.items.length).toBeGreaterThan(before);
    }, 20_000);
    await settled();
    const { body } = await server.call('GET', '/recommendations?status=resolved&limit=500', { token });
    const resolved = body.items as Recommendation[];
    expect(of(resolved, 'ec2-idle')).toHaveLength(1);
    if (AWS_CLI) expect(of(resolved, 'ebs-unattached').some((one) => one.resource_id.endsWith(made.volume))).toBe(true);
    const [gone] = of(resolved, 'eip-unassociated');
    const detail = await server.call('GET', `/recommendations/${gone?.id}`, { token });
    expect(detail.body.entries.at(-1)).toMatchObject({ kind: 'resolved', text: 'The resource is not there any more.' });
  });
});
