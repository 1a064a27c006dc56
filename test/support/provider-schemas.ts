import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a Terraform provider says of an argument or a nested block. */
export interface Argument {
  /** Such as `string`, `number`, `boolean`, `stringList`, `stringMap`; of blocks the name of their structure. */
  type: string;
  required: boolean;
  /** Whether the provider fills it in where it is left out; told of arguments at the top only. */
  computed: boolean;
  /** What is inside of a block; null for what is none. */
  block: Schema | null;
}
export type Schema = Map<string, Argument>;

const ATTRIBUTES = /^\s*const attrs = \{\n([\s\S]*?)^\s*\};?$/m;
const ATTRIBUTE =
  /^\s+([a-z0-9_]+): \{\n\s+value: (.*),\n\s+isBlock: (true|false),\n\s+type: "\w+",\n\s+storageClassType: "(\w+)",\n/gm;
const COMPUTED = /^\s*\/\/ ([a-z0-9_]+) - computed: true, optional: true/gm;
const OPTIONAL = /#([a-z0-9_]+)[^/]*\*\/\n\s*readonly \w+(\??):/g;

/** The part of `text` from what `start` finds up to what `end` finds after it. */
function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  if (from < 0) throw new Error(`The bindings have no ${start}.`);
  const to = text.indexOf(end, from);
  return text.slice(from, to < 0 ? undefined : to);
}

interface Part {
  attributes: string;
  declared: string;
  computed: Set<string | undefined>;
}

function readArguments(text: string, { attributes, declared, computed }: Part): Schema {
  const body = ATTRIBUTES.exec(attributes)?.[1];
  if (body === undefined) throw new Error('The bindings are not written as they were.');
  const optional = new Map([...declared.matchAll(OPTIONAL)].map(([, name, mark]) => [name, mark === '?']));
  return new Map(
    [...body.matchAll(ATTRIBUTE)].map(([, name = '', value = '', isBlock, type = '']) => {
      const structure = /(\w+)ToHclTerraform[,(]/.exec(value)?.[1] ?? '';
      const required = optional.get(name) === false;
      const block = isBlock === 'true' && text.includes(`function ${structure}ToHclTerraform(`);
      return [
        name,
        { type, required, computed: computed.has(name), block: block ? readStructure(text, structure) : null },
      ];
    }),
  );
}

function readStructure(text: string, name: string): Schema {
  const attributes = between(text, `function ${name}ToHclTerraform(`, '\n}\n');
  // An empty block has no attributes to be read.
  if (!ATTRIBUTES.test(attributes)) return new Map();
  const declared = between(text, `interface ${name.charAt(0).toUpperCase()}${name.slice(1)} `, '\n}\n');
  return readArguments(text, { attributes, declared, computed: new Set() });
}

/** The TypeScript that a file of the bindings was compiled from, which its source map holds. */
function sourceOf(path: string): string {
  const [, map = ''] = readFileSync(path, 'utf8').split('//# sourceMappingURL=data:application/json;base64,');
  const { sourcesContent } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sourcesContent: string[] };
  return sourcesContent.join('\n');
}

/** Where the bindings have `of`: `aws` and `data-aws-ami` of `data aws_ami`, `azurerm` and `provider` of `provider azurerm`. */
function placeOf(of: string): { provider: string; folder: string } {
  const [name = '', kind = 'resource'] = of.split(' ').toReversed();
  const [provider = '', ...words] = name.split('_');
  const parts = kind === 'provider' ? ['provider'] : [...(kind === 'data' ? ['data', provider] : []), ...words];
  return { provider, folder: parts.join('-') };
}

function readSchema(path: string, of: string): Schema {
  const text = sourceOf(path);
  const [, className] =
    /^export class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) \{$/m.exec(text) ?? [];
  if (className === undefined) throw new Error(`The bindings have no ${of}.`);
  const body = text.slice(text.indexOf(`export class ${className} extends`));
  return readArguments(text, {
    attributes: between(body, 'synthesizeHclAttributes()', '\n}\n'),
    declared: between(text, `interface ${className}Config `, '\n}\n'),
    computed: new Set([...body.matchAll(COMPUTED)].map(([, computed]) => computed)),
  });
}

/**
 * Arguments of resources (`aws_instance`), data sources (`data aws_ami`) and providers (`provider aws`), as the prebuilt
 * CDKTF bindings have them, which are made from the providers' own schemas. `packages` is a folder with their npm packages
 * (`cdktf-provider-aws-….tgz`); what is needed of them is unpacked into `work`.
 */
export function readProviderSchemas(packages: string, work: string, wanted: readonly string[]): Map<string, Schema> {
  for (const provider of new Set(wanted.map((of) => placeOf(of).provider))) {
    const archive = readdirSync(packages).find((file) => file.startsWith(`cdktf-provider-${provider}-`));
    if (archive === undefined) throw new Error(`There are no bindings of ${provider} in ${packages}.`);
    const files = wanted
      .map(placeOf)
      .filter((place) => place.provider === provider)
      .map(({ folder }) => `package/lib/${folder}/index.js`);
    mkdirSync(join(work, provider));
    execFileSync('tar', ['-xzf', join(packages, archive), '-C', join(work, provider), ...files]);
  }
  return new Map(
    wanted.map((of) => {
      const { provider, folder } = placeOf(of);
      return [of, readSchema(join(work, provider, 'package/lib', folder, 'index.js'), of)];
    }),
  );
}
