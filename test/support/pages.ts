import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { TEST_PASSWORD } from './app.ts';

/**
 * Opens a page as somebody, whoever was there before, and waits for it. What is proven here comes after logging in: that
 * goes by HTTP. The form has a test of its own.
 */
export async function logIn(page: Page, email: string, path: string): Promise<void> {
  await page.context().clearCookies();
  const answer = await page.request.post('/api/v1/auth/login', { data: { email, password: TEST_PASSWORD } });
  if (!answer.ok()) throw new Error(`Log in failed: ${await answer.text()}`);
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Takes an invitation up as `name`, whoever was there before. */
export async function join(page: Page, invitation_path: string, name: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(invitation_path);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
}

/** Waits until nothing on the page is still being loaded. */
export const settled = (page: Page): Promise<void> =>
  page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });

interface Look {
  colorScheme: 'light' | 'dark';
  width: number;
}
export const WIDE: Look = { colorScheme: 'light', width: 1440 };
export const NARROW: Look = { colorScheme: 'dark', width: 390 };

/** Gives the page colours and room, as it stands. */
export async function show(page: Page, { colorScheme, width }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  // What follows the size, as charts do, is drawn a frame later.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** What axe finds on the page once it is settled, with where. */
export async function violations(page: Page): Promise<string[]> {
  await settled(page);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  // Of what is as it should be no report is made: it would be as much work as looking.
  const found = await page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((results) =>
    results.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`);
  return found.map((one) => `${page.url()} ${one}`);
}

/**
 * What is wrong with how the page looks: what axe finds, and whether it scrolls sideways. A state of a page is reached
 * once and looked at in every look; it is left in the first.
 */
export async function flaws(page: Page, looks: readonly Look[] = [WIDE, NARROW]): Promise<string[]> {
  const found: string[] = [];
  for (const look of looks) {
    await show(page, look);
    const wrong = await violations(page);
    if ((await overflow(page)) !== 0) wrong.push(`${page.url()} scrolls sideways`);
    found.push(...wrong.map((one) => `${look.colorScheme}, ${look.width} px: ${one}`));
  }
  if (looks.length > 1) await show(page, looks[0]!);
  return found;
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What went wrong on the console, but for being asked to log in first. */
export const unexpected = (errors: string[]): string[] => errors.filter((one) => !one.includes('401 (Unauthorized)'));
