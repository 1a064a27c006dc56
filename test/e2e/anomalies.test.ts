import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '../../src/platform/core/dates.ts';
import { startTestServer, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, type FocusRow, focusCsv, importFile } from '../support/imports.ts';
import { flaws, join, logIn, unexpected } from '../support/pages.ts';
import { runEnd } from '../support/runs.ts';

const DAYS = 150;
const FIRST = addDays(dayOf(new Date()), -DAYS);
const SPIKE_DAY = 120;
const SHIFT_DAY = 139;
const EC2 = 'Amazon Elastic Compute Cloud';
const LAMBDA = 'AWS Lambda';
const NEW_RESOURCE = 'i-0new0000000000001';
const ARCHIVE: FocusRow = { SubAccountId: 'account-2', SubAccountName: 'Archive' };

/** Weekdays, and a little that looks like chance but is the same in every run. */
const rhythm = (day: number): number => ([5, 6].includes(day % 7) ? 0.8 : 1) * (1 + 0.02 * Math.sin(day * 12.9898));

const row = (day: number, amount: number, more: FocusRow): FocusRow => {
  const cost = (amount * rhythm(day)).toFixed(4);
  return {
    ...dayColumns(addDays(FIRST, day)),
    BilledCost: cost,
    EffectiveCost: cost,
    ListCost: cost,
    ContractedCost: cost,
    ConsumedQuantity: cost,
    PricingQuantity: cost,
    ...more,
  };
};

/** Five months of three services: one has a spike of a day, one more machine from a day on, the third nothing. */
const FILE = focusCsv(
  Array.from({ length: DAYS }, (_, day) => [
    row(day, 60, { ServiceName: EC2, ResourceId: 'i-0old0000000000001' }),
    row(day, 40, { ServiceName: EC2, ResourceId: 'i-0old0000000000002', ...ARCHIVE }),
    ...(day >= SHIFT_DAY ? [row(day, 90, { ServiceName: EC2, ResourceId: NEW_RESOURCE })] : []),
    row(day, day === SPIKE_DAY ? 260 : 35, {
      ServiceName: LAMBDA,
      ResourceId: 'thumbnailer',
      ResourceType: 'function',
      ...ARCHIVE,
    }),
    row(day, 25, { ServiceName: 'Amazon Simple Storage Service', ResourceId: 'archive', ResourceType: 'bucket' }),
  ]).flat(),
);

describe.skipIf(!CHROMIUM)('anomalies in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** For tests that change nothing. */
  let shared: TestAccount;
  /** One for all, whoever is at it. */
  let page: Page;
  let errors: string[];

  /** An organization whose costs were judged. */
  async function judged(): Promise<TestAccount> {
    const account = await server.signUp('Northwind');
    const { token } = account;
    const imported = await importFile(server, token, 'bill.csv', FILE);
    expect([imported.status, imported.error]).toEqual(['succeeded', null]);
    const { body } = await server.call('POST', '/jobs/anomaly_detect/run', { token });
    const run = await runEnd(server, token, body.job_ids[0]);
    expect([run.status, run.error]).toEqual(['succeeded', null]);
    return account;
  }

  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), openBrowser()]);
    ({ page, errors } = await openPage(browser, server.url));
    shared = await judged();
  });
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('finds the new machine, shows why, and keeps what is said about it', async () => {
    const { email } = await judged();
    await logIn(page, email, '/');
    const card = page.getByRole('region', { name: 'Anomalies' });
    await card
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Anomaly, page or resource' }).fill(EC2);
    await page
      .getByRole('option', { name: new RegExp(`${EC2}.*(Higher level|New cost|Slow drift upwards), `) })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await card.getByRole('link', { name: 'See the anomalies' }).click();
    await page.getByRole('heading', { level: 1, name: 'Anomalies' }).waitFor();
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .click();

    await page
      .getByText(/^(Higher level|New cost|Slow drift upwards) since/)
      .first()
      .waitFor();
    await page.getByRole('heading', { name: 'Why it was reported' }).waitFor();
    const cause = page.getByRole('region', { name: 'Cause' });
    await cause.getByText('Before', { exact: true }).waitFor();
    await cause.getByText('Actual', { exact: true }).waitFor();
    await cause.getByRole('link', { name: NEW_RESOURCE }).waitFor();
    await cause.getByRole('combobox', { name: 'Explained by' }).click();
    await page.getByRole('option', { name: 'by region' }).click();
    await cause.getByRole('link', { name: 'US East' }).waitFor();
    await cause.getByRole('combobox', { name: 'Explained by' }).click();
    await page.getByRole('option', { name: 'by resource' }).click();
    await cause.getByText('Table').click();
    await cause
      .getByRole('row', { name: new RegExp(NEW_RESOURCE) })
      .getByText('New', { exact: true })
      .waitFor();
    await page.getByRole('region', { name: 'Cost per day' }).getByText('Table').click();
    await page.getByRole('cell', { name: 'Not as expected' }).first().waitFor();

    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByLabel('Note').fill('We are on it');
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Acknowledged.').waitFor();
    await page.getByText('We are on it').waitFor();
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByText('Ada looks after it.').waitFor();
    await page.getByRole('button', { name: /^Change/ }).click();
    await page.getByRole('combobox', { name: 'Who looks after it' }).fill('Shop team');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Shop team looks after it.').waitFor();
    await page.getByLabel('Comment').fill('One more machine for the sale');
    await page.getByRole('button', { name: 'Comment' }).click();
    await page.getByText('One more machine for the sale').waitFor();

    await page.getByRole('button', { name: 'Mark as expected' }).click();
    await page.getByText(/It is learned from/).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as expected' }).click();
    await page.getByText('Marked as expected, and learned from.').waitFor();
    await page.getByRole('link', { name: 'All anomalies' }).click();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText(/a day more is normal/).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('opens again what was marked as expected by mistake', async () => {
    const { email } = await judged();
    await logIn(page, email, '/anomalies');
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .click();
    await page.getByRole('button', { name: 'Mark as expected' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as expected' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Open again.').waitFor();
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    await page.getByText(/opened it again/).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('keeps its filters in the address, and leads to the rows', async () => {
    const { email } = shared;
    await logIn(page, email, '/anomalies');
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'in any state' }).click();
    await page.getByRole('combobox', { name: 'Direction' }).click();
    await page.getByRole('option', { name: 'costs that rose', exact: true }).click();
    await page.getByLabel('Search the anomalies').fill('lambda');
    await page.waitForURL(/search=lambda/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      search: 'lambda',
      status: 'all',
      direction: 'up',
    });
    await page.getByRole('link', { name: new RegExp(EC2) }).waitFor({ state: 'detached' });
    await page.reload();
    const spike = page.getByRole('row', { name: new RegExp(LAMBDA) });
    await spike.getByText(/^Spike on/).waitFor();
    await spike.getByRole('link').first().click();
    await page.getByRole('link', { name: 'See the rows' }).click();
    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    const { start, end } = Object.fromEntries(new URL(page.url()).searchParams);
    expect([start, end]).toEqual([addDays(FIRST, SPIKE_DAY), addDays(FIRST, SPIKE_DAY + 1)]);
    await page.goto('/anomalies?search=nothing-like-that');
    await page.getByRole('link', { name: 'Remove all filters' }).click();
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('says what to do before there are costs, and shows a viewer no way to write', async () => {
    const empty = await server.signUp();
    await logIn(page, empty.email, '/anomalies');
    await page.getByRole('heading', { name: 'No costs yet' }).waitFor();

    const { token } = shared;
    const invited = await server.call('POST', '/members/invitations', {
      token,
      body: { email: `${crypto.randomUUID()}@example.com`, role: 'viewer' },
    });
    expect(invited.status).toBe(201);
    await join(page, invited.body.path as string, 'Vera');
    await page.getByRole('link', { name: 'See the anomalies' }).click();
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Look now' }).count()).toBe(0);
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    for (const name of ['Acknowledge', 'Resolve', 'Mark as expected', 'Comment', 'Take it', /^Choose/])
      expect(await page.getByRole('button', { name }).count(), String(name)).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    await logIn(page, shared.email, '/anomalies');
    const found = await flaws(page);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Learned as normal' }).waitFor();
    found.push(...(await flaws(page)));
    await page.keyboard.press('Escape');
    await page
      .getByRole('link', { name: new RegExp(EC2) })
      .first()
      .click();
    await page.getByRole('region', { name: 'Cause' }).getByText('Before', { exact: true }).waitFor();
    found.push(...(await flaws(page)));
    await page.getByRole('button', { name: 'Mark as expected' }).click();
    await page.getByLabel('Note').waitFor();
    found.push(...(await flaws(page)));
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
