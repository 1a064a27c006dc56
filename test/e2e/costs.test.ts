import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../src/platform/core/dates.ts';
import { startTestServer, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, type FocusRow, focusCsv } from '../support/imports.ts';
import { flaws, logIn, unexpected } from '../support/pages.ts';

const SERVICES: FocusRow[] = [
  { ServiceName: 'Amazon Elastic Compute Cloud', EffectiveCost: '30.25' },
  {
    ServiceName: 'Amazon Simple Storage Service',
    EffectiveCost: '10',
    SubAccountId: 'account-2',
    SubAccountName: 'Archive',
  },
];
/** Two months of two services in two accounts. */
const FILE = focusCsv(
  Array.from({ length: 61 }, (_, day) => addDays('2024-08-01', day)).flatMap((date) =>
    SERVICES.map((service) => ({
      ...dayColumns(date),
      ...service,
      BilledCost: service.EffectiveCost ?? '',
      Tags: '{"team":"web"}',
    })),
  ),
);

describe.skipIf(!CHROMIUM)('in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** One for all, whoever is at it. */
  let page: Page;
  let errors: string[];
  /** Who signed up first, and has costs. */
  const email = `${crypto.randomUUID()}@example.com`;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), openBrowser()]);
    ({ page, errors } = await openPage(browser, server.url));
  });
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const signUp = async (as: string): Promise<void> => {
    await page.getByLabel('Organization').fill('Northwind');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill(as);
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.waitForURL('**/welcome');
    await page.getByRole('heading', { level: 1, name: /^Welcome/ }).waitFor();
  };
  const upload = async (): Promise<void> => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('link', { name: 'See the costs' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  };

  it('walks from sign up over an upload to the rows behind a number', async () => {
    await page.goto('/signup');
    await signUp(email);
    await upload();
    // 30 days of 40.25 a day.
    await page.getByText('1,207.50').first().waitFor();
    await page
      .getByRole('region', { name: 'Top services', exact: true })
      .getByRole('link', { name: 'Amazon Elastic Compute Cloud' })
      .click();

    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    expect(new URL(page.url()).searchParams.get('service')).toBe('Amazon Elastic Compute Cloud');
    await page.getByText('907.50').first().waitFor();
    await page.getByRole('button', { name: 'Rows of Account 1' }).click();
    await page.getByText('30 rows make $907.50.').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Download rows' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV, exact decimals' }).click(),
    ]);
    const chunks = await (await download.createReadStream()).toArray();
    expect(Buffer.concat(chunks).toString().trim().split('\n')).toHaveLength(31);

    await page.getByRole('button', { name: /^Remove filter/ }).click();
    await page.getByText('1,207.50').first().waitFor();
    expect(errors).toEqual([]);
  });

  it('keeps a view for everybody, with all that was chosen', async () => {
    await page.goto('/explorer?group_by=tag%3Ateam&range=last-month&chart=table&not_account=account-2');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name').fill('Web last month');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByLabel('Name').waitFor({ state: 'detached' });
    await page.goto('/explorer');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Web last month' }).click();
    await page.waitForURL(/not_account=account-2/);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      group_by: 'tag:team',
      range: 'last-month',
      chart: 'table',
      not_account: 'account-2',
    });
    expect(errors).toEqual([]);
  });

  it('leads back to the page that was asked for, after logging in', async () => {
    const account = await server.signUp();
    await page.context().clearCookies();
    await page.goto('/settings/members');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.getByLabel('E-mail address').fill(account.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('E-mail address or password is not right.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText(`${account.user.name} (you)`).waitFor();
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    await page.context().clearCookies();
    await page.goto('/signup');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const found = await flaws(page);
    await signUp(`${crypto.randomUUID()}@example.com`);
    found.push(...(await flaws(page)));
    await logIn(page, email, '/');
    found.push(...(await flaws(page)));
    const paths = [
      '/explorer',
      '/explorer?chart=table&group_by=account',
      '/data-sources',
      '/settings/organization',
      '/settings/members',
      '/settings/api-keys',
      '/settings/account',
      '/settings/appearance',
      '/settings/audit-log',
    ];
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      found.push(...(await flaws(page)));
    }
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
