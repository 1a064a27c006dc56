import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { TEST_PASSWORD } from './app.ts';

/** Logs in on the way to a page, and waits for it. */
export async function logIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(path);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL((url) => url.pathname + url.search === path);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Takes an invitation up as `name`. */
export async function join(page: Page, invitation_path: string, name: string): Promise<void> {
  await page.goto(invitation_path);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
}

/** Waits until nothing on the page is still being loaded. */
export const settled = (page: Page): Promise<void> =>
  page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });

/** What axe finds on the page once it is settled, with where. */
export async function violations(page: Page): Promise<string[]> {
  await settled(page);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map((one) => `${page.url()} ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What went wrong on the console, but for being asked to log in first. */
export const unexpected = (errors: string[]): string[] => errors.filter((one) => !one.includes('401 (Unauthorized)'));
