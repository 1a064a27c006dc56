import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestAccount, TestServer } from '../support/app.ts';
import { CHROMIUM, openBrowser, openPage } from '../support/browser.ts';
import { startLoadedSample } from '../support/loaded-sample.ts';
import { flaws, join, logIn, NARROW, settled, show, unexpected, WIDE } from '../support/pages.ts';

/** What went wrong, but for what a form was to be told. */
const refusalsApart = (errors: string[]): string[] =>
  unexpected(errors).filter((error) => !error.includes('400 (Bad Request)'));

describe.skipIf(!CHROMIUM)('remediation in the browser', () => {
  let server: TestServer;
  let browser: Browser;
  /** Ada, who proposes. */
  let account: TestAccount;
  let own: { page: Page; errors: string[] };
  /** Grace, an admin as well, who approves. */
  let other: { page: Page; errors: string[] };

  const get = async (path: string) => (await server.call('GET', path, { token: account.token })).body;
  /** What a rule found that waits for somebody. */
  const found = async (rule: string): Promise<{ id: string; title: string; inventory_id: string }[]> =>
    (await get(`/recommendations?rule=${rule}`)).items;
  const propose = async (rule: string) => {
    const [one] = await found(rule);
    const { body, status } = await server.call('POST', '/remediations', {
      token: account.token,
      body: { recommendation_id: one!.id },
    });
    expect([status, body.detail]).toEqual([201, undefined]);
    return body as { id: string; title: string };
  };
  const invitation = async (role: string): Promise<string> => {
    const body = { email: `${crypto.randomUUID()}@example.com`, role };
    return (await server.call('POST', '/members/invitations', { token: account.token, body })).body.path;
  };

  beforeAll(async () => {
    [{ server, account }, browser] = await Promise.all([startLoadedSample(), openBrowser()]);
    other = await openPage(browser, server.url);
    await join(other.page, await invitation('admin'), 'Grace');
    own = await openPage(browser, server.url);
    await logIn(own.page, account.email, '/');
    own.errors.length = 0;
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('leads from a finding over its preview to the change, live, and back', async () => {
    const [oversized] = await found('ec2-oversized');
    const { page } = own;
    await page.goto(`/recommendations?rule=ec2-oversized&opened=${oversized!.id}`);
    await page
      .getByRole('dialog', { name: oversized!.title, exact: true })
      .getByRole('button', { name: 'Fix…' })
      .click();
    const panel = page.getByRole('dialog', { name: `Fix: ${oversized!.title}` });
    await panel.getByRole('rowheader', { name: 'Instance type' }).waitFor();
    expect(await panel.locator('del').count()).toBe(1);
    await panel.getByText(/^Show the \d+ that are met$/).click();
    await panel.getByText('Not a member of an Auto Scaling group').waitFor();
    await panel.getByText('Stop the instance').first().click();
    await panel.getByRole('group', { name: 'EC2 StopInstances' }).getByText('"InstanceIds"').waitFor();
    await panel.getByText(/^One person other than who proposed it has to approve it/).waitFor();
    await panel.getByLabel('Note').fill('Half of it is idle');
    await panel.getByRole('button', { name: 'Propose this change' }).click();

    await page.waitForURL(/\/remediation\/[\da-f-]{36}$/);
    const glance = page.getByRole('region', { name: 'At a glance' });
    await glance.getByText('Waiting for approval').waitFor();
    await glance.getByText('You proposed this change: somebody else has to approve it.').waitFor();
    expect(await glance.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);

    const { page: grace } = other;
    await grace.getByRole('link', { name: /^Waiting for approval, \d+ for you$/ }).click();
    await grace.getByRole('link', { name: oversized!.title }).click();
    await grace.getByRole('button', { name: 'Approve' }).click();
    const asked = grace.getByRole('dialog', { name: 'Approve this change' });
    await asked
      .getByText(/It is stopped and started again/)
      .first()
      .waitFor();
    await asked.getByText('EC2 ModifyInstanceAttribute').waitFor();
    await asked.getByLabel('Note').fill('Go ahead');
    await asked.getByRole('button', { name: 'Approve' }).click();
    await asked.waitFor({ state: 'detached' });

    // Nobody has to load the page again to see how it goes.
    await glance.getByText(/^It was made and verified/).waitFor();
    const steps = page.getByRole('list', { name: 'Change', exact: true });
    await steps.getByText('Stop the instance').click();
    const made = steps.locator('details.made-call').filter({ hasText: 'EC2 StopInstances' });
    await made.locator('summary').click();
    await made.getByRole('group', { name: 'Answer' }).getByText('"StoppingInstances"').waitFor();
    await page.getByText('Go ahead').waitFor();
    await page.getByText(/^As it was before: \d+ answers of the cloud$/).click();
    await page.getByRole('button', { name: 'Download What was captured before the change' }).waitFor();

    await glance.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('dialog', { name: 'Undo this change' }).getByRole('button', { name: 'Undo it' }).click();
    await glance.getByText('What had been changed was undone.').waitFor();
    await page.getByRole('list', { name: 'Undo', exact: true }).waitFor();
    await glance.getByRole('link', { name: 'evidence' }).click();
    await page.getByRole('link', { name: 'The last try to change it' }).waitFor();
    await page.getByRole('button', { name: 'Fix…' }).waitFor();
    expect(unexpected([...own.errors, ...other.errors])).toEqual([]);
  });

  it('proposes several as a batch, and stops everything', async () => {
    const titles = (await found('ebs-gp2')).slice(-2).map(({ title }) => title);
    const { page } = own;
    await page.goto('/recommendations?rule=ebs-gp2');
    for (const title of titles) await page.getByRole('checkbox', { name: `Select ${title}` }).click();
    await page.getByRole('button', { name: 'Propose as batch' }).click();
    const form = page.getByRole('dialog', { name: 'Propose as batch' });
    await form.getByLabel('Name').fill('First wave');
    await form.getByRole('button', { name: 'Propose 2 changes' }).click();
    await page.waitForURL(/tab=batches/);
    const batch = page.getByRole('region', { name: 'First wave' });
    await batch.getByText('2 changes: 2 to come').waitFor();
    await batch.getByText(/goes first, alone/).waitFor();
    expect(await batch.getByRole('button', { name: /^Approve/ }).count(), 'is for others').toBe(0);

    await page.getByRole('button', { name: 'Stop changes' }).click();
    const stop = page.getByRole('dialog', { name: 'Stop changes' });
    await stop.getByRole('button', { name: 'Stop', exact: true }).click();
    await stop.getByText('Must be given').waitFor();
    await stop.getByLabel('Reason').fill('An incident');
    await stop.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('All changes are stopped.').waitFor();
    const { page: grace } = other;
    await grace.goto('/remediation?tab=batches');
    await grace.getByText(/^“An incident”/).waitFor();
    await grace.getByRole('button', { name: 'Approve all 2' }).click();
    const approval = grace.getByRole('dialog', { name: 'Approve changes of a batch' });
    for (const title of titles) await approval.getByRole('region', { name: title }).getByText('ModifyVolume').waitFor();
    await approval.getByRole('button', { name: 'Approve 2 changes' }).click();
    await grace
      .getByRole('cell', { name: /^Scheduled/ })
      .first()
      .waitFor();
    expect(await grace.getByText('2 changes: 2 to come').count(), 'nothing begins').toBe(1);
    await grace.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('All changes are stopped.').waitFor({ state: 'detached' });
    expect(refusalsApart(own.errors)).toEqual([]);
  });

  it('changes a resource as somebody chooses, and lists what was changed of it', async () => {
    const proposed = await propose('lambda-oversized-memory');
    const { inventory_id } = await get(`/remediations/${proposed.id}`);
    const { page } = own;
    await page.goto(`/inventory/${inventory_id}`);
    const changes = page.getByRole('region', { name: 'Changes' });
    await changes.getByRole('link', { name: proposed.title }).waitFor();
    await changes.getByRole('button', { name: 'Change…' }).click();
    const panel = page.getByRole('dialog', { name: /^Change / });
    await panel.getByLabel('Memory MiB').fill('2000');
    await panel.getByRole('button', { name: 'Show what it would do' }).click();
    await panel.getByText('It can’t be proposed as it is.').waitFor();
    await changes.getByRole('link', { name: proposed.title }).waitFor();
    expect(refusalsApart(own.errors)).toEqual([]);
  });

  it('keeps approval rules in order, and says at a field what is wrong with it', async () => {
    const { page } = own;
    await page.goto('/remediation?tab=settings');
    const rules = page.getByRole('region', { name: 'Approval rules' });
    await rules.getByText(/one person other than who proposed it; two other people/).waitFor();
    const add = async (name: string, approvals: string): Promise<void> => {
      await rules.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('Approvals').fill(approvals);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    };
    await add('Large ones', '2');
    await rules.getByText('All changes: 2 people other than who proposed it').waitFor();
    await add('Harmless ones', '0');
    await page.getByText(/^Must be false where no approval is asked/).waitFor();
    await page.getByRole('combobox', { name: 'Destruction' }).click();
    await page.getByRole('option', { name: 'only those that destroy nothing' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await rules.getByText(/no approval: they begin by themselves/).waitFor();
    await rules.getByRole('button', { name: 'Move “Harmless ones” up' }).click();
    await expect
      .poll(() => rules.locator('strong').allTextContents())
      .toEqual(['Harmless ones', 'Large ones', 'All others:']);
    for (const name of ['Harmless ones', 'Large ones']) {
      await rules.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('button', { name: 'Remove it' }).click();
      await rules.locator('strong', { hasText: name }).waitFor({ state: 'detached' });
    }
    expect(refusalsApart(own.errors)).toEqual([]);
  });

  it('says what to do before there is anything, and lets a viewer see and not propose', async () => {
    const empty = await server.signUp();
    // From here on it is others' turn at her page.
    const { page, errors } = own;
    errors.length = 0;
    await logIn(page, empty.email, '/remediation');
    await page.getByRole('link', { name: 'See what could cost less' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cost optimization' }).waitFor();

    await join(page, await invitation('viewer'), 'Vera');
    const [one] = await found('ec2-oversized');
    await page.goto(`/recommendations/${one!.id}`);
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await settled(page);
    expect(await page.getByRole('button', { name: 'Fix…' }).count()).toBe(0);
    await page.goto('/remediation?queue=waiting');
    await page.getByRole('table', { name: 'Changes' }).getByRole('link').first().click();
    await page
      .getByText(/This needs the role/)
      .first()
      .waitFor();
    for (const name of ['Approve', 'Reject', 'Cancel it'])
      expect(await page.getByRole('button', { name, exact: true }).isDisabled(), name).toBe(true);
    await page.goto('/remediation?tab=settings');
    await page.getByText('Admins change what stands here.').waitFor();
    expect(await page.getByRole('button', { name: /Add|Stop changes/ }).count()).toBe(0);
    expect(unexpected(errors)).toEqual([]);
  });

  it('has no accessibility violation, in light and dark, wide and narrow', { timeout: 180_000 }, async () => {
    const { page } = own;
    const waiting = (await get('/remediations?state=proposed')).items[0];
    const undone = (await get('/remediations?state=rolled_back')).items[0];
    const [oversized] = await found('ec2-oversized');
    await logIn(page, account.email, '/remediation');
    await page.getByRole('table', { name: 'Changes' }).waitFor();
    const all = await flaws(page);
    // What differs between the looks is colours and room, and the list shows both: other pages are looked at once.
    const others = [
      [WIDE, '/remediation?tab=batches', 'First wave'],
      [WIDE, `/remediation/${waiting.id}`, 'Conditions'],
      [NARROW, '/remediation?tab=settings', 'Approval rules'],
      [NARROW, `/remediation/${undone.id}`, 'History'],
    ] as const;
    for (const [look, path, heading] of others) {
      await show(page, look);
      await page.goto(path);
      await page.getByRole('heading', { name: heading }).waitFor();
      // One step is like another: opening all of them makes the look slow, and tells no more.
      await page.evaluate(
        'for (const one of [...document.querySelectorAll(".steps > li > details")].slice(0, 3)) one.open = true',
      );
      all.push(...(await flaws(page, [look])));
    }
    await page.goto(`/recommendations/${oversized!.id}`);
    await page.getByRole('button', { name: 'Fix…' }).click();
    await page.getByRole('button', { name: 'Propose this change' }).waitFor();
    all.push(...(await flaws(page, [NARROW])));
    expect(all).toEqual([]);
    expect(refusalsApart(own.errors)).toEqual([]);
  });
});
