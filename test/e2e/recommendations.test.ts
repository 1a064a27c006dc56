import { readFile } from 'node:fs/promises';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestAccount, TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { startLoadedSample } from '../support/loaded-sample.ts';
import { flaws, join, logIn, NARROW, show, unexpected, WIDE } from '../support/pages.ts';

const searchOf = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);
const rowOf = (page: Page, title: string): Locator => page.getByRole('row').filter({ hasText: title });

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

interface Listed {
  id: string;
  title: string;
  inventory_id: string;
  monthly_savings: number | null;
}

describe.skipIf(!CHROMIUM)('recommendations in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** The sample company, looked at with its bill. */
  let account: TestAccount;
  /** One for all, whoever is at it: what a browser loads first costs more than what most tests do. */
  let page: Page;
  let errors: string[];

  /** The largest of a rule that wait for somebody. */
  async function listed(rule: string): Promise<Listed[]> {
    const { body } = await server.call('GET', `/recommendations?rule=${rule}`, { token: account.token });
    return body.items;
  }
  beforeAll(async () => {
    ({ server, account } = await startLoadedSample());
    browser = await openBrowser();
    ({ page, errors } = await openPage(browser, server.url));
    await logIn(page, account.email, '/');
  }, 240_000);
  beforeEach(() => void errors.splice(0));
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('says what can be saved, shows why, and keeps what is decided', async () => {
    const card = page.getByRole('region', { name: 'Attainable savings' });
    await card.getByText(/a month, by [\d,]+ of [\d,]+ recommendations/).waitFor();
    await card.getByRole('link', { name: 'See what could cost less' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cost optimization' }).waitFor();
    const figures = page.getByRole('region', { name: 'Key figures' });
    await figures.getByText('At list and contracted prices').click();
    await figures.getByText('Effective, after commitments').waitFor();

    const [idle] = await listed('ec2-idle');
    await page.getByLabel('Search the recommendations').fill(idle!.title);
    await page.getByRole('link', { name: idle!.title }).click();
    const panel = page.getByRole('dialog', { name: idle!.title });
    await panel.getByText('saved a month', { exact: true }).waitFor();
    await panel
      .getByText(/^Own bill/)
      .first()
      .waitFor();
    await panel.getByRole('cell', { name: /processor at its busiest/i }).waitFor();
    await panel.getByRole('cell', { name: 'Holds' }).first().waitFor();
    await panel
      .getByRole('group', { name: /^CPU, maximum: at most .* limit is .* The table has every figure/ })
      .waitFor();
    await panel.getByText('Table', { exact: true }).click();
    await panel.getByRole('columnheader', { name: 'CPU, maximum' }).waitFor();

    await panel.getByRole('button', { name: 'Accept' }).click();
    await panel.getByText('Accepted.').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent'), 'keys go on from there').toBe(
      'Mark as implemented',
    );
    await panel.getByRole('button', { name: 'Undo' }).click();
    await panel.getByText('Open again.').waitFor();
    await panel.getByRole('button', { name: 'Dismiss' }).click();
    await panel.locator('form').getByRole('button', { name: 'Dismiss' }).click();
    await panel.getByText('Choose a reason').waitFor();
    await panel.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'It is needed as it is' }).click();
    await panel.getByLabel('Note').fill('Runs once a quarter');
    await panel.locator('form').getByRole('button', { name: 'Dismiss' }).first().click();
    await panel.getByText('Dismissed: It is needed as it is.').waitFor();
    await panel.getByText('Runs once a quarter').waitFor();
    await panel.getByLabel('Comment').fill('Asked the shop team');
    await panel.getByRole('button', { name: 'Comment' }).click();
    await panel.getByText('Asked the shop team').waitFor();

    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'No recommendation matches' }).waitFor();
    expect(searchOf(page)).toEqual({ search: idle!.title });
    expect(unexpected(errors)).toEqual([]);
  });

  it('keeps filters, order and groups in the address, and views for everybody', async () => {
    await page.goto('/recommendations');
    await page
      .getByRole('region', { name: 'Savings by type' })
      .getByRole('button', { name: /^Unattached/ })
      .click();
    await page.getByRole('combobox', { name: 'Grouped' }).click();
    await page.getByRole('option', { name: 'By rule' }).click();
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'By title', exact: true }).click();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByRole('button', { name: /^Risk/ }).click();
    await page.getByRole('checkbox', { name: 'Low' }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/risk=low/);
    expect(searchOf(page)).toEqual({ type: 'unattached', risk: 'low', sort: 'title', group_by: 'rule' });
    await page.reload();
    await page.getByRole('region', { name: 'Unattached EBS volumes' }).waitFor();
    expect(await page.getByRole('region', { name: 'Idle EC2 instances' }).count()).toBe(0);

    const { content } = await downloaded(page, () => page.getByRole('link', { name: 'Download CSV' }).click());
    const lines = content.toString().trim().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(1).every((line) => line.includes('unattached'))).toBe(true);

    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name').fill('Easy and unattached');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto('/recommendations');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Easy and unattached' }).click();
    await page.waitForURL(/group_by=rule/);
    await page.goto('/explorer');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByText('No view is saved yet').waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('changes several at once, and gives their Terraform', async () => {
    const titles = (await listed('ebs-gp2')).slice(0, 2).map(({ title }) => title);
    await page.goto('/recommendations?rule=ebs-gp2');
    for (const title of titles) await page.getByRole('checkbox', { name: `Select ${title}` }).click();
    const bar = page.getByRole('region', { name: 'Selected' });
    await bar.getByText('2 selected').waitFor();
    const { name, content } = await downloaded(page, () =>
      bar.getByRole('button', { name: 'Terraform as ZIP' }).click(),
    );
    expect(name).toMatch(/\.zip$/);
    expect(content.subarray(0, 2).toString()).toBe('PK');
    await bar.getByRole('button', { name: 'Snooze' }).click();
    await page.getByRole('button', { name: 'In 2 weeks' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Snooze' }).click();
    await rowOf(page, titles[0]!).waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'snoozed' }).click();
    for (const title of titles) await rowOf(page, title).getByText('Snoozed').waitFor();
    // One that leaves the list by what is decided has its neighbours still.
    await page.getByRole('link', { name: titles[0]! }).click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'Reopen' }).click();
    await panel.getByText('Open again.').waitFor();
    await rowOf(page, titles[0]!).waitFor({ state: 'detached' });
    const beside = panel.getByRole('button', { name: /in the list$/, disabled: false });
    await beside.first().click();
    await page.getByRole('dialog', { name: titles[1]! }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('shows the code that makes the change', async () => {
    const [volume] = await listed('ebs-unattached');
    await page.goto(`/recommendations?opened=${volume!.id}`);
    const panel = page.getByRole('dialog', { name: volume!.title });
    await panel.getByRole('button', { name: 'Script' }).click();
    await page.waitForURL(/code=script/);
    await panel.getByText('#!/usr/bin/env bash').waitFor();
    const script = await downloaded(page, () => panel.getByRole('button', { name: /^Download / }).click());
    expect(script.name).toMatch(/\.sh$/);
    expect(script.content.toString()).toMatch(/^#!\/usr\/bin\/env bash/);
    await panel.getByText('Terraform', { exact: true }).click();
    await panel.getByRole('tab', { name: /\.tf$/ }).first().waitFor();
    // The first step is shown before the one that deletes.
    await panel.getByRole('tab', { name: /^delete-volume-/, selected: true }).waitFor();
    await panel.getByRole('tab', { name: /^delete\/delete-volume-/ }).waitFor();
    await panel.getByText('Pipeline', { exact: true }).click();
    await panel.getByRole('tab', { name: 'GitHub Actions', selected: true }).waitFor();
    await panel.getByRole('button', { name: '← Back to the recommendation' }).click();
    await panel.getByRole('heading', { name: 'How the saving is computed' }).waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('shows what a commitment that is freed adds to a saving', async () => {
    const found = await listed('ec2-idle');
    const details = await Promise.all(
      found.map(({ id }) => server.call('GET', `/recommendations/${id}`, { token: account.token })),
    );
    const covered = details.map(({ body }) => body).find(({ taken_up }) => taken_up > 0);
    await page.goto(`/recommendations/${covered.id}`);
    const parts = page.getByRole('table', { name: 'Parts of the saving' });
    await parts.waitFor();
    // Of each row, the first amount is the effective one, exact in its title.
    const amounts = await parts.locator('tbody tr, tfoot tr').evaluateAll((rows) =>
      rows.map((row) =>
        Number(
          row
            .querySelector('.money')
            ?.getAttribute('title')
            ?.replaceAll(/[^\d.-]/g, ''),
        ),
      ),
    );
    const sum = amounts.pop();
    expect(sum).toBeCloseTo(covered.monthly_savings, 6);
    expect(amounts.reduce((all, amount) => all + amount, 0)).toBeCloseTo(covered.monthly_savings, 6);
    expect(unexpected(errors)).toEqual([]);
  });

  it('loads the page again when a part of it did not come', async () => {
    await page.goto('/recommendations');
    await page.route(/assets\/rules/, (route) => route.abort());
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByText(/A part of this page could not be loaded/).waitFor();
    await page.unroute(/assets\/rules/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /^\d+ rules$/ }).waitFor();
  });

  it('changes thresholds, and makes exceptions', async () => {
    await page.goto('/recommendations?tab=rules');
    await page.getByLabel('Search the rules').fill('Idle RDS');
    const rule = rowOf(page, 'Idle RDS databases');
    await rule.getByRole('link', { name: 'Idle RDS databases' }).click();
    const panel = page.getByRole('dialog', { name: 'Idle RDS databases' });
    const field = panel.getByRole('textbox').first();
    await field.fill('0');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Some fields need a change; it is said at each.').waitFor();
    await field.fill('21');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Saved.').waitFor();
    await page.keyboard.press('Escape');
    await rule.getByText('1 threshold changed').waitFor();
    const on = page.getByRole('switch', { name: 'Idle RDS databases on' });
    await on.press(' ');
    await expect.poll(() => on.isChecked()).toBe(false);
    await page.reload();
    await page.getByRole('switch', { name: 'Idle RDS databases on' }).waitFor();
    expect(await page.getByRole('switch', { name: 'Idle RDS databases on' }).isChecked()).toBe(false);

    await page.getByRole('tab', { name: 'Exceptions' }).click();
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Name an account, a tag or a resource').waitFor();
    await page.getByRole('combobox', { name: 'Tag', exact: true }).fill('keep');
    await page.getByLabel('Its value').fill('yes');
    await page.getByLabel('Reason').fill('Kept on purpose');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await rowOf(page, 'Tag keep = yes').getByText('Every rule').waitFor();
    await rowOf(page, 'Tag keep = yes').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No exceptions' }).waitFor();
    expect(unexpected(errors).filter((error) => !error.includes('400 (Bad Request)'))).toEqual([]);
  });

  it('says at a resource what was found, and what every other rule says of it', async () => {
    const [bucket] = await listed('ec2-oversized');
    await page.goto(`/inventory/${bucket!.inventory_id}`);
    await page.getByRole('button', { name: 'Show what every rule says' }).click();
    const explained = page.getByRole('region', { name: 'Why flagged, and why not' });
    await explained.getByRole('button', { name: /^Oversized EC2 instances Flagged/ }).waitFor();
    await explained.getByRole('button', { name: /^Idle EC2 instances.*Not flagged/ }).click();
    await explained.getByRole('cell', { name: 'Does not hold' }).first().waitFor();
    await page.getByRole('region', { name: 'Recommendations' }).getByRole('link', { name: bucket!.title }).click();
    await page.getByRole('heading', { level: 1, name: bucket!.title }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Recommendation, anomaly, page or resource' }).fill(bucket!.title);
    await page
      .getByRole('option', { name: /Recommendation$/ })
      .first()
      .waitFor();
    expect(unexpected(errors)).toEqual([]);
  });

  it('says what to do before there is anything, and shows a viewer no way to write', async () => {
    const empty = await server.signUp();
    await logIn(page, empty.email, '/recommendations');
    await page.getByRole('heading', { name: 'No resources are known' }).waitFor();

    const invited = await server.call('POST', '/members/invitations', {
      token: account.token,
      body: { email: `${crypto.randomUUID()}@example.com`, role: 'viewer' },
    });
    expect(invited.status).toBe(201);
    await join(page, invited.body.path as string, 'Vera');
    await page.getByRole('link', { name: 'See what could cost less' }).click();
    await page.getByRole('checkbox').first().click();
    await page.getByRole('button', { name: 'Terraform as ZIP' }).waitFor();
    const [idle] = await listed('ec2-oversized');
    await page.goto(`/recommendations?opened=${idle!.id}`);
    await page.getByRole('heading', { name: 'History' }).waitFor();
    for (const name of ['Look now', 'Accept', 'Mark as implemented', 'Snooze', 'Dismiss', 'Comment'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    await page.goto('/recommendations?tab=rules&opened=ec2-idle');
    await page.getByRole('heading', { name: 'Thresholds' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.goto('/recommendations?tab=exceptions');
    await page.getByRole('heading', { name: 'No exceptions' }).waitFor();
    expect(await page.getByRole('button', { name: 'Add an exception' }).count()).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    const [found_one] = await listed('ec2-oversized');
    const { id, title } = found_one!;
    // A few rows tell as much as all of them, and are looked at in a tenth of the time.
    await logIn(page, account.email, '/recommendations?rule=ec2-oversized');
    await page.getByRole('checkbox').first().click();
    const found = await flaws(page);
    await page.goto('/recommendations?tab=exceptions');
    await page.getByRole('heading', { name: 'What tags tell' }).waitFor();
    found.push(...(await flaws(page)));
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await page.getByLabel('Its value').waitFor();
    found.push(...(await flaws(page)));
    // The others are looked at once: what differs between the two is colours and room, and the list shows both.
    const others = [
      [WIDE, `/recommendations?rule=ec2-oversized&opened=${id}`, 'History'],
      [WIDE, '/recommendations?tab=rules&opened=ec2-idle', 'Thresholds'],
      [NARROW, `/recommendations/${id}`, 'History'],
      [NARROW, `/recommendations/${id}?code=script`, title],
    ] as const;
    for (const [look, path, heading] of others) {
      await show(page, look);
      await page.goto(path);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      found.push(...(await flaws(page, [look])));
    }
    expect(found).toEqual([]);
    expect(unexpected(errors)).toEqual([]);
  });
});
