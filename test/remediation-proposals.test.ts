import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Change } from '../src/recommendations/core/change.ts';
import type { ProposalPreview, RemediationDetail } from '../src/remediation/core/answers.ts';
import { type StrictAws, startStrictAws } from './clouds/aws/strict/index.ts';
import { type CallAnswer, startTestServer, type TestServer } from './support/app.ts';
import { MOTO, motoAccount } from './support/moto.ts';
import { joinAs, type SignedIn } from './support/people.ts';
import { addRecommendation, findingOf } from './support/recommendations.ts';
import { addResource, connectRemediator, type Remediator } from './support/remediation.ts';
import { makeLogGroup } from './support/remediation-worlds/aws-services.ts';
import { makeVolume } from './support/remediation-worlds/aws-storage.ts';

const REGION = 'eu-central-1';
/** What is approved in these tests begins then: nothing is carried out. */
const LATER = new Date('2099-01-01T09:00:00Z').toISOString();

describe.skipIf(!MOTO)('proposing a change of what is in the cloud', () => {
  let aws: StrictAws;
  let server: TestServer;
  let ours: Remediator;
  let member: SignedIn;

  const post = (path: string, body: unknown, token = member.token): Promise<CallAnswer> =>
    server.call('POST', path, { token, body });
  const propose = (body: object, token?: string) => post('/remediations', { scheduled_for: LATER, ...body }, token);
  const set = (body: object) => server.call('PUT', '/remediations/settings', { token: ours.token, body });

  beforeAll(async () => {
    const account = await motoAccount();
    aws = await startStrictAws({ account, regions: [REGION] });
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    server = await startTestServer();
    ours = await connectRemediator(server, account, REGION);
    member = await joinAs(server, ours.token, 'member', 'Mary');
    await set({});
  });
  afterEach(() => aws.relent());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
    await aws.close();
  });

  /** A log group of its own, with the change that is wanted of it. */
  const logGroup = async (): Promise<{ inventory_id: string; change: Change }> => {
    const log_group_name = `/app/${randomUUID()}`;
    await makeLogGroup(aws.account, REGION, log_group_name);
    const resource_id = `arn:aws:logs:${REGION}:${aws.account.id}:log-group:${log_group_name}`;
    return {
      inventory_id: await addResource(ours, { resource_id, resource_type: 'AWS::Logs::LogGroup' }),
      change: { action: 'logs.set_retention', parameters: { log_group_name, retention_days: 90 } },
    };
  };
  /** A volume that nothing is attached to, and what was found about it. */
  const unattached = async (told: object = {}, tags: Record<string, string> = {}) => {
    const volume_id = await makeVolume(aws.account, REGION, 'data-1', { VolumeType: 'gp3', Size: 10 }, tags);
    const resource_id = `arn:aws:ec2:${REGION}:${aws.account.id}:volume/${volume_id}`;
    const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::EC2::Volume' });
    const { organization_id, provider_id } = ours;
    const recommendation_id = await server.services.database.transaction(organization_id, (tx) =>
      addRecommendation(tx, {
        organization_id,
        provider_id,
        resource_id,
        account_id: aws.account.id,
        region: REGION,
        finding: {
          ...findingOf(resource_id, '12.5'),
          evidence: [{ resource_id, metric: 'disk_read_operations', statistic: 'total', limit: 0 }],
        },
        ...told,
      }),
    );
    return { volume_id, resource_id, inventory_id, recommendation_id };
  };
  const reasonsOf = ({ status, body }: CallAnswer) => {
    expect(status, body.detail).toBe(422);
    return (body.errors as { message: string }[]).map(({ message }) => message);
  };

  it('shows what it would do as the cloud is now, and keeps nothing', async () => {
    const { recommendation_id, volume_id } = await unattached({}, { Environment: 'Production', team: 'checkout' });
    const { status, body } = await post('/remediations/preview', { recommendation_id });
    expect(status).toBe(200);
    const preview = body as ProposalPreview;
    expect(preview).toMatchObject({
      title: expect.stringContaining(volume_id),
      change: { action: 'ec2.delete_volume', parameters: { volume_id } },
      risk: 'low',
      destructive: true,
      environment: 'Production',
      monthly_savings: 12.5,
      currency: 'USD',
      requirement: { approvals: 2, four_eyes: true },
      refusals: [],
      warnings: [],
    });
    expect(preview.preview.steps.map(({ call }) => call && 'operation' in call && call.operation)).toContain(
      'DeleteVolume',
    );
    const { total } = (await server.call('GET', '/remediations', { token: ours.token })).body;
    expect(total).toBe(0);
    expect((await post('/remediations/preview', { recommendation_id }, ours.token)).status).toBe(200);
  });

  it('keeps what was found, previewed and asked for, and tells who has to approve', async () => {
    const { recommendation_id, resource_id, inventory_id } = await unattached({}, { owner: 'payments' });
    const { status, body } = await propose({ recommendation_id, note: 'No longer needed' });
    expect(status).toBe(201);
    const detail = body as RemediationDetail;
    expect(detail).toMatchObject({
      state: 'proposed',
      action: 'ec2.delete_volume',
      resource_id,
      inventory_id,
      recommendation_id,
      proposed_by: 'Mary',
      owner: 'payments',
      note: 'No longer needed',
      approvals: [],
      entries: [{ kind: 'proposed', actor: 'Mary', text: 'No longer needed' }],
      captured: null,
      steps: [],
    });
    expect(Date.parse(detail.expires_at) - Date.parse(detail.proposed_at)).toBe(7 * 86_400_000);
    // Snapshots that will be made carry the id of this remediation: it was there before the preview.
    expect(JSON.stringify(detail.preview.steps)).toContain(detail.id);
    const kept = await server.services.database.transaction(ours.organization_id, (tx) =>
      tx.selectFrom('remediations').select(['evidence', 'evidence_since']).where('id', '=', detail.id).execute(),
    );
    expect(kept).toMatchObject([{ evidence: [{ resource_id, limit: 0 }], evidence_since: '2026-01-05' }]);
    const told = await server.services.database.transaction(ours.organization_id, async (tx) => {
      const { rows } = await sql<{ type: string; payload: object }>`
        select type, payload from outbox where payload ->> 'id' = ${detail.id}`.execute(tx);
      return rows;
    });
    expect(told).toMatchObject([
      {
        type: 'remediation.needs_approval',
        payload: { title: detail.title, destructive: true, owner: 'payments', requirement: { approvals: 2 } },
      },
    ]);
    const { items } = (await server.call('GET', `/audit-log?target_id=${detail.id}`, { token: ours.token })).body;
    expect(items).toMatchObject([
      { action: 'remediation.proposed', actor_name: 'Mary', after: { resource_id, change: detail.change } },
    ]);
    const again = await propose({ recommendation_id });
    expect(reasonsOf(again)).toEqual([
      `Another change of this resource is waiting for approval: ${detail.title}. Wait for its end, or cancel it.`,
    ]);
    // Two others have to, since it destroys something.
    const approve = (token: string) => post(`/remediations/${detail.id}/approve`, {}, token);
    const grace = await joinAs(server, ours.token, 'admin', 'Grace');
    expect((await approve(ours.token)).body.state).toBe('proposed');
    expect((await approve(grace.token)).body).toMatchObject({ state: 'scheduled', scheduled_for: LATER });
  });

  it('takes another change of the resource than the one that was found, without its saving', async () => {
    const { recommendation_id, volume_id } = await unattached();
    const change: Change = {
      action: 'ec2.modify_volume',
      parameters: {
        volume_id,
        volume_type: 'gp3',
        from_volume_type: 'gp3',
        size_gib: 20,
        iops: null,
        throughput_mibps: null,
        from_iops: null,
        from_throughput_mibps: null,
      },
    };
    const { body } = await post('/remediations/preview', { recommendation_id, change });
    expect(body).toMatchObject({ destructive: false, monthly_savings: null, currency: null });
    expect(body.title).not.toMatch(/^Delete/);
  });

  it('refuses with all reasons at once, and says so in a preview', async () => {
    const { recommendation_id } = await unattached({ status: 'dismissed' }, { 'finopsmind:protect': 'yes' });
    const reasons = [
      'This recommendation was dismissed. Open it again first.',
      'The tag finopsmind:protect keeps it from being changed from here. Take the tag away if it may be changed.',
    ];
    expect(reasonsOf(await propose({ recommendation_id }))).toEqual(reasons);
    expect((await post('/remediations/preview', { recommendation_id })).body.refusals).toEqual(reasons);
  });

  it('refuses what can’t be carried out from here, or not on this resource', async () => {
    const { inventory_id, recommendation_id, volume_id } = await unattached();
    const group = await logGroup();
    const other = await logGroup();
    const schedule: Change = {
      action: 'ec2.schedule_instance',
      parameters: { instance_id: 'i-1', start_hour: 8, stop_hour: 18 },
    };
    expect(reasonsOf(await propose({ recommendation_id, change: schedule }))).toEqual([
      'ec2.schedule_instance can’t be carried out from here. Its script and Terraform are there to do it.',
    ]);
    expect(reasonsOf(await propose({ inventory_id, change: group.change }))).toEqual([
      expect.stringMatching(/ is for AWS::Logs::LogGroup; this resource is AWS::EC2::Volume\.$/),
    ]);
    // One that was looked at, and another that would be changed.
    expect(reasonsOf(await propose({ inventory_id: group.inventory_id, change: other.change }))).toEqual([
      'The change names another resource than the one that it is proposed for.',
    ]);
    const nobody = findingOf('vol-1', '1');
    const only_people = await unattached({ finding: { ...nobody, change: null } });
    expect(reasonsOf(await propose({ recommendation_id: only_people.recommendation_id }))).toEqual([
      'Only people can act on this recommendation: there is nothing to carry out.',
    ]);
    expect(volume_id).toMatch(/^vol-/);
  });

  it('refuses what is gone, and what is so already', async () => {
    const log_group_name = `/app/${randomUUID()}`;
    const resource_id = `arn:aws:logs:${REGION}:${aws.account.id}:log-group:${log_group_name}`;
    const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::Logs::LogGroup' });
    const change: Change = { action: 'logs.set_retention', parameters: { log_group_name, retention_days: 90 } };
    expect(reasonsOf(await propose({ inventory_id, change }))).toEqual(['The resource is not there any more.']);
    await makeLogGroup(aws.account, REGION, log_group_name, 90);
    expect(reasonsOf(await propose({ inventory_id, change }))).toContain('It is so already: there is nothing to do.');
    await server.services.database.transaction(ours.organization_id, (tx) =>
      tx.updateTable('resources').set({ gone_at: LATER }).where('id', '=', inventory_id).execute(),
    );
    expect(reasonsOf(await propose({ inventory_id, change }))).toEqual([
      'The resource is not there any more: the last sync did not find it.',
    ]);
  });

  it('says which permission is missing, and when the cloud asks to wait or does not answer', async () => {
    const { inventory_id, change } = await logGroup();
    aws.fail('DescribeLogGroups', { kind: 'denied' });
    expect(reasonsOf(await propose({ inventory_id, change })).join(' ')).toContain(
      'The permission logs:DescribeLogGroups is missing.',
    );
    aws.fail('DescribeLogGroups', { kind: 'refused', code: 'InvalidParameterException', message: 'No such prefix' });
    expect(reasonsOf(await propose({ inventory_id, change })).join(' ')).toContain('No such prefix');
    aws.fail('DescribeLogGroups', { kind: 'throttled' }, { times: 10 });
    const throttled = await propose({ inventory_id, change });
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '60']);
    aws.relent();
    aws.fail('DescribeLogGroups', { kind: 'fault', after: false }, { times: 10 });
    expect((await propose({ inventory_id, change })).status).toBe(503);
  });

  it('works through no other account, and through no connection that is switched off', async () => {
    const { inventory_id, change } = await logGroup();
    const account_id = '100000000099';
    const { transaction } = server.services.database;
    await transaction(ours.organization_id, (tx) =>
      tx.updateTable('resources').set({ account_id }).where('id', '=', inventory_id).execute(),
    );
    const elsewhere = await propose({ inventory_id, change });
    expect([elsewhere.status, elsewhere.body.detail]).toEqual([
      422,
      `This connection works in the account ${aws.account.id}, and the resource is in ${account_id}. Connect that account to change something in it.`,
    ]);
    const enable = (enabled: boolean) =>
      server.call('PUT', `/providers/${ours.provider_id}`, { token: ours.token, body: { enabled } });
    const { name } = (await enable(false)).body;
    expect(reasonsOf(await propose({ inventory_id, change }))).toEqual([
      `The connection “${name}” is switched off. Switch it on to change something through it.`,
    ]);
    await enable(true);
  });

  it('knows nothing of what another organization has', async () => {
    const { inventory_id, recommendation_id } = await unattached();
    const { change } = await logGroup();
    const stranger = await server.signUp('Strangers');
    for (const body of [{ recommendation_id }, { recommendation_id, change }, { inventory_id, change }])
      for (const path of ['/remediations', '/remediations/preview'])
        expect((await post(path, body, stranger.token)).status).toBe(404);
    const batch = { name: 'Theirs', recommendation_ids: [recommendation_id, randomUUID()] };
    expect((await post('/remediations/batches', batch, stranger.token)).status).toBe(404);
    expect((await propose({ inventory_id: randomUUID(), change })).status).toBe(404);
  });

  it('is not for viewers; a program proposes for whoever made its key, who can’t approve it then', async () => {
    const { inventory_id, change } = await logGroup();
    const viewer = await joinAs(server, ours.token, 'viewer', 'Vera');
    expect((await propose({ inventory_id, change }, viewer.token)).status).toBe(403);
    const key = await post('/auth/api-keys', { name: 'pipeline', role: 'member' }, ours.token);
    const { status, body } = await propose({ inventory_id, change }, key.body.key);
    expect([status, body.proposed_by]).toEqual([201, 'pipeline']);
    const approved = await post(`/remediations/${body.id}/approve`, {}, ours.token);
    expect([approved.status, approved.body.detail]).toEqual([
      403,
      'You proposed this change: somebody else has to approve it.',
    ]);
    expect((await post(`/remediations/${body.id}/cancel`, {}, key.body.key)).body.state).toBe('cancelled');
  });

  /** A volume of gp2, and what makes it gp3. */
  const oldVolume = async (): Promise<{ inventory_id: string; change: Change }> => {
    const volume_id = await makeVolume(aws.account, REGION, 'data-2', { VolumeType: 'gp2', Size: 10 });
    const resource_id = `arn:aws:ec2:${REGION}:${aws.account.id}:volume/${volume_id}`;
    const [volume, from] = [{ volume_type: 'gp3', size_gib: 10 }, { from_volume_type: 'gp2' }];
    const same = { iops: null, throughput_mibps: null, from_iops: null, from_throughput_mibps: null };
    return {
      inventory_id: await addResource(ours, { resource_id, resource_type: 'AWS::EC2::Volume' }),
      change: { action: 'ec2.modify_volume', parameters: { volume_id, ...volume, ...from, ...same } },
    };
  };

  it('needs no approval where a rule says so, and says what it would wait for', async () => {
    const rule = { name: 'Newer volumes', actions: ['ec2.modify_volume'], destructive: false, approvals: 0 };
    await set({ approval_rules: [{ ...rule, four_eyes: false }] });
    await post('/remediations/stop', { reason: 'An incident' });
    const wanted = await oldVolume();
    const warning = 'It waits: Mary has stopped all changes (An incident).';
    expect((await post('/remediations/preview', wanted)).body.warnings).toEqual([warning]);
    const { body } = await propose(wanted);
    expect(body).toMatchObject({ state: 'scheduled', scheduled_for: LATER, waiting_for: warning });
    expect(body.entries).toMatchObject([
      { kind: 'proposed' },
      { kind: 'approved', text: 'The rule “Newer volumes” asks for no approval.' },
      { kind: 'scheduled' },
    ]);
    const held = await propose({ ...(await oldVolume()), execute_on_approval: false });
    expect(held.body.state).toBe('approved');
    // What destroys something is never approved by itself.
    expect((await propose(await logGroup())).body).toMatchObject({ state: 'proposed', requirement: { approvals: 2 } });
    await post('/remediations/resume', {}, ours.token);
    await set({});
  });

  it('of several at once proposes all, the least risky and smallest first', async () => {
    const [large, risky, small] = [
      await unattached({ monthly_savings: '40' }),
      await unattached({ monthly_savings: '1', risk: 'medium' }),
      await unattached({ monthly_savings: '2' }),
    ];
    const recommendation_ids = [large, risky, small].map((one) => one.recommendation_id);
    const body = { name: 'Volumes', recommendation_ids, canaries: 1, at_once: 2, scheduled_for: LATER };
    const { status, body: batch } = await post('/remediations/batches', body);
    expect([status, batch.name, batch.canaries, batch.at_once]).toEqual([201, 'Volumes', 1, 2]);
    expect(batch.remediations.map((one: RemediationDetail) => one.resource_id)).toEqual(
      [small, large, risky].map((one) => one.resource_id),
    );
    // Whoever proposed them may approve none of them.
    const { body: read } = await server.call('GET', `/remediations/batches/${batch.id}`, { token: member.token });
    expect(read).toEqual({ ...batch, previews: [] });
  });

  it('or none of several, with all reasons', async () => {
    const [good, dismissed] = [await unattached(), await unattached({ status: 'dismissed' })];
    const same = await server.services.database.transaction(ours.organization_id, (tx) =>
      addRecommendation(tx, {
        organization_id: ours.organization_id,
        provider_id: ours.provider_id,
        rule_id: 'ebs-gp2',
        resource_id: good.resource_id,
      }),
    );
    const recommendation_ids = [good.recommendation_id, dismissed.recommendation_id, same];
    const { status, body } = await post('/remediations/batches', { name: 'Volumes', recommendation_ids });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      {
        path: 'body.recommendation_ids.1',
        message: 'This recommendation was dismissed. Open it again first.',
      },
      { path: 'body.recommendation_ids.2', message: 'Another of them changes the same resource.' },
    ]);
    const filter = `recommendation_id=${good.recommendation_id}`;
    expect((await server.call('GET', `/remediations?${filter}`, { token: member.token })).body.total).toBe(0);
  });

  it('knows what can be carried out, with what each takes', async () => {
    const { body } = await server.call('GET', '/remediations/actions', { token: member.token });
    const found = body.items.find((one: { action: string }) => one.action === 'logs.set_retention');
    expect(found).toMatchObject({
      provider: 'aws',
      resource_types: ['AWS::Logs::LogGroup'],
      destructive: true,
      parameters_schema: { type: 'object', required: ['log_group_name', 'retention_days'] },
    });
  });
});
