import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRICS } from '../src/connections/core/inventory.ts';
import { TRUTH_KINDS } from '../src/connections/providers/sample/core/cloud/roles.ts';
import { COMMITMENT_RULES } from '../src/recommendations/core/commitments.ts';
import { RULES } from '../src/recommendations/core/rules/index.ts';

const folder = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const rule_files = readdirSync(folder('src/recommendations/core/rules'))
  .filter((name) => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'index.ts')
  .map((name) => name.replace(/\.ts$/, ''));
const pages = readdirSync(folder('docs/rules')).map((name) => name.replace(/\.md$/, ''));
const all = [...RULES, ...COMMITMENT_RULES];

const parametersOf = (schema: z.ZodObject) =>
  Object.entries(
    (
      z.toJSONSchema(schema, { io: 'input' }) as {
        properties?: Record<string, { default?: unknown; description?: string }>;
      }
    ).properties ?? {},
  );

describe('the list of rules', () => {
  it('has every file of its folder, and nothing else', () => {
    expect(RULES.map(({ id }) => id).toSorted()).toEqual(rule_files.toSorted());
    expect(rule_files.length).toBeGreaterThan(45);
  });

  it('has a rule for all that is planted in the sample cloud', () => {
    const ids = new Set(RULES.map(({ id }) => id));
    expect(TRUTH_KINDS.filter((kind) => !ids.has(kind))).toEqual([]);
  });

  it('has each id once', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('has a page of documentation for each, and none for what is no rule', () => {
    expect(pages.filter((page) => page !== 'README').toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });
});

describe.each(all.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const page = pages.includes(id) ? readFileSync(folder(`docs/rules/${id}.md`), 'utf8') : '';

  it('says what it is and where its criteria come from', () => {
    expect(rule.title).not.toBe('');
    expect(rule.description).toMatch(/\.$/);
    expect(rule.sources.length).toBeGreaterThan(0);
  });

  it('has a default, limits in words, and a line in its page for every parameter', () => {
    expect(rule.parameters.safeParse({}).success).toBe(true);
    expect(rule.parameters.safeParse({ unknown_parameter: 1 }).success).toBe(false);
    for (const [name, { default: usual, description }] of parametersOf(rule.parameters)) {
      expect(usual, name).toBeDefined();
      expect(description, name).toBeTruthy();
      expect(page, `docs/rules/${id}.md`).toContain(`\`${name}\``);
    }
  });

  it('is called in its page as in the list', () => {
    expect(page).toMatch(/^# /);
    expect(page).toContain(rule.title);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  it('names metrics that there are', () => {
    const named = [...rule.metrics, ...rule.relations.flatMap(({ metrics }) => metrics)];
    expect(named.filter((metric) => !METRICS.includes(metric))).toEqual([]);
  });
});
