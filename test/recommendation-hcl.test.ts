import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from '@cdktf/hcl-tools';
import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { attribute, block, comment, JsonText, printHcl } from '../src/recommendations/core/code/hcl.ts';
import { terraformOf } from '../src/recommendations/core/code/terraform/index.ts';
import type { CodeFile } from '../src/recommendations/core/code/types.ts';
import {
  bodiesIn,
  HOSTILE,
  hasTerraform,
  parsed,
  plain,
  TERRAFORM_BINARY,
  anyText as text,
} from './support/parsed-hcl.ts';
import { requestCalled, WRITTEN } from './support/renamed-requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-hcl-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('texts in HCL', () => {
  const document = (tags: Record<string, string>, note: string, list: string[]): string =>
    printHcl([
      comment(note),
      block(
        'locals',
        [],
        [
          attribute('note', note),
          attribute('number_of_it', 1),
          attribute('tags', tags),
          attribute('list', list),
          attribute('json', new JsonText({ note: [note] })),
          comment(note),
          attribute('last', true),
        ],
      ),
    ]);

  it('are read back as they were, and formatted as terraform fmt does', async () => {
    // hclwrite's formatter, which is what `terraform fmt` runs, stands for it where there is no Terraform.
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, text, { maxKeys: 5 }), text, fc.array(text), async (tags, note, list) => {
        const hcl = document(tags, note, list);
        expect(await format(hcl)).toBe(hcl);
        const found = (await parsed(hcl)).locals?.[0] ?? {};
        expect(plain(String(found['note']))).toBe(note);
        expect((found['list'] as string[]).map(plain)).toEqual(list);
        const entries = Object.entries(found['tags'] as Record<string, string>);
        expect(Object.fromEntries(entries.map((pair) => pair.map(plain)))).toEqual(tags);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it.skipIf(!hasTerraform)('are what Terraform itself evaluates them to (needs terraform)', () => {
    // Its own jsonencode breaks where a combining character follows an escape.
    const samples = fc.sample(text, 200).filter((value) => !/\p{M}/u.test(value));
    const list = [...HOSTILE, ...samples].map((value) => value.normalize('NFC'));
    writeFileSync(
      join(folder, 'main.tf'),
      document(Object.fromEntries(list.map((one) => [one, one])), HOSTILE.join(), list),
    );
    const input = 'base64encode(jsonencode([local.list, local.tags, jsondecode(local.json)]))\n';
    const output = execFileSync(TERRAFORM_BINARY, ['console'], { cwd: folder, input, encoding: 'utf8' });
    const [values, tags, json] = JSON.parse(Buffer.from(JSON.parse(output), 'base64').toString()) as [
      string[],
      Record<string, string>,
      { note: string[] },
    ];
    expect(values).toEqual(list);
    expect(json.note).toEqual([HOSTILE.join().normalize('NFC')]);
    expect(tags).toEqual(Object.fromEntries(list.map((one) => [one, one])));
  });

  it('keep numbers and names of arguments to what they can be', () => {
    expect(() => printHcl([attribute('x', Number.NaN)])).toThrow('number');
    expect(() => printHcl([attribute('x y', 1)])).toThrow('identifier');
  });
});

/** Every text of the parsed files, but expressions and names that are made by us. What is made JSON is read as well. */
async function textsIn(value: unknown): Promise<string[]> {
  if (typeof value === 'string') {
    const [, json] = /^\$\{jsonencode\((.*)\)\}$/s.exec(value) ?? [];
    if (json !== undefined) return textsIn(await parse('json.tf', `json = ${json}`));
    return value.startsWith('${') || value.startsWith('finopsmind-') ? [] : [plain(value)];
  }
  if (typeof value !== 'object' || value === null) return [];
  const parts = Array.isArray(value) ? value : Object.entries(value).flat();
  return (await Promise.all(parts.map(textsIn))).flat();
}

describe('names of others', () => {
  const MARK = 'MARK';
  const texts = async (files: readonly CodeFile[]): Promise<string[]> => {
    const named = files.filter(({ path }) => !/^(versions|providers)\.tf$/.test(path));
    const all = await Promise.all(named.map(({ content }) => parsed(content)));
    const unlabelled = all.map(({ resource, data, ...rest }) => [
      ...[...bodiesIn(resource), ...bodiesIn(data)].map(([type, , body]) => [type, body]),
      rest,
    ]);
    return (await textsIn(unlabelled)).toSorted();
  };

  it.each(WRITTEN)('stay data in what is written for %s', async (action) => {
    const usual = await texts(terraformOf(requestCalled(action, MARK)).files);
    expect(usual.join()).toContain(MARK);
    const check = async (name: string): Promise<void> => {
      const { files } = terraformOf(requestCalled(action, name));
      // What has slashes is no name of Azure.
      if (files.length === 0) expect(action.startsWith('azure.') && /[/]|^$/.test(name)).toBe(true);
      else
        expect(await texts(files)).toEqual(
          usual.map((one) => one.replaceAll(MARK, () => name).normalize('NFC')).toSorted(),
        );
    };
    const name = text.filter((value) => value !== '' && !value.startsWith('finopsmind-'));
    for (const hostile of HOSTILE) await check(hostile.normalize('NFC'));
    await fc.assert(fc.asyncProperty(name, check), { numRuns: 4 });
  });
});
