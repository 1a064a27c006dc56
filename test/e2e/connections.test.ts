import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '../../src/platform/core/dates.ts';
import { awsError, type BillingDouble, startBillingDouble } from '../clouds/aws/billing-double.ts';
import { type AwsDouble, startAwsDouble } from '../clouds/aws/double.ts';
import { accountId, amountText, makeLedger } from '../clouds/aws/ledger.ts';
import type { ServedDouble } from '../clouds/serve.ts';
import { TEST_PASSWORD, type TestAccount, type TestServer } from '../support/app.ts';
import { startBareAws, volumePages } from '../support/bare-aws.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { startLoadedSample } from '../support/loaded-sample.ts';
import { flaws, logIn, NARROW, show, unexpected } from '../support/pages.ts';
import { syncProvider } from '../support/runs.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const ACCOUNT = accountId(0);
/** What this account may not read, by the names that requests are signed with. */
const NOT_ALLOWED = ['monitoring', 'cost-optimization-hub', 'compute-optimizer'];
const TODAY = dayOf(new Date());
const LEDGER = makeLedger({
  seed: 5,
  start: addDays(TODAY, -45),
  days: 45,
  accounts: 2,
  services: 4,
  usage_types: 6,
  has_net: false,
  teams: 2,
});

const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent');

describe.skipIf(!CHROMIUM)('connections in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  let sts: AwsDouble;
  let billing: BillingDouble;
  let rest: ServedDouble;
  let sample: TestAccount;
  /** One for all, whoever is at it. */
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    sts = await startAwsDouble({ account: ACCOUNT, access_key_id: KEYS.access_key_id });
    billing = await startBillingDouble({
      account_id: ACCOUNT,
      today: TODAY,
      management_account_id: ACCOUNT,
      ledger: LEDGER,
    });
    rest = await startBareAws(['eu-central-1'], (call) => {
      if (call.operation === 'DescribeVolumes') return volumePages(call, new URLSearchParams('MaxResults=3'), 1);
      const is_allowed = !NOT_ALLOWED.includes(call.service);
      return is_allowed ? undefined : awsError('AccessDeniedException', `You may not ${call.operation}`);
    });
    process.env.AWS_ENDPOINT_URL = rest.url;
    process.env.AWS_ENDPOINT_URL_STS = sts.url;
    for (const name of ['COST_EXPLORER', 'ORGANIZATIONS', 'BCM_DATA_EXPORTS'])
      process.env[`AWS_ENDPOINT_URL_${name}`] = billing.url;
    ({ server, account: sample } = await startLoadedSample({ environment: { AWS_COST_EXPLORER_PER_SECOND: '1000' } }));
    browser = await openBrowser();
    ({ page, errors } = await openPage(browser, server.url));
  }, 240_000);
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
    await Promise.all([sts.close(), billing.close(), rest.close()]);
  });

  it('connects AWS with access keys, up to a finished first sync', { timeout: 180_000 }, async () => {
    const { email } = await server.signUp();
    await logIn(page, email, '/connections');
    await page.getByRole('heading', { name: 'No cloud is connected yet' }).waitFor();
    await page.getByRole('link', { name: 'Connect a cloud' }).first().click();

    await page.getByRole('radio', { name: 'AWS' }).click();
    expect(await page.getByRole('radio', { name: 'A role with an external id' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByRole('heading', { name: 'Prepare AWS' }).waitFor();
    expect(await focused(page)).toBe('Prepare AWS');
    await page.getByRole('tab', { name: 'Policy for reading' }).first().click();
    await page.getByRole('group', { name: 'Policy for reading' }).getByText('ce:GetCostAndUsage').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download Policy for reading' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/policy.*\.json$/);
    await page.getByRole('button', { name: 'It is prepared' }).click();

    await page.getByLabel('Access key id').fill('not a key');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Must be given').waitFor();
    await page.getByLabel('Secret access key').fill(KEYS.secret_key);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Must be an access key id, such as AKIA…').waitFor();

    billing.state.denied = ['ce:GetCostAndUsage'];
    await page.getByLabel('Access key id').fill(KEYS.access_key_id);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('The permission ce:GetCostAndUsage is missing').waitFor();
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    billing.state.denied = [];
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByText('Costs works').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await focused(page)).toBe('Name it');

    await page.getByRole('textbox', { name: 'Name' }).fill('Payer');
    await page.getByRole('button', { name: 'Save and sync' }).click();
    await page.getByText('The first sync is done.').waitFor({ timeout: 90_000 });
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])');
    expect(kept).not.toContain(KEYS.secret_key.slice(0, 12));

    await page.getByRole('link', { name: 'Connections' }).last().click();
    const card = page.getByRole('article', { name: 'Payer' });
    // Costs are there; what else the policy does not allow is asked for.
    await card.getByText('Needs attention', { exact: true }).waitFor();
    await card
      .getByText(/permission cloudwatch:\w+ is missing/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^Last run/ }).click();
    await page.getByRole('dialog').getByText('What it did').waitFor();
    await page.keyboard.press('Escape');

    // AWS restates a day of a month that was read.
    const { token } = (await server.call('POST', '/auth/login', { body: { email, password: TEST_PASSWORD } })).body;
    const { id } = (await server.call('GET', '/providers', { token })).body.items[0];
    const restated = LEDGER.toSorted((a, b) => (a.day < b.day ? 1 : -1))[0]!;
    const month = new Date(restated.day).toLocaleDateString('en-US', {
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    for (const name of ['UnblendedCost', 'AmortizedCost', 'NetUnblendedCost', 'NetAmortizedCost'] as const)
      restated.amounts[name] += 12_340_000_000n;
    expect(await syncProvider(server, token, id)).toMatchObject({ status: 'succeeded' });
    await card.getByRole('button', { name: 'Costs by month of Payer' }).click();
    const costs = page.getByRole('dialog', { name: 'Costs of Payer by month' });
    const row = costs.getByRole('row').filter({ hasText: month });
    await row.getByText('+$1.23').waitFor();
    const found = await flaws(page);
    await row.getByRole('button', { name: /show the changes/ }).click();
    await costs.getByText('What changed after it was read first').waitFor();
    expect(await focused(page)).toBe(month);
    await costs.getByText('+$1.23').first().waitFor();
    found.push(...(await flaws(page)));
    await costs.getByRole('button', { name: 'All months' }).click();
    expect(await focused(page)).toBe(month);
    expect(found).toEqual([]);
    await page.goto('/explorer?range=90d&group_by=none&metric=billed');
    // Of today and yesterday a part may be missing: a range ends with the last whole day.
    const whole = LEDGER.filter(({ day }) => day <= addDays(TODAY, -2));
    const billed = Number(amountText(whole.reduce((sum, { amounts }) => sum + amounts.UnblendedCost, 0n)));
    const shown = billed.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    await page.getByRole('region', { name: 'Totals' }).getByText(shown).first().waitFor();
    // The browser tells of the form that was refused, too.
    expect(unexpected(errors).filter((error) => !error.includes('400 (Bad Request)'))).toEqual([]);
  });

  it('pauses, renames and disconnects', async () => {
    const { email, token } = await server.signUp();
    const body = { provider_type: 'aws', name: 'Old payer', credentials: KEYS };
    expect((await server.call('POST', '/providers', { token, body })).status).toBe(201);
    await logIn(page, email, '/connections');
    await page.getByText('Never synced').waitFor();
    await page.getByRole('button', { name: 'More for Old payer' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Payer');
    await page.getByRole('switch', { name: 'Synced' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('article', { name: 'Payer' }).getByText('Switched off', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Test Payer' }).click();
    await page.getByRole('dialog').getByText('Sign in works').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More for Payer' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await page.getByRole('heading', { name: 'No cloud is connected yet' }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('finds a resource, and shows what it costs and does', async () => {
    await logIn(page, sample.email, '/inventory');
    await page.getByRole('button', { name: 'Type: all types' }).click();
    await page.getByRole('checkbox', { name: /^EC2 instance/ }).click();
    await page.waitForURL(/type=AWS/);
    await page.keyboard.press('Escape');
    await page.getByLabel('Search the inventory').fill('prod');
    await page.waitForURL(/search=prod/);
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByRole('combobox', { name: 'Tag' }).fill('env');
    await page.getByLabel('Value', { exact: true }).fill('prod');
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.waitForURL(/tag=env%3Dprod/);
    const query = '/resources?type=AWS%3A%3AEC2%3A%3AInstance&search=prod&tag=env%3Dprod&limit=1';
    const { body } = await server.call('GET', query, { token: sample.token });
    await page.getByRole('region', { name: 'Totals' }).getByText(String(body.total), { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Type: EC2 instance' }).waitFor();

    await page.getByRole('link', { name: body.items[0].name }).first().click();
    await page.getByRole('heading', { level: 1, name: body.items[0].name }).waitFor();
    await page.getByText(body.items[0].resource_id).waitFor();
    await page.getByRole('group', { name: /^CPU average/ }).waitFor();
    await page.getByText('Table', { exact: true }).last().click();
    await page.getByRole('columnheader', { name: '95th percentile' }).waitFor();
    await page.getByRole('link', { name: 'Open in the cost explorer' }).click();
    await page.getByRole('heading', { name: 'Cost explorer' }).waitFor();
    const amount = Number(body.items[0].monthly_cost).toFixed(2);
    await page.getByRole('region', { name: 'Totals' }).getByText(amount.slice(-6)).first().waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'Remove filter: env is prod' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Page or resource' }).fill(body.items[0].name);
    await page.getByRole('option', { name: `${body.items[0].name} EC2 instance` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: body.items[0].name }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('shows a viewer no action that is not theirs', async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const { token } = sample;
    const { body } = await server.call('POST', '/members/invitations', { token, body: { email, role: 'viewer' } });
    const accepting = { token: body.token, name: 'Vera', password: TEST_PASSWORD };
    expect((await server.call('POST', '/auth/invitations/accept', { body: accepting })).status).toBe(201);
    await logIn(page, email, '/connections');
    await page.getByRole('article', { name: 'Sample company' }).waitFor();
    for (const name of [/^Sync now/, /^Test/, /^More for/, /^Run now/, 'Connect a cloud'])
      expect(await page.getByRole('button', { name }).or(page.getByRole('link', { name })).count(), String(name)).toBe(
        0,
      );
    await page.goto('/connections/new');
    await page.getByRole('heading', { name: 'Admins connect clouds' }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    await logIn(page, sample.email, '/connections');
    const { token } = sample;
    const { body: resources } = await server.call('GET', '/resources?type=AWS%3A%3AEC2%3A%3AInstance', { token });
    const { body: jobs } = await server.call('GET', '/jobs?name=cost_sync', { token });
    const found = await flaws(page);
    const paths = [
      `/connections?run=${jobs.items[0].id}`,
      '/connections/new?cloud=azure&way=subscription&step=prepare',
      '/connections/new?cloud=aws&way=keys&step=credentials',
      `/connections/new?step=sync&id=${jobs.items[0].target_id}&run=${jobs.items[0].id}`,
      '/inventory?search=nothing+is+called+this',
      `/inventory/${resources.items[0].id}`,
      '/data-sources',
      '/connections/new',
    ];
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      found.push(...(await flaws(page)));
    }
    await page.getByRole('radio', { name: 'AWS' }).click();
    found.push(...(await flaws(page)));
    await page.goto('/inventory?type=AWS%3A%3AEC2%3A%3ANatGateway');
    await page.getByRole('button', { name: 'Type: NAT gateway' }).click();
    await page.getByRole('checkbox').first().waitFor();
    found.push(...(await flaws(page)));
    await page.keyboard.press('Escape');
    await show(page, NARROW);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('dialog', { name: 'More pages' }).waitFor();
    found.push(...(await flaws(page, [NARROW])));
    await page.getByRole('dialog').getByRole('link', { name: 'Data sources' }).click();
    await page.getByRole('heading', { level: 1, name: 'Data sources' }).waitFor();
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
