import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStrictAws } from './clouds/aws/strict/index.ts';
import { startTestServer, TEST_DATABASE_URL, type TestServer } from './support/app.ts';
import { MOTO, motoAccount } from './support/moto.ts';
import { addResource, connectRemediator } from './support/remediation.ts';
import { LATER, openRemediationOffice, type RemediationOffice } from './support/remediation-office.ts';
import { makeLogGroup } from './support/remediation-worlds/aws-services.ts';

const REGION = 'eu-central-1';
const STORES = [
  ['the embedded database', false],
  ['PostgreSQL (TEST_DATABASE_URL)', true],
] as const;

/** What may come of decisions that are made at the same time. */
const COURSES = ['rejected', 'cancelled', 'approved scheduled', 'approved scheduled cancelled'];

describe.each(STORES)('on %s', (_, postgres) => {
  describe.skipIf(postgres && !TEST_DATABASE_URL)('decisions at the same time', () => {
    let server: TestServer;
    let office: RemediationOffice;
    beforeAll(async () => {
      server = await startTestServer({ postgres });
      office = await openRemediationOffice(server);
    });
    afterAll(() => server.close());

    it('come one after the other, and each is written once', async () => {
      const { admin, other_admin, member, call, proposed, read, auditOf } = office;
      for (let round = 0; round < 6; round++) {
        const id = await proposed({ proposed_by_id: member.user.id });
        const answers = await Promise.all([
          call('POST', `/remediations/${id}/approve`, admin, {}),
          call('POST', `/remediations/${id}/reject`, other_admin, { note: 'No' }),
          call('POST', `/remediations/${id}/approve`, other_admin, {}),
          call('POST', `/remediations/${id}/cancel`, member, {}),
        ]);
        const { entries, approvals } = await read(id);
        const course = entries.map(({ kind }) => kind).join(' ');
        expect(COURSES).toContain(course);
        expect(approvals.length).toBe(course.startsWith('approved') ? 1 : 0);
        expect((await auditOf(id)).map((one) => one.replace(/^.*remediation\./, '')).join(' ')).toBe(course);
        const taken = course.replace('approved scheduled', 'approved').split(' ').length;
        expect(answers.map(({ status }) => status).toSorted()).toEqual([
          ...Array(taken).fill(200),
          ...Array(4 - taken).fill(409),
        ]);
      }
    });

    it('of one person count once', async () => {
      const { admin, call, proposed, read } = office;
      const id = await proposed({ requirement: { approvals: 2, four_eyes: true, rule: 'Two' } });
      const approve = () => call('POST', `/remediations/${id}/approve`, admin, {});
      const answers = await Promise.all([approve(), approve(), approve()]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
      expect(await read(id)).toMatchObject({ state: 'proposed', approvals: [{ by: 'Ada' }] });
    });

    it.skipIf(!MOTO)('of several who propose a change of one resource come to one change', async () => {
      const account = await motoAccount();
      const aws = await startStrictAws({ account, regions: [REGION] });
      vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
      const ours = await connectRemediator(server, account, REGION);
      const log_group_name = '/app/raced';
      await makeLogGroup(account, REGION, log_group_name);
      const resource_id = `arn:aws:logs:${REGION}:${account.id}:log-group:${log_group_name}`;
      const inventory_id = await addResource(ours, { resource_id, resource_type: 'AWS::Logs::LogGroup' });
      const change = { action: 'logs.set_retention', parameters: { log_group_name, retention_days: 90 } };
      const body = { inventory_id, change, scheduled_for: LATER };
      const { token } = ours;
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => server.call('POST', '/remediations', { token, body })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422]);
      expect((await server.call('GET', '/remediations', { token })).body.total).toBe(1);
      vi.unstubAllEnvs();
      await aws.close();
    });
  });
});
