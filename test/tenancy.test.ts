import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addAnomaly, addAnomalyState } from './support/anomalies.ts';
import { startTestServer, TEST_DATABASE_URL, type TestServer } from './support/app.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { addInventory } from './support/inventory.ts';
import { addNotification } from './support/notification-rows.ts';
import { checkPolicies } from './support/policies.ts';
import { addRecommendation, addRecommendationRun } from './support/recommendations.ts';
import { addRemediation, addRemediationBatch, addRemediationCourse } from './support/remediations.ts';
import { runEnd } from './support/runs.ts';

interface TableRow {
  name: string;
  row_security: boolean;
  owner: string;
  column_name: string;
}

const STORES = [
  ['the embedded database', false],
  ['PostgreSQL (TEST_DATABASE_URL)', true],
] as const;

describe.each(STORES)('on %s', (_, postgres) => {
  describe.skipIf(postgres && !TEST_DATABASE_URL)('row-level security', () => {
    let server: TestServer;
    let a: string;
    let b: string;
    let tables: TableRow[];
    const query = <Row>(organization_id: string | null, text: ReturnType<typeof sql<Row>>) =>
      server.services.database.transaction(organization_id, async (tx) => (await text.execute(tx)).rows);

    beforeAll(async () => {
      // No cloud is asked.
      vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
      server = await startTestServer({ postgres });
      const accounts = [await server.signUp('A'), await server.signUp('B')];
      [a = '', b = ''] = accounts.map((account) => account.organization.id);
      for (const { token, organization } of accounts) {
        await importFile(server, token, 'a.csv', focusCsv([{ BilledCost: '1' }]));
        await server.call('POST', '/auth/api-keys', { token, body: { name: 'key', role: 'viewer' } });
        await server.call('POST', '/members/invitations', {
          token,
          body: { email: `${randomUUID()}@example.com`, role: 'viewer' },
        });
        const event = { kind: 'event', name: 'Launch', start_date: '2026-12-01' };
        await server.call('POST', '/calendar/events', { token, body: event });
        const budget = { name: 'Everything', period: 'month', amount: { kind: 'fixed', amount: 0.5 }, currency: 'USD' };
        await server.call('POST', '/budgets', { token, body: budget });
        // Its thresholds are crossed.
        const check = (await server.call('POST', '/jobs/budget_check/run', { token })).body;
        await runEnd(server, token, check.job_ids[0]);
        const forecast = (await server.call('POST', '/jobs/forecast/run', { token })).body;
        await runEnd(server, token, forecast.job_ids[0]);
        await server.call('POST', '/costs/views', { token, body: { name: 'view', search: '' } });
        const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
        const body = { provider_type: 'aws', name: 'AWS', credentials };
        const { id: provider_id } = (await server.call('POST', '/providers', { token, body })).body;
        await server.call('POST', `/providers/${provider_id}/sync`, { token });
        const { id: organization_id } = organization;
        await server.services.database.transaction(organization_id, (tx) =>
          addInventory(tx, { organization_id, provider_id, id: randomUUID() }),
        );
        const scope = { account_id: '100000000011' };
        const policy = { name: 'Owned', subject: 'resource', must_hold: 'has(resource.owner)' };
        const { id: policy_id } = (await server.call('POST', '/policies', { token, body: policy })).body;
        const until = { policy_id, account_id: '1', reason: 'Not ours', expires_on: '2999-01-01' };
        await server.call('POST', '/policies/exceptions', { token, body: until });
        await checkPolicies(server, token);
        const exception = { rule_id: null, scope, excluded: true, reason: 'Not ours' };
        await server.call('POST', '/recommendations/exceptions', { token, body: exception });
        await server.call('PUT', '/recommendations/settings', { token, body: {} });
        await server.call('PUT', '/recommendations/rules/ebs-gp2', { token, body: { enabled: false } });
        await server.services.database.transaction(organization_id, async (tx) => {
          const recommendation_id = await addRecommendation(tx, { organization_id });
          await addRecommendationRun(tx, { organization_id, provider_id, recommendation_id });
        });
        await server.call('PUT', '/remediations/settings', { token, body: {} });
        const hook = { kind: 'webhook', name: 'Hook', url: 'https://hooks.example.com/' };
        const { id: channel_id } = (await server.call('POST', '/notification-channels', { token, body: hook })).body;
        const route = { name: 'All', channel_ids: [channel_id] };
        await server.call('POST', '/notification-routes', { token, body: route });
        await server.call('POST', '/remediations/stop', { token, body: { reason: 'An incident' } });
        await server.services.database.transaction(organization_id, async (tx) => {
          await addRemediationBatch(tx, organization_id);
          const remediation_id = await addRemediation(tx, { organization_id, provider_id });
          await addRemediationCourse(tx, { organization_id, remediation_id });
        });
        await server.services.database.transaction(organization_id, async (tx) => {
          await addAnomaly(tx, { organization_id, id: randomUUID(), pattern_id: randomUUID() });
          await addAnomalyState(tx, organization_id);
          await addNotification(tx, organization_id, randomUUID());
        });
      }
      tables = await query<TableRow>(
        null,
        sql`select c.relname as name, c.relrowsecurity as row_security, pg_get_userbyid(c.relowner) as owner,
              case when c.relname = 'organizations' then 'id' else 'organization_id' end as column_name
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_migrations' order by 1`,
      );
    }, 180_000);
    afterAll(async () => {
      vi.unstubAllEnvs();
      await server.close();
    });

    it('is on for every table, and every table has rows of both organizations to hide', async () => {
      expect(tables.length).toBeGreaterThanOrEqual(9);
      expect(tables.filter((table) => !table.row_security)).toEqual([]);
      for (const { name, column_name } of tables)
        for (const organization of [a, b]) {
          const rows = await query(organization, sql`select ${sql.ref(column_name)} as id from ${sql.table(name)}`);
          expect(rows, `${name} shows more than its own`).toEqual(rows.map(() => ({ id: organization })));
          expect(rows.length, `${name} has nothing to hide`).toBeGreaterThan(0);
        }
    });

    it('shows nothing while no organization is bound', async () => {
      for (const { name } of tables) expect(await query(null, sql`select * from ${sql.table(name)}`), name).toEqual([]);
    });

    it('lets nothing of another organization be changed, deleted or written', async () => {
      for (const { name, column_name } of tables) {
        const column = sql.ref(column_name);
        if (name !== 'audit_log') {
          expect(
            await query(a, sql`update ${sql.table(name)} set ${column} = ${column} where ${column} = ${b} returning 1`),
          ).toEqual([]);
          expect(await query(a, sql`delete from ${sql.table(name)} where ${column} = ${b} returning 1`)).toEqual([]);
        }
        const move = sql`update ${sql.table(name)} set ${column} = ${b}`;
        await expect(query(a, move), name).rejects.toThrow(/row-level security|permission denied/);
      }
    });

    it('can not be escaped by the application role', async () => {
      const [role] = await query(
        null,
        sql`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles where rolname = current_user`,
      );
      expect(role).toEqual({
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolcanlogin: false,
      });
      expect(await query(null, sql`select current_user::text as name`)).toEqual([{ name: 'finopsmind_app' }]);
      expect(tables.filter((table) => table.owner === 'finopsmind_app')).toEqual([]);
      expect(await query(null, sql`select 1 from pg_auth_members where member = 'finopsmind_app'::regrole`)).toEqual(
        [],
      );
      await expect(query(a, sql`alter table users disable row level security`)).rejects.toThrow(/must be owner/);
      await expect(query(a, sql`truncate users cascade`)).rejects.toThrow(/permission denied/);
      await expect(query(a, sql`select * from schema_migrations`)).rejects.toThrow(/permission denied/);
    });

    it('keeps the audit log as it was written', async () => {
      await expect(query(a, sql`update audit_log set action = 'x'`)).rejects.toThrow(/permission denied/);
      await expect(query(a, sql`delete from audit_log`)).rejects.toThrow(/permission denied/);
    });

    it('runs the functions that see every organization with a fixed search path, for nobody else', async () => {
      const functions = await query<{ name: string; config: string[]; grantees: string }>(
        null,
        sql`select proname as name, proconfig as config, proacl::text as grantees from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'public' and prosecdef order by 1`,
      );
      expect(functions.length).toBeGreaterThanOrEqual(5);
      for (const { name, config, grantees } of functions) {
        expect(config, name).toEqual(['search_path=public, pg_temp']);
        expect(grantees, name).not.toMatch(/[{,]=X/);
      }
    });
  });
});
