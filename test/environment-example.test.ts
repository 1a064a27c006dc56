import { expect, it } from 'vitest';
import { configSchema } from '../src/platform/server/config.ts';

/** One setting as lines of `.env.example`: what it means, then its name with the default. */
function settingLines(name: string, schema: (typeof configSchema.shape)[keyof typeof configSchema.shape]): string {
  const given = schema.safeParse(undefined);
  const fallback = given.success && given.data !== undefined ? String(given.data) : '';
  return `# ${schema.description ?? ''}\n# ${name}=${fallback}\n`;
}

it('.env.example lists every setting with its default (update it with vitest -u)', async () => {
  const entries = Object.entries(configSchema.shape).map(([name, schema]) => settingLines(name, schema));
  expect(entries.length).toBeGreaterThan(10);
  await expect(
    `# Copy to .env and change what you need. Nothing here is required.\n\n${entries.join('\n')}`,
  ).toMatchFileSnapshot('../.env.example');
});
