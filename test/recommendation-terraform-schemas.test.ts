import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulkFiles } from '../src/recommendations/core/code/terraform/bulk.ts';
import { terraformOf } from '../src/recommendations/core/code/terraform/index.ts';
import { UNSET } from '../src/recommendations/core/code/terraform/unset.ts';
import { type Body, bodiesIn, ignoredIn, parsed } from './support/parsed-hcl.ts';
import { type Argument, readProviderSchemas, type Schema } from './support/provider-schemas.ts';
import { VARIANTS, WRITTEN } from './support/renamed-requests.ts';
import { codeRequest } from './support/terraform-requests.ts';

/** A folder with the npm packages of the providers' bindings; what needs it is skipped by name without it. */
const BINDINGS = process.env['TEST_PROVIDER_BINDINGS'];
const folder = mkdtempSync(join(tmpdir(), 'finopsmind-schemas-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!BINDINGS)('the schemas of the providers (needs TEST_PROVIDER_BINDINGS)', () => {
  const requests = [...WRITTEN.map(codeRequest), ...VARIANTS.map(([, request]) => request)];
  const found: [string, Body][] = [];
  let schemas: Map<string, Schema>;

  beforeAll(async () => {
    const files = [...requests.flatMap((request) => terraformOf(request).files), ...bulkFiles(requests)];
    for (const { content } of files.filter(({ path }) => path.endsWith('.tf'))) {
      const { resource, data, provider } = await parsed(content);
      for (const [type, , body] of bodiesIn(resource)) found.push([type, body]);
      for (const [type, , body] of bodiesIn(data)) found.push([`data ${type}`, body]);
      for (const [name, bodies] of Object.entries(provider ?? {}))
        for (const body of bodies) found.push([`provider ${name}`, body]);
    }
    const wanted = [...new Set([...found.map(([of]) => of), ...Object.keys(UNSET)])];
    schemas = readProviderSchemas(BINDINGS ?? '', folder, wanted);
  }, 60_000);

  const META = new Set(['lifecycle', 'provider', 'dynamic']);
  const isExpression = (value: unknown): boolean => typeof value === 'string' && value.startsWith('${');
  const FITS: Record<string, (value: unknown) => boolean> = {
    string: (value) => typeof value === 'string',
    number: (value) => typeof value === 'number',
    boolean: (value) => typeof value === 'boolean',
    stringList: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    stringMap: (value) => typeof value === 'object' && !Array.isArray(value),
  };

  function compare(where: string, body: Body, schema: Schema): string[] {
    const missing = [...schema]
      .filter(([name, { required }]) => required && !(name in body))
      .map(([name]) => `${where} lacks ${name}`);
    const rest = Object.entries(body)
      .filter(([name]) => !META.has(name))
      .flatMap(([name, value]) => compareOne(`${where}.${name}`, value, schema.get(name)));
    return [...missing, ...rest];
  }

  function compareOne(where: string, value: unknown, argument: Argument | undefined): string[] {
    if (!argument) return [`${where} does not exist`];
    if (argument.block)
      return [value].flat().flatMap((one) => compare(where, one as Body, argument.block ?? new Map()));
    const fits = FITS[argument.type];
    if (!fits) return [`${where} is of the unknown type ${argument.type}`];
    return isExpression(value) || fits(value) ? [] : [`${where} is no ${argument.type}`];
  }

  it('have every resource, argument and type that is written, and no argument is missing', () => {
    expect(found.length).toBeGreaterThan(80);
    expect(found.flatMap(([of, body]) => compare(of, body, schemas.get(of)!))).toEqual([]);
  });

  it('have what is left as it is: all that is optional, and not filled in by the provider', () => {
    const unset = (schema: Schema): string[] =>
      [...schema]
        .filter(([name, one]) => !one.required && !one.computed && name !== 'timeouts' && !/_wo(_version)?$/.test(name))
        .map(([name]) => name)
        .toSorted();
    for (const [type, names] of Object.entries(UNSET)) expect([type, names]).toEqual([type, unset(schemas.get(type)!)]);
  });

  it('have what is ignored', () => {
    const names = found.flatMap(([of, body]) =>
      ignoredIn(body)
        .filter((name) => name !== 'all' && !schemas.get(of)?.has(name))
        .map((name) => `${of}.${name}`),
    );
    expect(names).toEqual([]);
  });
});
