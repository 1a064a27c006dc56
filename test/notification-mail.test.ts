import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { addDays, dayOf, weekStart } from '../src/platform/core/dates.ts';
import type { TestAccount } from './support/app.ts';
import { dailyRows } from './support/daily-costs.ts';
import { focusCsv, importFile } from './support/imports.ts';
import { type MailServer, startMailServer } from './support/mail-server.ts';
import { type NotificationsServer, startNotificationsServer } from './support/notifications.ts';

/** A Monday to come, since an organization is told of no week that was before it was there. */
const MONDAY = addDays(weekStart(dayOf(new Date())), 7);
/** The last day but one of the bill: the very last may not be complete. */
const LAST = addDays(MONDAY, -2);

let server: NotificationsServer;
let mail: MailServer;
let account: TestAccount;

/** What a mail says: its plain text, with lines that were wrapped and characters that were quoted as they are. */
const textOf = (raw: string): string =>
  Buffer.from(
    raw
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

beforeAll(async () => {
  mail = await startMailServer();
  server = await startNotificationsServer({
    NOTIFICATION_EMAIL_SMTP_HOST: '127.0.0.1',
    NOTIFICATION_EMAIL_SMTP_PORT: String(mail.port),
    NOTIFICATION_EMAIL_FROM: 'FinOpsMind <finops@example.com>',
    PUBLIC_URL: 'https://finops.example.com',
  });
  server.setClock(`${addDays(MONDAY, -1)}T12:00:00Z`);
  account = await server.signUp('Northwind');
});
afterAll(async () => {
  await server.close();
  await mail.close();
});

it('a bill that is over a budget reaches the admins by mail, with a link, and the inbox', async () => {
  const { token } = account;
  const budget = {
    name: 'Shop',
    period: 'custom',
    start: addDays(LAST, -6),
    end: addDays(LAST, 20),
    currency: 'USD',
    amount: { kind: 'fixed', amount: 100 },
    thresholds: [{ basis: 'actual', unit: 'percent', value: 100 }],
  };
  const made = await server.call('POST', '/budgets', { token, body: budget });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const days = { start: addDays(LAST, -13), end: addDays(LAST, 2) };
  const bill = focusCsv(
    dailyRows([
      { columns: {}, ...days, amount: (day) => (day < 7 ? 10 : 15.5) },
      { columns: { ServiceName: 'Amazon S3', ResourceId: 'b-1' }, ...days, amount: (day) => (day < 7 ? 5 : 4) },
    ]),
  );
  await importFile(server, token, 'bill.csv', bill);
  await vi.waitFor(() => expect(mail.mails).toHaveLength(1), { timeout: 20_000 });
  const [sent] = mail.mails;
  expect(sent).toMatchObject({ from: 'finops@example.com', recipients: [account.email] });
  const text = textOf(sent?.raw ?? '');
  expect(text).toContain('Subject: Shop is $36.50 over its budget');
  expect(text).toContain(`https://finops.example.com/budgets/${made.body.id}`);
  expect(await server.inbox(account)).toMatchObject([
    { event: 'budget_exceeded', severity: 'critical', amount: { amount: '136.5', currency: 'USD' } },
  ]);
});

it('once a week all that matters of the week is told, at the hour that was set', async () => {
  server.setClock(`${MONDAY}T07:59:00Z`);
  await server.settle(account);
  expect(mail.mails).toHaveLength(1);
  server.setClock(`${MONDAY}T08:00:00Z`);
  await server.settle(account);
  server.pass(30);
  await server.settle(account);
  expect(mail.mails).toHaveLength(2);
  const [summary] = await server.inbox(account);
  expect(summary).toMatchObject({
    event: 'weekly_digest',
    title: 'Your week: $136.50, up 30%',
    amount: { amount: '136.5', currency: 'USD' },
    resolved_at: expect.any(String),
  });
  expect(Object.fromEntries(summary?.facts.map(({ label, value }) => [label, value]) ?? [])).toMatchObject({
    Costs: '$136.50, up 30% ($105.00)',
    'Largest changes': 'Amazon Elastic Compute Cloud +$38.50, Amazon S3 −$7.00',
    Budgets: 'over: Shop',
    'Savings to be had a month': 'None known.',
    'Waiting for you': 'Nothing.',
  });
  expect(textOf(mail.mails[1]?.raw ?? '')).toContain('Subject: Your week: $136.50, up 30%');
});

it('strangers are written to by no more than some mails an hour, members and their lists by all of them', async () => {
  const { token } = account;
  const mailTo = async (name: string, recipients: string[]): Promise<string> => {
    const body = { kind: 'email', name, recipients };
    return (await server.call('POST', '/notification-channels', { token, body })).body.id;
  };
  const test = async (id: string) => (await server.call('POST', `/notification-channels/${id}/test`, { token })).body;
  const strangers = await mailTo(
    'Strangers',
    Array.from({ length: 40 }, (_, index) => `s${index}@example.org`),
  );
  const before = mail.mails.length;
  expect([await test(strangers), await test(strangers)]).toMatchObject([{ ok: true }, { ok: true }]);
  const held_back = await test(strangers);
  expect(held_back).toMatchObject({ ok: false, message: expect.stringContaining('100 mails an hour') });
  const admins = await mailTo('Admins', [account.email.toUpperCase()]);
  for (let tests = 4; tests <= 10; tests++) expect(await test(admins)).toMatchObject({ ok: true });
  expect(mail.mails).toHaveLength(before + 9);
  const answer = await server.call('POST', `/notification-channels/${admins}/test`, { token });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
  expect((await server.log(account, '?limit=100')).filter(({ reason }) => reason === 'test')).toHaveLength(10);
});
