import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addDays, dayOf } from '../../src/platform/core/dates.ts';
import { startTestServer, TEST_PASSWORD, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { dayColumns, focusCsv, importFile } from '../support/imports.ts';
import { flaws, logIn, settled, unexpected } from '../support/pages.ts';

const TODAY = dayOf(new Date());
const DAYS = 200;
const COMPUTE = 'Amazon Elastic Compute Cloud';
const STORAGE = 'Amazon Simple Storage Service';

/** Two services by day until yesterday: computing rests at weekends and swings a little, storage grows. */
const FILE = focusCsv(
  Array.from({ length: DAYS }, (_, day) => addDays(TODAY, day - DAYS)).flatMap((date, day) => {
    const is_weekend = [0, 6].includes(new Date(date).getUTCDay());
    const amounts = {
      [COMPUTE]: (is_weekend ? 60 : 100) + ((day * 7) % 11),
      [STORAGE]: 20 + day / 20 + ((day * 5) % 3) / 10,
    };
    return Object.entries(amounts).map(([ServiceName, amount]) => ({
      ...dayColumns(date),
      ServiceName,
      BilledCost: amount.toFixed(2),
      EffectiveCost: amount.toFixed(2),
      Tags: '{"team":"web"}',
    }));
  }),
);

const figures = (page: Page) => page.getByRole('region', { name: 'Key figures' });
/** The amount that ends a period in the figures. */
async function quarterEnd(page: Page): Promise<number> {
  const figure = figures(page).locator('.figure').filter({ hasText: 'Quarter to' });
  return Number((await figure.locator('.figure-value').innerText()).replaceAll(/[^\d.-]/g, ''));
}
const parameter = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

const soon = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

describe.skipIf(!CHROMIUM)('forecasts in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  let account: TestAccount;
  /** One for all, whoever is at it. */
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    server = await startTestServer();
    browser = await openBrowser();
    account = await server.signUp();
    const imported = await importFile(server, account.token, 'bill.csv', FILE);
    expect(imported).toMatchObject({ status: 'succeeded' });
    // Forecasts of days that are over are made last, so that there is something to compare.
    await vi.waitFor(
      async () => {
        const { body } = await server.call('GET', '/forecasts/accuracy', { token: account.token });
        expect(body.comparisons.length).toBeGreaterThan(1);
      },
      { timeout: 120_000, interval: 200 },
    );
    ({ page, errors } = await openPage(browser, server.url));
    await logIn(page, account.email, '/');
  }, 180_000);
  beforeEach(() => void errors.splice(0));
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

  it('leads from the dashboard to the forecast, its horizon, and a slice that keeps the place', async () => {
    const card = page.getByRole('region', { name: 'Forecast', exact: true });
    await card.getByText(/80% sure: \$/).waitFor();
    await card.getByRole('link', { name: 'See the forecast' }).click();

    await figures(page)
      .getByText(/of it is spent/)
      .first()
      .waitFor();
    await page.getByText(/^Made by:/).waitFor();
    await page.getByText(/MASE \d/).waitFor();
    await page.getByRole('group', { name: /are forecast for 30 days/ }).waitFor();
    await choose(page, 'Days ahead', '90 days');
    await page.getByRole('group', { name: /are forecast for 90 days/ }).waitFor();
    expect(parameter(page, 'horizon')).toBe('90');

    // The arrow keys move through the chart: its last day has a forecast and intervals.
    await page.getByRole('group', { name: /are forecast for/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('status').getByText('95% interval').waitFor();
    await page.getByText('Table', { exact: true }).first().click();
    const days = page.getByRole('group', { name: 'Costs and forecast by day' });
    await days.getByRole('columnheader', { name: '80% interval, from' }).waitFor();
    await page.getByRole('button', { name: 'Keep this chart' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Figures as CSV' }).click(),
    ]);
    const chunks = await (await download.createReadStream()).toArray();
    const [head, ...rows] = Buffer.concat(chunks).toString().trim().split('\r\n');
    expect(head).toBe(
      'date,Cost,Forecast,"95% interval, from","95% interval, to","80% interval, from","80% interval, to",incomplete',
    );
    expect(rows.filter((row) => /^[^,]+,,\d/.test(row)).length).toBeGreaterThan(60);

    const slices = page.getByRole('region', { name: 'Forecasts by slice' });
    await slices.getByRole('tab', { name: 'Service' }).click();
    await slices.getByRole('button', { name: STORAGE }).click();
    const drawer = page.getByRole('dialog', { name: STORAGE });
    await drawer.getByRole('group', { name: /are forecast for 90 days/ }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(parameter(page, 'opened')).toBeNull();
    await slices.getByRole('button', { name: STORAGE }).click();
    await drawer.getByRole('button', { name: 'Only this on the page' }).click();
    await page.getByRole('region', { name: STORAGE, exact: true }).waitFor();
    await page.getByRole('link', { name: /See the costs behind it/ }).click();
    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    expect(parameter(page, 'service')).toBe(STORAGE);
    expect(unexpected(errors)).toEqual([]);
  });

  it('counts with a planned change as soon as it is entered, and without it when asked', async () => {
    await page.goto('/forecasts');
    await settled(page);
    const before = await quarterEnd(page);
    await page.getByRole('tab', { name: 'Calendar' }).click();
    await page.getByRole('button', { name: 'Add to the calendar' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add to the calendar' });
    await drawer.getByRole('button', { name: 'Only some costs' }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    for (const problem of ['Say what it is', /^Choose a value/, /^Give a number/])
      await drawer.getByText(problem).waitFor();
    await drawer.getByLabel('Name').fill('New data platform');
    await choose(page, 'Value of service', COMPUTE);
    // It begins today, as the form proposes: a day that lies ahead of the costs, whatever quarter it is of.
    await drawer.getByRole('textbox', { name: 'Amount a day' }).last().fill('1000');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await drawer.waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'New data platform' }).getByText('+$1,000.00 a day').waitFor();

    await page.getByRole('tab', { name: 'Forecast', exact: true }).click();
    await page.getByRole('heading', { name: 'Planned changes in these figures' }).waitFor();
    await soon(async () => expect(await quarterEnd(page)).toBeGreaterThan(before + 900));
    await choose(page, 'Planned changes', 'without planned changes');
    await figures(page)
      .getByText(/less than without the scenario/)
      .first()
      .waitFor();
    await soon(async () => expect(await quarterEnd(page)).toBeCloseTo(before, -1));
    await page.getByRole('button', { name: '5 percent more growth' }).click();
    await page.waitForURL(/growth=5/);
    await page.getByRole('button', { name: 'Back to the plain forecast' }).click();
    await soon(async () => expect(await quarterEnd(page)).toBeGreaterThan(before + 900));

    await page.getByRole('tab', { name: 'Calendar' }).click();
    await page.getByRole('button', { name: 'New data platform' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog', { name: 'Remove' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Nothing is planned yet' }).waitFor();
    // What is typed replaces what was chosen.
    await page.getByRole('combobox', { name: 'Public holidays of' }).click();
    await page.keyboard.type('Germ');
    await page.getByRole('option', { name: 'Germany' }).click();
    await page.getByRole('list', { name: 'Public holidays of Germany' }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('says how past forecasts did, and which of them were made afterwards', async () => {
    await page.goto('/forecasts?tab=accuracy');
    await page.getByRole('region', { name: 'Accuracy' }).getByText('Median error').waitFor();
    await page.getByText(/^Replayed: made afterwards/).waitFor();
    const rows = page.getByRole('region', { name: 'Past forecasts' }).getByRole('row').filter({ hasText: 'Replayed' });
    await rows.last().getByRole('button').click();
    expect(parameter(page, 'compared')).toMatch(/^replayed-\d{4}-\d{2}-\d{2}$/);
    await page.getByRole('group', { name: /days were inside the 80% interval/ }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('tells those who only look, those without costs, and those with a day of them, what there is', async () => {
    const { token } = account;
    const email = `${crypto.randomUUID()}@example.com`;
    const { body: invited } = await server.call('POST', '/members/invitations', {
      token,
      body: { email, role: 'viewer' },
    });
    const accepted = await server.call('POST', '/auth/invitations/accept', {
      body: { token: invited.token, name: 'Viewer', password: TEST_PASSWORD },
    });
    expect(accepted.status).toBeLessThan(300);
    await logIn(page, email, '/forecasts?tab=calendar');
    await page.getByRole('heading', { name: 'Public holidays' }).waitFor();
    await settled(page);
    expect(await page.getByRole('button', { name: /Add|Make|Remove|Save/ }).count()).toBe(0);

    const empty = await server.signUp();
    // What is told before the page listens is not heard.
    const listens = page.waitForResponse('**/api/v1/events');
    await logIn(page, empty.email, '/forecasts');
    await listens;
    await page.getByRole('link', { name: 'Add cost data' }).waitFor();
    const days = [-6, -5, -4, -3].map((day) => dayColumns(addDays(TODAY, day)));
    await importFile(server, empty.token, 'days.csv', focusCsv(days));
    // Without a reload: events tell of the costs, and of the forecasts that could not be made from them.
    await page.getByText('No forecast.').waitFor();
    await page
      .getByText(/not enough data/)
      .first()
      .waitFor();
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    await logIn(page, account.email, '/');
    const found = await flaws(page);
    const paths = [
      '/forecasts',
      '/forecasts?growth=10',
      '/forecasts?opened=',
      '/forecasts?tab=accuracy',
      '/forecasts?tab=accuracy&shape=table',
      '/forecasts?tab=calendar',
    ];
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      found.push(...(await flaws(page)));
    }
    await page.getByRole('button', { name: 'Add to the calendar' }).click();
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    found.push(...(await flaws(page)));
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
