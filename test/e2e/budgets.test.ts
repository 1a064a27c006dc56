import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/platform/core/dates.ts';
import { startTestServer, TEST_PASSWORD, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, focusCsv, importFile } from '../support/imports.ts';
import { runEnd } from '../support/runs.ts';

/** Costs ended long ago, so that their last period is the one that runs, whatever day it is. */
const MIDDLE_OF_MARCH = '2025-03-21';
const END_OF_FEBRUARY = '2025-03-01';
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

async function logIn(page: Page, email: string): Promise<void> {
  await page.goto('/budgets');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Budgets' }).waitFor();
}

const settled = (page: Page): Promise<void> => page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
const violations = async (page: Page): Promise<string[]> => {
  await settled(page);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
};
/** What went wrong, but for being asked to log in first. */
const unexpected = (errors: string[]): string[] => errors.filter((error) => !error.includes('401 (Unauthorized)'));

describe.skipIf(!CHROMIUM)('budgets in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** For tests that change nothing: budgets in every standing. */
  let shared: TestAccount;

  /** An organization with costs before a day, and forecasts of them. */
  async function withCosts(end: string): Promise<TestAccount> {
    const account = await server.signUp('Northwind');
    const { token } = account;
    expect(await importFile(server, token, 'bill.csv', costsUntil(end))).toMatchObject({ status: 'succeeded' });
    const { body } = await server.call('POST', '/jobs/forecast/run', { token });
    expect(await runEnd(server, token, body.job_ids[0])).toMatchObject({ status: 'succeeded' });
    return account;
  }
  const add = async ({ token }: TestAccount, body: object): Promise<void> => {
    const plain = { scope: {}, period: 'month', currency: 'USD' };
    expect((await server.call('POST', '/budgets', { token, body: { ...plain, ...body } })).status).toBe(201);
  };

  beforeAll(async () => {
    server = await startTestServer();
    browser = await openBrowser();
    shared = await withCosts(MIDDLE_OF_MARCH);
    await add(shared, { name: 'Everything', amount: 1_000_000 });
    await add(shared, { name: 'Shop, all that it needs to sell and deliver', scope: { service: COMPUTE }, amount: 1 });
    await add(shared, { name: 'Storage', scope: { service: STORAGE }, period: 'quarter', amount: 1_700 });
    await add(shared, { name: 'In euros', period: 'year', amount: 20_000, currency: 'EUR' });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const choose = async (page: Page, field: string, option: string): Promise<void> => {
    await page
      .getByRole('combobox', { name: field })
      .or(page.getByRole('textbox', { name: field }))
      .first()
      .click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const rowOf = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

  it('sets the first one, sees what is spent of it, changes it and removes it', async () => {
    const account = await withCosts(END_OF_FEBRUARY);
    const { page, errors } = await openPage(browser, server.url);
    await logIn(page, account.email);
    await page.getByRole('heading', { name: 'No budgets yet' }).waitFor();
    await page.getByRole('button', { name: 'Add a budget' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add a budget' });
    await drawer.getByRole('button', { name: 'Only some costs' }).click();
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('10,000');
    await drawer.getByRole('button', { name: 'Save' }).click();
    for (const problem of ['Say what it is', /^Choose a value/, /^Give an amount/])
      await drawer.getByText(problem).waitFor();
    await drawer.getByLabel('Name').fill('Storage');
    await choose(page, 'Value of service', STORAGE);
    await choose(page, 'For each', 'Quarter');
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('2000');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });

    const row = rowOf(page, 'Storage');
    // 59 days of January and February, of 20 each, and 31 more to come.
    expect(await row.getByRole('link', { name: /^The costs behind/ }).innerText()).toBe('$1,180.00');
    await row.getByText('of $2,000.00').waitFor();
    await row.getByRole('cell', { name: 'Jan – Mar 2025', exact: true }).waitFor();
    expect(await row.getByRole('link', { name: 'The forecast behind Storage' }).innerText()).toBe('$1,800.00');
    await row.getByText('$200.00 left at its end').waitFor();

    await row.getByRole('button', { name: 'Storage' }).click();
    const editing = page.getByRole('dialog', { name: 'Edit Storage' });
    await editing.getByRole('textbox', { name: 'Amount' }).fill('0.5');
    await choose(page, 'For each', 'Month');
    await editing.getByRole('button', { name: 'Save' }).click();
    await editing.waitFor({ state: 'detached' });
    await row.getByText('of $0.50').waitFor();
    // A month of which no day is complete yet: nothing is spent of it that is known.
    await row.getByText('No day of it is complete yet').waitFor({ state: 'attached' });
    await row.getByText('Over by $619.50 at its end').waitFor();
    await page.getByRole('heading', { name: 'Of 1 budget: 1 forecast to be over' }).waitFor();

    await row.getByRole('link', { name: 'The forecast behind Storage' }).click();
    await page.getByRole('heading', { level: 1, name: 'Forecasts' }).waitFor();
    await page.getByRole('region', { name: STORAGE, exact: true }).waitFor();
    await page.goBack();
    await row.getByRole('button', { name: 'Storage' }).click();
    await editing.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog', { name: 'Remove' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'No budgets yet' }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('says what the server refuses, and leads to the rows behind what is spent', async () => {
    const { page, errors } = await openPage(browser, server.url);
    await logIn(page, shared.email);
    await page.getByRole('button', { name: 'Add a budget' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add a budget' });
    await drawer.getByLabel('Name').fill('One machine');
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('10');
    await drawer.getByRole('button', { name: 'Only some costs' }).click();
    await choose(page, 'Dimension', 'Resource');
    await choose(page, 'Value of resource', 'i-1');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText(/^A budget can be for all costs, or by every dimension but resources/).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'The costs behind what is spent of Storage' }).click();
    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    // Those and no others: every charge of its complete days.
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      start: '2025-01-01',
      end: MIDDLE_OF_MARCH,
      currency: 'USD',
      service: STORAGE,
    });
    await page.getByText('$1,580.00').first().waitFor();
    expect(unexpected(errors).filter((error) => !error.includes('422'))).toEqual([]);
  });

  it('shows newer costs by itself', async () => {
    const account = await withCosts(MIDDLE_OF_MARCH);
    await add(account, { name: 'Everything', amount: 5_000 });
    const { page, errors } = await openPage(browser, server.url);
    await logIn(page, account.email);
    const amount = rowOf(page, 'Everything').getByRole('link', { name: /^The costs behind/ });
    const before = await amount.innerText();
    expect(before).toMatch(/^\$\d,\d{3}\.\d\d$/);
    await importFile(server, account.token, 'more.csv', costsUntil(addDays(MIDDLE_OF_MARCH, 1)));
    await amount.filter({ hasNotText: before }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('says what to do before there are costs, and shows a viewer no way to write', async () => {
    const empty = await server.signUp();
    const { page } = await openPage(browser, server.url);
    await logIn(page, empty.email);
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
    const { page: viewer, errors } = await openPage(browser, server.url);
    await logIn(viewer, email);
    await rowOf(viewer, 'Everything').waitFor();
    expect(await viewer.getByRole('button', { name: /Add|Save|Remove|Everything/ }).count()).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('has no accessibility violation in %s at %i px', async (colorScheme, width) => {
    const { page, errors } = await openPage(browser, server.url, { colorScheme, viewport: { width, height: 900 } });
    await logIn(page, shared.email);
    await rowOf(page, 'In euros')
      .getByText(/^Not known/)
      .waitFor();
    const found = await violations(page);
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      'the page scrolls sideways',
    ).toBe(0);
    // By keyboard alone: the first budget opens with Enter, and Escape leads back to it.
    const opener = page.getByRole('button', { name: 'Everything' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.getByRole('button', { name: 'Only some costs' }).click();
    found.push(...(await violations(page)));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('button:focus').filter({ hasText: 'Everything' }).waitFor();
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
