import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addDays } from '../../src/platform/core/dates.ts';
import { startTestServer, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, focusCsv, importFile } from '../support/imports.ts';
import { flaws, join, logIn, NARROW, settled, show, unexpected, WIDE } from '../support/pages.ts';

interface Received {
  id: string;
  reason: string;
  messages: { event: string; title: string }[];
}

/** A receiver of webhooks on the loopback address, and what it was sent. */
async function startReceiver() {
  const received: Received[] = [];
  const state = { status: 204 };
  const server: Server = createServer(async (request, response) => {
    received.push(JSON.parse(await text(request)) as Received);
    response.writeHead(state.status).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { received, state, url, close: () => server.close() };
}

const today = new Date().toISOString().slice(0, 10);
/** More than a month, so that the running one is known from its first day. */
const DAYS = 70;
const PEAK = -4;

/** A dollar a day until yesterday, and a peak some days ago: the last days may not be complete. */
const costs = (peak: number): string =>
  focusCsv([
    ...Array.from({ length: DAYS }, (_, day) => ({
      ...dayColumns(addDays(today, day - DAYS)),
      ResourceId: `i-${day}`,
    })),
    {
      ...dayColumns(addDays(today, PEAK)),
      ResourceId: 'i-peak',
      BilledCost: String(peak),
      EffectiveCost: String(peak),
    },
  ]);

/** What the alert is called. */
const OVER = /^Shop is .* over its budget/;

/** What went wrong, but for what a form was to be told. */
const refusalsApart = (errors: string[]): string[] =>
  unexpected(errors).filter((error) => !error.includes('400 (Bad Request)'));

describe.skipIf(!CHROMIUM)('notifications in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let account: TestAccount;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    [server, browser, receiver] = await Promise.all([
      startTestServer({ environment: { OUTBOUND_PRIVATE_ADDRESSES: 'allow' } }),
      openBrowser(),
      startReceiver(),
    ]);
    account = await server.signUp('Northwind');
    ({ page, errors } = await openPage(browser, server.url));
    await logIn(page, account.email, '/settings/notifications');
  }, 120_000);
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
    receiver.close();
  });

  const channel = (name: string): Locator => page.getByRole('article', { name });
  const region = (name: string): Locator => page.getByRole('region', { name });
  const bell = (of = page): Locator => of.getByRole('button', { name: /^Notifications/ });
  /** The newest delivery of a name. */
  const logged = (name: RegExp): Locator => region('Delivery log').getByRole('row', { name }).first();
  /** What the receiver was sent of the budget that is exceeded. */
  const alerts = () =>
    receiver.received.filter(({ messages }) => messages.some(({ event }) => event === 'budget_exceeded'));
  const choose = async (field: Locator, option: string): Promise<void> => {
    await field.click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };

  it('adds a channel and shows how a test of it went', async () => {
    await page.getByText('Nothing was sent yet.').waitFor();
    await page.getByRole('button', { name: 'Webhook' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add Webhook' });
    await drawer.getByRole('button', { name: 'Add the channel' }).click();
    await drawer.getByText('Must be given').first().waitFor();
    await drawer.getByLabel('Name').fill('Tickets');
    await drawer.getByLabel('Address').fill(receiver.url);
    await drawer.getByRole('button', { name: 'Add the channel' }).click();
    const secret = page.getByRole('dialog', { name: 'Signing secret' });
    expect(await secret.getByRole('textbox').inputValue()).toMatch(/^whsec_/);
    await secret.getByRole('button', { name: 'Close' }).click();
    await channel('Tickets').getByText('Not tested yet').waitFor();
    await region('Routes')
      .getByText(/everything from warnings on goes to Tickets, at once/)
      .waitFor();

    receiver.state.status = 500;
    await channel('Tickets').getByRole('button', { name: 'Test' }).click();
    await channel('Tickets').getByText('Failing', { exact: true }).waitFor();
    await channel('Tickets').getByRole('status').getByText(/500/).waitFor();
    await logged(/Test message/)
      .getByText('Failed', { exact: true })
      .waitFor();
    receiver.state.status = 204;
    await channel('Tickets').getByRole('button', { name: 'Test' }).click();
    await channel('Tickets').getByText('Works', { exact: true }).waitFor();
    await logged(/Test message/)
      .getByText('Delivered', { exact: true })
      .waitFor();
    expect(receiver.received.map(({ reason }) => reason)).toEqual(['test', 'test']);
    expect(refusalsApart(errors)).toEqual([]);
  });

  it('tells in the bell that an import has crossed a budget', async () => {
    const { token } = account;
    expect(await importFile(server, token, 'bill.csv', costs(1))).toMatchObject({ status: 'succeeded' });
    await page.goto('/budgets');
    await page
      .getByRole('button', { name: /^Add a budget/ })
      .first()
      .click();
    const drawer = page.getByRole('dialog', { name: 'Add a budget' });
    await drawer.getByLabel('Name', { exact: true }).fill('Shop');
    await drawer.getByRole('textbox', { name: 'Amount', exact: true }).fill('1000');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });

    // The receiver is not what it was: whatever is sent to it is refused.
    receiver.received.length = 0;
    receiver.state.status = 400;
    expect(await importFile(server, token, 'bill.csv', costs(4_000))).toMatchObject({ status: 'succeeded' });
    await vi.waitFor(() => expect(alerts()).toHaveLength(1), { timeout: 30_000, interval: 50 });
    // Nobody has to load the page again.
    await page.getByRole('button', { name: /^Notifications, \d+ unread$/ }).click();
    const panel = page.getByRole('dialog', { name: 'Notifications' });
    const alert = panel.getByRole('listitem').filter({ hasText: /over its budget/ });
    await alert.getByRole('button', { name: /^Acknowledge/ }).click();
    await alert.getByText('Acknowledged by Ada').waitFor();
    await alert.getByRole('link').click();
    await page.waitForURL(/\/budgets\/[\da-f-]{36}$/);
    await page.getByRole('heading', { level: 1, name: 'Shop' }).waitFor();
    await panel.waitFor({ state: 'detached' });
    await bell().click();
    await alert.getByRole('link', { name: /unread/ }).waitFor({ state: 'detached' });
    await panel.getByText('A channel does not deliver.').waitFor();
    await panel.getByRole('link', { name: 'See why' }).click();
    await page.getByRole('tab', { name: 'Notifications', selected: true }).waitFor();
    expect(refusalsApart(errors)).toEqual([]);
  });

  it('lists what could not be sent, and sends it again under the same id', async () => {
    await choose(region('Delivery log').getByRole('combobox', { name: 'State' }), 'failed');
    await logged(OVER).getByText('answer 400').waitFor();
    expect(new URL(page.url()).search).toBe('?state=failed');
    receiver.state.status = 204;
    await logged(OVER).getByRole('button', { name: 'Retry' }).click();
    await logged(OVER).waitFor({ state: 'detached' });
    await choose(region('Delivery log').getByRole('combobox', { name: 'State' }), 'in any state');
    await logged(OVER).getByText('Delivered', { exact: true }).waitFor();
    await channel('Tickets').getByText('Works', { exact: true }).waitFor();
    // A receiver can tell by the id that it was told the same once more.
    expect(alerts()).toHaveLength(2);
    expect(new Set(alerts().map(({ id }) => id)).size).toBe(1);
    expect(refusalsApart(errors)).toEqual([]);
  });

  it('keeps what is chosen of the inbox in the address, and tells the rest beside it', async () => {
    await page.goto('/inbox');
    const today_list = region('Today');
    await today_list.getByRole('link', { name: OVER }).click();
    const details = page.getByRole('dialog', { name: OVER });
    await details.getByText('Critical · Budget exceeded').waitFor();
    await details.getByRole('link', { name: 'See the budget' }).waitFor();
    expect(await details.getByText('Acknowledged by Ada').count()).toBe(1);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await page
      .getByText('Open', { exact: false })
      .filter({ hasText: /^Open( \d+)?$/ })
      .click();
    await today_list.getByRole('link', { name: OVER }).waitFor({ state: 'detached' });
    await choose(page.getByRole('combobox', { name: 'Severity' }), 'info');
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ show: 'open', severity: 'info' });
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Mark all read' }).click();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    expect(refusalsApart(errors)).toEqual([]);
  });

  it('says in sentences what goes where, and keeps quiet hours', async () => {
    await page.goto('/settings/notifications');
    const routes = region('Routes');
    await routes.getByRole('button', { name: 'Add a route' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add a route' });
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('Must be given').waitFor();
    await drawer.getByLabel('Name').fill('Budgets');
    await choose(drawer.getByRole('combobox', { name: 'Events' }), 'Budget exceeded');
    await page.keyboard.press('Escape');
    await choose(drawer.getByRole('combobox', { name: 'Sent' }), 'In a daily digest');
    await drawer.getByRole('switch', { name: 'Tell others when nobody acknowledges it' }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await routes
      .getByText(
        'Budget exceeded · from warning · to Tickets, in a daily digest · critical at once · escalates to Tickets after 60 min',
      )
      .waitFor();

    const timing = region('Timing and least saving');
    await timing.getByRole('switch', { name: 'Quiet hours' }).click();
    await timing.getByRole('button', { name: 'Save' }).click();
    await timing.getByText('Saved.').waitFor();
    const { body } = await server.call('GET', '/notification-settings', { token: account.token });
    expect(body.quiet_hours).toEqual({ start_hour: 20, end_hour: 7, days_off: [6, 7] });
    await routes.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await routes.getByText(/^There is no route/).waitFor();
    expect(refusalsApart(errors)).toEqual([]);
  });

  it('lets a viewer read the inbox, and neither acknowledge nor see where it goes', async () => {
    const invited = { email: `${crypto.randomUUID()}@example.com`, role: 'viewer' };
    const { body } = await server.call('POST', '/members/invitations', { token: account.token, body: invited });
    await join(page, body.path, 'Vera');
    await page.goto('/inbox');
    await page.getByRole('link', { name: OVER }).waitFor();
    await settled(page);
    // What was told before she joined is no news to her.
    expect(await page.getByRole('button', { name: /unread$/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Acknowledge/ }).count()).toBe(0);
    await page.goto('/settings/notifications');
    await page.getByRole('tab', { name: 'Organization', selected: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Notifications' }).count()).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    const found: string[] = [];
    await logIn(page, account.email, '/inbox');
    await region('Today').getByRole('link', { name: OVER }).waitFor();
    for (const look of [WIDE, NARROW]) {
      await show(page, look);
      // On a phone the sheet hides what is behind it; beside the panel the page is looked at as well.
      if (look === NARROW) found.push(...(await flaws(page, [look])));
      // By keyboard alone: the bell opens with Enter, and Escape leads back to it.
      await bell().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('list', { name: 'Newest notifications' }).waitFor();
      found.push(...(await flaws(page, [look])));
      await page.keyboard.press('Escape');
      await page.getByRole('list', { name: 'Newest notifications' }).waitFor({ state: 'detached' });
      await page.locator('button:focus').and(bell()).waitFor();
    }
    await show(page, WIDE);
    await page.goto('/settings/notifications');
    await channel('Tickets').waitFor();
    await page.getByRole('table', { name: 'Deliveries' }).waitFor();
    found.push(...(await flaws(page)));
    await page.getByRole('button', { name: 'Add a route' }).click();
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    found.push(...(await flaws(page, [WIDE])));
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
