import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/platform/core/dates.ts';
import { startTestServer, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, type FocusRow, focusCsv } from '../support/imports.ts';

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
  beforeAll(async () => {
    server = await startTestServer();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const signUp = async (page: Page): Promise<void> => {
    await page.goto('/signup');
    await page.getByLabel('Organization').fill('Northwind');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill(`${crypto.randomUUID()}@example.com`);
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.waitForURL('**/welcome');
    await page.getByRole('heading', { level: 1, name: /^Welcome/ }).waitFor();
  };
  const upload = async (page: Page): Promise<void> => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'bill.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByRole('link', { name: 'See the costs' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  };
  const violations = async (page: Page): Promise<string[]> => {
    const { violations: found } = await new AxeBuilder({ page }).analyze();
    return found.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  };

  it('walks from sign up over an upload to the rows behind a number', async () => {
    const { page, errors } = await openPage(browser, server.url);
    await signUp(page);
    await upload(page);
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
    const { page, errors } = await openPage(browser, server.url);
    await signUp(page);
    await upload(page);
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
    const { page } = await openPage(browser, server.url);
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

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('has no accessibility violation in %s at %i px', async (colorScheme, width) => {
    const { page, errors } = await openPage(browser, server.url, { colorScheme, viewport: { width, height: 900 } });
    const found: string[] = [];
    await page.goto('/signup');
    await page.getByRole('heading', { level: 1 }).waitFor();
    found.push(...(await violations(page)));
    await signUp(page);
    found.push(...(await violations(page)));
    await upload(page);
    const paths = [
      '/',
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
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      found.push(...(await violations(page)));
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, `${path} scrolls sideways`).toBe(0);
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  });
});
