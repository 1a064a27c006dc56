import { spawnSync } from 'node:child_process';
import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';

export type Body = Record<string, unknown>;
export type Labelled = Record<string, Record<string, Body[]>>;
/** A file of Terraform as JSON; every block is in a list, below its labels. */
export interface Parsed {
  locals?: Body[];
  resource?: Labelled;
  data?: Labelled;
  provider?: Record<string, Body[]>;
  terraform?: Body[];
  import?: { to: string; id: string }[];
  removed?: { from: string; lifecycle: { destroy: boolean }[] }[];
}
export const parsed = (content: string): Promise<Parsed> => parse('code.tf', content) as Promise<Parsed>;

/** Type, label and body of every resource or data source. */
export const bodiesIn = (labelled: Labelled | undefined): [string, string, Body][] =>
  Object.entries(labelled ?? {}).flatMap(([type, byLabel]) =>
    Object.entries(byLabel).map(([label, bodies]): [string, string, Body] => [type, label, bodies[0]!]),
  );
/** The first block of a name, empty when there is none. */
export const blockIn = (body: Body | undefined, name: string): Body =>
  ((body?.[name] as Body[] | undefined) ?? [])[0] ?? {};
/** Names in `ignore_changes`. */
export const ignoredIn = (body: Body): string[] =>
  [blockIn(body, 'lifecycle')['ignore_changes'] ?? []].flat().map((name) => String(name).replace(/^\$\{(.*)\}$/, '$1'));

/** Not everywhere: what needs it is skipped by name then. */
export const TERRAFORM_BINARY = 'terraform';
export const hasTerraform = spawnSync(TERRAFORM_BINARY, ['version']).status === 0;

/** In JSON, Terraform still reads templates: a text with `${` that is none has `$${`. Fails on a real template. */
export const plain = (text: string): string =>
  text.replaceAll(/([$%])\1*\{/g, (signs) => {
    if (signs.length === 2) throw new Error(`${JSON.stringify(text)} has a template.`);
    return signs.slice(1);
  });

/** Texts that would mean something if they were not kept from it. */
export const HOSTILE = [
  '"; rm -rf /',
  '${var.x}',
  '%{ for x in y }',
  '$${a}$$$${b}',
  'a\nresource "x" "y" {}\r\u2028b',
  '*/ # // EOF',
  '\\"\\',
  'ünïcödé 🚀 日本',
  '${"a"}\0\u0007\u202e',
];
/** Any text, and those that HCL minds. */
export const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'$%{}"\\\na#/*~ é日ำ🙂🇩🇪', '\u200d', '\u0301'), maxLength: 12 }),
    fc.constantFrom(...HOSTILE),
  )
  // Terraform knows texts in this form only.
  .map((value) => value.normalize('NFC'));
