import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/platform/core/dates.ts';
import { startTestServer, TEST_PASSWORD, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, focusCsv, importFile } from '../support/imports.ts';
import { flaws, logIn, unexpected } from '../support/pages.ts';
import { runEnd } from '../support/runs.ts';

/** Costs ended long ago, so that their last period is the one that runs, whatever day it is. */
const MIDDLE_OF_MARCH = '2025-03-21';
const DAYS = 150;
const COMPUTE = 'Amazon Elastic Compute Cloud';
const STORAGE = 'Amazon Simple Storage Service';

/** Two services by day: computing rests at weekends, storage costs the same every day. */
const costsUntil = (end: string): string =>
  focusCsv(
    Array.from({ length: DAYS }, (_, day) => addDays(end, day - DAYS)).flatMap((date, day) => {
      const is_weekend = [0, 6].includes(new Date(date).getUTCDay());
      const amounts = { [COMPUTE]: (is_weekend ? 60 : 100) + ((day * 7) % 11), [STORAGE]: 20 };
      return Object.entries(amounts).map(([ServiceName, amount]) => ({
        ...dayColumns(date),
        ServiceName,
        BilledCost: amount.toFixed(2),
        EffectiveCost: amount.toFixed(2),
      }));
    }),
  );

const rowOf = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
const choose = async (within: Page | Locator, page: Page, field: string, option: string): Promise<void> => {
  await within.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

describe.skipIf(!CHROMIUM)('budgets in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** Has budgets in several standings. */
  let shared: TestAccount;
  /** One for all, whoever is at it. */
  let page: Page;
  let errors: string[];

  /** An organization with costs before a day. */
  async function withCosts(end: string): Promise<TestAccount> {
    const account = await server.signUp('Northwind');
    const { token } = account;
    expect(await importFile(server, token, 'bill.csv', costsUntil(end))).toMatchObject({ status: 'succeeded' });
    return account;
  }
  async function add({ token }: TestAccount, amount: number, body: object): Promise<string> {
    const plain = { period: 'month', currency: 'USD', amount: { kind: 'fixed', amount } };
    const { status, body: made } = await server.call('POST', '/budgets', { token, body: { ...plain, ...body } });
    expect(status).toBe(201);
    return made.id;
  }
  async function runJob({ token }: TestAccount, name: string): Promise<void> {
    const { body } = await server.call('POST', `/jobs/${name}/run`, { token });
    expect(await runEnd(server, token, body.job_ids[0])).toMatchObject({ status: 'succeeded' });
  }

  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), openBrowser()]);
    ({ page, errors } = await openPage(browser, server.url));
    shared = await withCosts(MIDDLE_OF_MARCH);
    const parent_id = await add(shared, 1_000_000, { name: 'Everything', owner: 'Grace' });
    await add(shared, 1, {
      name: 'Shop, all that it needs to sell and deliver',
      filters: { service: COMPUTE },
      parent_id,
    });
    await add(shared, 1_700, { name: 'Storage', filters: { service: STORAGE }, period: 'quarter' });
    await add(shared, 20_000, { name: 'In euros', period: 'year', currency: 'EUR' });
    await runJob(shared, 'forecast');
  });
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('proposes the first ones, takes one of its own, and tells when it is crossed', async () => {
    const account = await withCosts(MIDDLE_OF_MARCH);
    await runJob(account, 'forecast');
    await logIn(page, account.email, '/budgets');
    await page.getByRole('button', { name: 'Set these 3 budgets' }).click();
    // The largest of what is proposed is the whole of the others.
    await rowOf(page, 'All costs')
      .getByText(/^2 parts: \$\S+ allocated/)
      .waitFor();
    await page.getByRole('button', { name: 'Parts of All costs' }).click();
    await rowOf(page, COMPUTE).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Add a budget' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add a budget' });
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('10.000');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('Say what it is').waitFor();
    await drawer.getByText(/^It is not clear which amount is meant/).waitFor();
    await drawer.getByLabel('Name').fill('Storage');
    await drawer.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('option', { name: 'Service', exact: true }).click();
    await page.getByPlaceholder('Type to search').click();
    await page.getByRole('option', { name: STORAGE }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add filter' }).click();
    // 28 days of February, 31 of January and December, of 20 each.
    const preview = drawer.getByRole('complementary', { name: 'Preview' });
    await preview.getByText('The last 3 periods that are known cost $600.00 on average.').waitFor();
    await preview.getByRole('button', { name: 'Use $600' }).click();
    expect(await drawer.getByRole('textbox', { name: 'Amount' }).inputValue()).toBe('600');
    await preview.getByText('Forecast to end $20.00 over').waitFor();
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('410');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });

    // 20 days of March.
    const row = rowOf(page, 'Storage');
    await row.getByText('of $410.00').waitFor();
    expect(await row.getByRole('link', { name: /^The costs behind/ }).innerText()).toBe('$400.00');
    await row.getByRole('link', { name: 'Storage', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Storage' }).waitFor();
    const told = page.getByRole('region', { name: 'What was told' });
    await told.getByText('80% of the budget is spent').waitFor();
    expect(await told.getByText('100% of the budget is spent').count()).toBe(0);

    // The page stays open: what it shows comes by itself.
    await importFile(server, account.token, 'more.csv', costsUntil(addDays(MIDDLE_OF_MARCH, 1)));
    await told.getByRole('row').filter({ hasText: '100% of the budget is spent' }).getByText('$420.00').waitFor();
    const glance = page.getByRole('region', { name: 'At a glance' });
    await glance.getByText('$10.00 over already').waitFor();
    await glance.getByText('Over', { exact: true }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('opens its periods and the rows behind them, is changed and removed', async () => {
    await add(shared, 410, { name: 'Short-lived', filters: { service: STORAGE } });
    await logIn(page, shared.email, '/budgets');
    await rowOf(page, 'Short-lived').getByRole('link', { name: 'Short-lived', exact: true }).click();
    await page.getByRole('button', { name: 'The period before' }).click();
    const glance = page.getByRole('region', { name: 'At a glance' });
    await glance.getByText('$150.00 over at its end').waitFor();
    expect(new URL(page.url()).searchParams.get('on')).toBe('2025-02-01');
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('row', { name: /Feb 28, 2025 \$20\.00 \$560\.00/ }).waitFor();
    await page.getByRole('link', { name: 'See the rows behind it' }).click();
    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    // Those and no others: every charge of its days.
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      start: '2025-02-01',
      end: '2025-03-01',
      currency: 'USD',
      service: STORAGE,
    });
    await page.getByText('$560.00').first().waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Running period' }).click();

    await page.getByRole('button', { name: 'Edit' }).click();
    const drawer = page.getByRole('dialog', { name: 'Edit Short-lived' });
    await choose(drawer, page, 'The amount is', 'Its own for each month');
    await drawer
      .getByLabel('Mar 2025')
      .or(drawer.getByLabel(/^Jan \d{4}$/))
      .first()
      .waitFor();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('Give an amount for at least one month').waitFor();
    await choose(drawer, page, 'The amount is', 'The same each period');
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('1,000');
    await drawer.getByRole('button', { name: 'Remove alert 1', exact: true }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });
    await glance.getByText('$1,000.00').waitFor();
    const alerts = page.getByRole('region', { name: 'Alerts' });
    await alerts.getByText('80% of the budget is spent').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Edit' }).click();
    await drawer.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog', { name: 'Remove' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { level: 1, name: 'Budgets' }).waitFor();
    await rowOf(page, 'Everything').waitFor();
    await rowOf(page, 'Short-lived').waitFor({ state: 'detached' });
    // Its page hears that budgets changed just before it is left, and asks for what is gone.
    expect(unexpected(errors).filter((error) => !error.includes('404'))).toEqual([]);
  });

  it('says what to do before there are costs, and shows a viewer no way to write', async () => {
    const empty = await server.signUp();
    await logIn(page, empty.email, '/budgets');
    await page.getByRole('heading', { name: 'No costs yet' }).waitFor();

    const email = `${crypto.randomUUID()}@example.com`;
    const { body } = await server.call('POST', '/members/invitations', {
      token: shared.token,
      body: { email, role: 'viewer' },
    });
    const accepted = await server.call('POST', '/auth/invitations/accept', {
      body: { token: body.token, name: 'Vera', password: TEST_PASSWORD },
    });
    expect(accepted.status).toBeLessThan(300);
    await logIn(page, email, '/budgets');
    // Why something is not known stands where it would be.
    await rowOf(page, 'In euros').getByText('Not known').waitFor();
    expect(await page.getByRole('button', { name: /Add|Edit/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Everything', exact: true }).click();
    await page.getByRole('region', { name: 'At a glance' }).waitFor();
    expect(await page.getByRole('button', { name: /Add|Edit/ }).count()).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    await logIn(page, shared.email, '/budgets');
    await rowOf(page, 'In euros').waitFor();
    const found = await flaws(page);
    // By keyboard alone: the form opens with Enter, and Escape leads back to where it was opened.
    const opener = page.getByRole('button', { name: 'Add a budget' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('What its periods cost before').waitFor();
    found.push(...(await flaws(page)));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('button:focus').filter({ hasText: 'Add a budget' }).waitFor();
    await page.getByRole('link', { name: 'Everything', exact: true }).click();
    await page.getByRole('region', { name: 'March 2025 by day' }).waitFor();
    found.push(...(await flaws(page)));
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
