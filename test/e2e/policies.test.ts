import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TEST_PASSWORD, type TestAccount, type TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { startLoadedSample } from '../support/loaded-sample.ts';

const settled = (page: Page): Promise<void> => page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
const violations = async (page: Page): Promise<string[]> => {
  await settled(page);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
};
/** What went wrong, but for being asked to log in first, and for what the test has refused. */
const unexpected = (errors: string[]): string[] => errors.filter((error) => !/401 \(Unauth|422 \(Unproc/.test(error));

const field = (page: Page, name: 'What must hold' | 'It applies when'): Locator => page.getByRole('textbox', { name });
const wrong = (page: Page): Locator => page.getByRole('list', { name: 'What must hold: what is wrong' });
/** A figure of a panel, by its title. */
const figure = (panel: Locator, title: string): Locator =>
  panel
    .locator('.facts > div')
    .filter({ has: panel.page().getByText(title, { exact: true }) })
    .locator('dd');
const numberIn = async (place: Locator): Promise<number> =>
  Number((await place.innerText()).replaceAll(/[^\d.-]/g, ''));

describe.skipIf(!CHROMIUM)('policies in the browser', () => {
  let server: TestServer;
  let account: TestAccount;
  let browser: Browser;

  beforeAll(async () => {
    ({ server, account } = await startLoadedSample());
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function logIn(path: string, options: Parameters<typeof openPage>[2] = {}, email = account.email) {
    const opened = await openPage(browser, server.url, options);
    const { page } = opened;
    await page.goto(path);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { level: 1, name: 'New policy' }).waitFor();
    return opened;
  }

  it('is written with completion, its types checked while it is, simulated, saved and counted', async () => {
    const { page, errors } = await logIn('/policies/new');
    await page.getByRole('button', { name: 'Required tags' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start empty' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Regions of the shop');

    // Completion tells what there is, of which type, and takes it over.
    await field(page, 'What must hold').click();
    await page.keyboard.type('resource.reg');
    const option = page.getByRole('option', { name: /resource\.region/ });
    await option.waitFor();
    expect(await option.innerText()).toContain('text');
    await page.getByText('May be missing: has(…) tells.').first().waitFor();
    await option.click();
    await page.keyboard.type(' > 3');

    // What is wrong is underlined at its place, and said in words; it can't be simulated.
    await page.getByText("> can't stand between a text and a whole number.").waitFor();
    expect(await page.locator('.cm-lintRange-error').allInnerTexts()).toEqual(['resource.region > 3']);
    expect(await field(page, 'What must hold').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: /Simulate/ }).isDisabled()).toBe(true);

    // Saving is refused with the place.
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/What must hold: > can't stand .* \(line 1, column 1\)/).waitFor();

    // Tab leaves the field, as any other.
    await field(page, 'What must hold').press('Tab');
    expect(await field(page, 'What must hold').evaluate((node) => node.contains(document.activeElement))).toBe(false);

    await field(page, 'What must hold').fill('!resource.region.startsWith("us-")');
    await field(page, 'It applies when').fill('has(resource.region)');
    await vi.waitFor(async () => expect(await wrong(page).getByRole('listitem').count()).toBe(0));
    await page.getByRole('button', { name: /Simulate/ }).click();
    const found = page.getByRole('region', { name: 'What it would have found' });
    await found.waitFor();
    const about = await numberIn(figure(found, 'It is about resources'));
    const broken = await numberIn(figure(found, 'Not kept at the end'));
    const kept = await numberIn(figure(found, 'Kept at the end'));
    expect(broken).toBeGreaterThan(5);
    expect(about).toBeGreaterThanOrEqual(broken + kept);
    expect(await numberIn(figure(found, 'Cost on days on which it was not kept'))).toBeGreaterThan(1_000);
    await page.getByRole('region', { name: 'Day by day' }).getByText('Table').click();
    expect(await page.getByRole('table', { name: 'Day by day' }).getByRole('row').count()).toBe(91);
    const subjects = page.getByRole('table', { name: 'What did not keep it on any day' });
    expect(await subjects.getByRole('link').first().getAttribute('href')).toMatch(/^\/inventory\//);
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Regions of the shop' }).waitFor();
    const standing = page.getByRole('region', { name: 'How it is kept' });
    await standing.waitFor();
    expect(await numberIn(figure(standing, 'Open violations'))).toBe(broken);
    expect(await numberIn(figure(standing, 'Kept'))).toBe(kept);
    const id = page.url().split('/').at(-1);
    const { body } = await server.call('GET', `/policies/violations?policy_id=${id}&limit=500`, account);
    expect(body.items).toHaveLength(broken);

    // What was saved is there again, to change.
    await page.reload();
    expect(await field(page, 'It applies when').innerText()).toContain('has(resource.region)');
    await page.getByRole('radio', { name: 'Block' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect((await server.call('GET', `/policies/${id}`, account)).body.mode).toBe('block');
    expect(unexpected(errors)).toEqual([]);
  });

  it('begins with a template whose values are written into it, on a phone and in the dark', async () => {
    const { page, errors } = await logIn('/policies/new?template=allowed-regions', {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.getByRole('combobox', { name: 'Regions' }).fill('us-"1\\');
    await page.keyboard.press('Enter');
    await vi.waitFor(async () =>
      expect(await field(page, 'What must hold').innerText()).toContain('"westeurope", "us-\\"1\\\\"]'),
    );
    expect(await wrong(page).getByRole('listitem').count()).toBe(0);
    // What was changed by hand is not written over, unless it is asked for.
    await field(page, 'What must hold').press('Control+End');
    await page.keyboard.type(' || fal');
    await page.getByText('The expressions were changed by hand').waitFor();
    expect(await page.getByRole('combobox', { name: 'Regions' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByText(/fal is not known/).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Write them anew' }).click();
    await page.getByRole('combobox', { name: 'Regions' }).waitFor();
    await vi.waitFor(async () => expect(await wrong(page).getByRole('listitem').count()).toBe(0));
    expect(unexpected(errors)).toEqual([]);
  });
});
