import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addDays, dayOf } from '../../src/platform/core/dates.ts';
import type { TestAccount, TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { startLoadedSample } from '../support/loaded-sample.ts';
import { unexpected as apartFromLogin, logIn, overflow, violations } from '../support/pages.ts';
import { runEnd } from '../support/runs.ts';

/** What went wrong, but for what the tests have refused. */
const unexpected = (errors: string[]): string[] =>
  apartFromLogin(errors).filter((error) => !/400 \(Bad|422 \(Unproc/.test(error));

const field = (page: Page, name: 'What must hold' | 'It applies when'): Locator => page.getByRole('textbox', { name });
const wrong = (page: Page): Locator => page.getByRole('list', { name: 'What must hold: what is wrong' });
/** A figure of a panel, by its title. */
const figure = (panel: Locator, title: string): Locator =>
  panel
    .locator('.facts > div')
    .filter({ has: panel.page().getByText(title, { exact: true }) })
    .locator('dd');
/** Waits until what is looked at is so, however busy the machine is. */
const eventually = (look: () => Promise<void>): Promise<void> => vi.waitFor(look, { timeout: 30_000 });
const numberIn = async (place: Locator): Promise<number> =>
  Number((await place.innerText()).replaceAll(/[^\d.-]/g, ''));

describe.skipIf(!CHROMIUM)('policies in the browser', () => {
  let server: TestServer;
  let account: TestAccount;
  let browser: Browser;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    ({ server, account } = await startLoadedSample());
    browser = await openBrowser();
    ({ page, errors } = await openPage(browser, server.url));
    await logIn(page, account.email, '/policies/new');
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('is written with completion, its types checked while it is, simulated, saved and counted', async () => {
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
    await eventually(async () => expect(await wrong(page).getByRole('listitem').count()).toBe(0));
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
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/policies/new?template=allowed-regions');
    await page.getByRole('combobox', { name: 'Regions' }).fill('us-"1\\');
    await page.keyboard.press('Enter');
    await eventually(async () =>
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
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Write them anew' }).click();
    await page.getByRole('combobox', { name: 'Regions' }).waitFor();
    await eventually(async () => expect(await wrong(page).getByRole('listitem').count()).toBe(0));
    expect(unexpected(errors)).toEqual([]);
  });

  it('leads from a violation to its facts, to somebody who takes care of it, and to an exception that ends', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
    const { token } = account;
    const few = {
      name: 'Nothing very large',
      subject: 'resource',
      applies_when: 'cost.monthly_cost > 2000.0',
      must_hold: 'cost.monthly_cost < 2000.0',
      severity: 'critical',
      mode: 'alert',
    };
    const { status, body: policy } = await server.call('POST', '/policies', { token, body: few });
    expect(status).toBe(201);
    const { body: run } = await server.call('POST', '/jobs/policy_check/run', { token });
    expect(await runEnd(server, token, run.job_ids[0])).toMatchObject({ status: 'succeeded' });
    const { body: found } = await server.call('GET', `/policies/violations?policy_id=${policy.id}`, { token });
    const [first, second] = found.items;
    expect(second).toBeDefined();

    // From the policy to where it is not kept.
    await page.goto('/policies');
    const row = page.getByRole('table', { name: 'Policies' }).getByRole('row').filter({ hasText: few.name });
    await row.getByRole('link', { name: /violations of/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Violations' }).waitFor();
    const list = page.getByRole('table', { name: 'Violations' });
    const link = (name: string): Locator => list.getByRole('link', { name, exact: true });
    await link(first.subject_name).waitFor();
    expect(await list.getByRole('link').count()).toBe(found.items.length);
    expect(await violations(page)).toEqual([]);

    // By keyboard: Enter opens one beside the list, Escape leads back to it.
    await link(first.subject_name).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: first.subject_name });
    await drawer.getByText('cost.monthly_cost').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.locator('a:focus').filter({ hasText: first.subject_name }).waitFor();

    await page.keyboard.press('Enter');
    await drawer.getByLabel('Note').fill('I ask the team');
    await drawer.getByRole('button', { name: 'Acknowledge' }).click();
    await drawer.waitFor({ state: 'detached' });
    await list.getByRole('row').filter({ hasText: first.subject_name }).getByText('Acknowledged').waitFor();

    // An exception has a reason and an end; without them it is refused, each at its field.
    await page.goto(`/violations?violation=${first.id}&policy=${policy.id}`);
    await drawer.getByText('I ask the team').waitFor();
    const excepted = drawer.getByRole('form', { name: 'It may be so for a while' });
    await excepted.getByRole('button', { name: 'Make an exception' }).click();
    await eventually(async () =>
      expect(
        await excepted.getByLabel(/^(Reason|Until)/).evaluateAll((all) => all.map((one) => one.ariaInvalid)),
      ).toEqual(['true', 'true']),
    );
    await excepted.getByLabel('Reason').fill('Kept for the audit');
    const until = addDays(dayOf(new Date()), 30);
    await excepted.getByLabel('Until').fill(until);
    await excepted.getByRole('button', { name: 'Make an exception' }).click();
    await drawer.waitFor({ state: 'detached' });
    await link(first.subject_name).waitFor({ state: 'detached' });
    await link(second.subject_name).waitFor();
    const exceptions = page.getByRole('table', { name: 'Exceptions' });
    await exceptions.getByRole('row').filter({ hasText: first.subject_name }).getByText('Kept for the audit').waitFor();

    // What is excepted is neither kept nor broken, and has its own list.
    await page.goto(`/policies/${policy.id}`);
    const standing = page.getByRole('region', { name: 'How it is kept' });
    await figure(standing, 'Excepted').filter({ hasText: /^1$/ }).waitFor();
    expect(await numberIn(figure(standing, 'Open violations'))).toBe(found.items.length - 1);
    await page.goto(`/violations?state=excepted&policy=${policy.id}`);
    await link(first.subject_name).click();
    await drawer.getByText(/and need not until/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End the exception' }).click();
    await exceptions.waitFor({ state: 'detached' });
    expect(unexpected(errors)).toEqual([]);
  });
});
