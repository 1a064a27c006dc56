import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format } from '@cdktf/hcl-tools';
import { parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../src/recommendations/core/change.ts';
import { attribute, block, comment, type Item, JsonText, printHcl } from '../src/recommendations/core/code/hcl.ts';
import { bulkFiles } from '../src/recommendations/core/code/terraform/bulk.ts';
import type { Draft } from '../src/recommendations/core/code/terraform/draft.ts';
import { TERRAFORM, terraformOf } from '../src/recommendations/core/code/terraform/index.ts';
import { firstStep, secondStep } from '../src/recommendations/core/code/terraform/print.ts';
import { UNSET } from '../src/recommendations/core/code/terraform/unset.ts';
import type { CodeFile, CodeRequest } from '../src/recommendations/core/code/types.ts';
import { zipOf } from '../src/recommendations/server/code/zip.ts';
import { type Argument, readProviderSchemas, type Schema } from './support/provider-schemas.ts';
import { codeRequest, knowing, requestCalled } from './support/terraform-requests.ts';

/** A folder with the npm packages of the providers' bindings; what needs it is skipped by name without it. */
const BINDINGS = process.env['TEST_PROVIDER_BINDINGS'];
/** Not everywhere: what needs it is skipped by name then. */
const hasTerraform = spawnSync('terraform', ['version']).status === 0;

type Body = Record<string, unknown>;
type Labelled = Record<string, Record<string, Body[]>>;
interface Parsed {
  resource?: Labelled;
  data?: Labelled;
  provider?: Record<string, Body[]>;
  terraform?: Body[];
  import?: { to: string; id: string }[];
  removed?: { from: string; lifecycle: { destroy: boolean }[] }[];
}
const parsed = (content: string): Promise<Parsed> => parse('code.tf', content) as Promise<Parsed>;

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-terraform-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In JSON, Terraform still reads templates: a text with `${` that is none has `$${`. Fails on a real template. */
const plain = (text: string): string =>
  text.replaceAll(/([$%])\1*\{/g, (signs) => {
    if (signs.length === 2) throw new Error(`${JSON.stringify(text)} has a template.`);
    return signs.slice(1);
  });

const HOSTILE = [
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
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'$%{}"\\\na#/*~ é日ำ🙂🇩🇪', '\u200d', '\u0301'), maxLength: 12 }),
    fc.constantFrom(...HOSTILE),
  )
  // Terraform knows texts in this form only.
  .map((value) => value.normalize('NFC'));

const fileOf = (content: readonly Item[]): string => printHcl(content);

describe('texts in HCL', () => {
  const document = (tags: Record<string, string>, note: string, list: string[]): string =>
    fileOf([
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
        const { locals } = (await parsed(hcl)) as { locals: Record<string, unknown>[] };
        const [found] = locals;
        expect(plain(String(found?.['note']))).toBe(note);
        expect((found?.['list'] as string[]).map(plain)).toEqual(list);
        const entries = Object.entries(found?.['tags'] as Record<string, string>);
        expect(Object.fromEntries(entries.map((pair) => pair.map(plain)))).toEqual(tags);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it.skipIf(!hasTerraform)('are what Terraform itself evaluates them to (needs terraform)', () => {
    // Its own jsonencode breaks where a combining character follows an escape.
    const samples = fc.sample(text, 200).filter((value) => !/\p{M}/u.test(value));
    const list = [...HOSTILE, ...samples].map((value) => value.normalize('NFC'));
    const work = join(folder, 'console');
    mkdirSync(work);
    writeFileSync(
      join(work, 'main.tf'),
      document(Object.fromEntries(list.map((one) => [one, one])), HOSTILE.join(), list),
    );
    const input = 'base64encode(jsonencode([local.list, local.tags, jsondecode(local.json)]))\n';
    const output = execFileSync('terraform', ['console'], { cwd: work, input, encoding: 'utf8' });
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
    expect(() => fileOf([attribute('x', Number.NaN)])).toThrow('number');
    expect(() => fileOf([attribute('x y', 1)])).toThrow('identifier');
  });
});

const INEXPRESSIBLE = ['azure.deallocate_vm', 'azure.set_snapshot_sku', 'azure.delete_application_gateway'];
const written = ACTIONS.filter((action) => !INEXPRESSIBLE.includes(action));
const contentOf = (request: CodeRequest, path: RegExp): string =>
  terraformOf(request).files.find((file) => path.test(file.path))?.content ?? '';
const stepOne = (request: CodeRequest): Promise<Parsed> => parsed(contentOf(request, /^(?!versions|providers)[^/]+$/));
const stepTwo = (request: CodeRequest): Promise<Parsed> => parsed(contentOf(request, /^delete\//));

const bodiesIn = (labelled: Labelled | undefined): [string, string, Body][] =>
  Object.entries(labelled ?? {}).flatMap(([type, byLabel]) =>
    Object.entries(byLabel).map(([label, bodies]): [string, string, Body] => [type, label, bodies[0]!]),
  );
const blockIn = (body: Body | undefined, name: string): Body => ((body?.[name] as Body[] | undefined) ?? [])[0] ?? {};
const ignoredIn = (body: Body): string[] =>
  [blockIn(body, 'lifecycle')['ignore_changes'] ?? []].flat().map((name) => String(name).replace(/^\$\{(.*)\}$/, '$1'));

describe('Terraform', () => {
  it("is written for every action, or says in words why it can't be", () => {
    expect(Object.keys(TERRAFORM).toSorted()).toEqual([...ACTIONS].toSorted());
    for (const action of INEXPRESSIBLE as Action[]) {
      const { files, notes } = terraformOf(codeRequest(action));
      expect(files).toEqual([]);
      expect(notes.join()).toMatch(/use the script/);
    }
  });

  it.each(written)('%s comes with versions, provider, notes and a way back', async (action) => {
    const { files, notes } = terraformOf(codeRequest(action));
    for (const { content, language } of files) {
      expect(language).toBe('hcl');
      expect(await format(content)).toBe(content);
      await parsed(content);
    }
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['versions.tf', 'providers.tf']));
    expect(notes.filter((note) => note.startsWith('To take it back: '))).toHaveLength(1);
    expect(notes.length).toBeGreaterThan(2);
    const { terraform } = await parsed(files[0]!.content);
    const deletes = files.some(({ path }) => path.startsWith('delete/'));
    expect(terraform?.[0]?.['required_version']).toBe(deletes ? '>= 1.7' : '>= 1.5');
  });

  it.skipIf(!hasTerraform)('is written as terraform fmt writes it (needs terraform)', () => {
    const work = join(folder, 'fmt');
    for (const action of written)
      for (const { path, content } of terraformOf(codeRequest(action)).files) {
        mkdirSync(dirname(join(work, action, path)), { recursive: true });
        writeFileSync(join(work, action, path), content);
      }
    const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-diff', '-recursive', work], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('acts in the account and region of the resource only', async () => {
    const provider = async (action: Action): Promise<Parsed> => parsed(contentOf(codeRequest(action), /^providers/));
    expect((await provider('ec2.modify_volume')).provider?.['aws']).toEqual([
      { region: 'eu-west-1', allowed_account_ids: ['111111111111'] },
    ]);
    expect((await provider('azure.resize_vm')).provider?.['azurerm']?.[0]).toMatchObject({
      subscription_id: '22222222-2222-4222-8222-222222222222',
      features: [{}],
    });
    for (const wrong of [{ account_id: '1"' }, { region: 'eu"\n' }, { region: null }])
      expect(terraformOf({ ...codeRequest('ec2.modify_volume'), ...wrong }).files).toEqual([]);
  });

  const cases: [Action, string, string, Body][] = [
    ['ec2.stop_instance', 'aws_ec2_instance_state', 'i-0a1', { state: 'stopped' }],
    ['ec2.resize_instance', 'aws_instance', 'i-0a1', { instance_type: 'm6i.large' }],
    ['ec2.modify_volume', 'aws_ebs_volume', 'vol-0c', { type: 'gp3', iops: 3000, throughput: 125 }],
    ['rds.stop_instance', 'aws_rds_instance_state', 'orders', { state: 'stopped' }],
    [
      'rds.modify_instance',
      'aws_db_instance',
      'orders',
      {
        instance_class: 'db.m5.large',
        multi_az: false,
        engine_version: '16.4',
        allow_major_version_upgrade: true,
        apply_immediately: false,
      },
    ],
    ['lambda.set_memory', 'aws_lambda_function', 'thumbnails', { memory_size: 512 }],
    ['dynamodb.set_capacity', 'aws_dynamodb_table', 'carts', { read_capacity: 20, write_capacity: 10 }],
    ['dynamodb.set_on_demand', 'aws_dynamodb_table', 'carts', { billing_mode: 'PAY_PER_REQUEST' }],
    ['logs.set_retention', 'aws_cloudwatch_log_group', '/aws/lambda/thumbnails', { retention_in_days: 30 }],
    [
      'eks.resize_nodegroup',
      'aws_eks_node_group',
      'main:workers',
      { scaling_config: [{ desired_size: 3, min_size: 2, max_size: 10 }] },
    ],
    [
      'azure.resize_vm',
      'azurerm_linux_virtual_machine',
      '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/shop-web',
      { size: 'Standard_D4s_v5' },
    ],
    [
      'azure.set_disk_sku',
      'azurerm_managed_disk',
      '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/shop/providers/Microsoft.Compute/disks/data-1',
      { storage_account_type: 'StandardSSD_LRS' },
    ],
    [
      'azure.resize_flexible_server',
      'azurerm_postgresql_flexible_server',
      '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/shop/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg',
      { sku_name: 'GP_Standard_D2ds_v4' },
    ],
  ];
  it.each(cases)('%s changes what it is for, and nothing else of what exists', async (action, type, id, change) => {
    const found = await stepOne(codeRequest(action));
    const [[foundType, label, body] = ['', '', {} as Body]] = bodiesIn(found.resource);
    expect(foundType).toBe(type);
    expect(found.import).toEqual([{ to: `\${${type}.${label}}`, id }]);
    const ignored = ignoredIn(body);
    const left = Object.entries(body).filter(([name]) => name !== 'lifecycle' && !ignored.includes(name));
    expect(Object.fromEntries(left)).toEqual(change);
    expect(blockIn(body, 'lifecycle')['prevent_destroy']).toBe(true);
    expect(found.removed).toBeUndefined();
  });

  const deletions: [Action, string, string | null][] = [
    ['ec2.terminate_instance', 'aws_instance', 'aws_ami'],
    ['ec2.delete_volume', 'aws_ebs_volume', 'aws_ebs_snapshot'],
    ['ec2.release_address', 'aws_eip', null],
    ['ec2.delete_snapshot', 'aws_ebs_snapshot', null],
    ['ec2.delete_nat_gateway', 'aws_nat_gateway', null],
    ['ec2.delete_vpc_endpoint', 'aws_vpc_endpoint', null],
    ['elb.delete_load_balancer', 'aws_lb', null],
    ['rds.delete_instance', 'aws_db_instance', 'aws_db_snapshot'],
    ['azure.delete_disk', 'azurerm_managed_disk', 'azurerm_snapshot'],
    ['azure.delete_public_ip', 'azurerm_public_ip', null],
    ['azure.delete_network_interface', 'azurerm_network_interface', null],
    ['azure.delete_load_balancer', 'azurerm_lb', null],
    ['azure.delete_app_service_plan', 'azurerm_service_plan', null],
    ['azure.delete_sql_database', 'azurerm_mssql_database', null],
    ['azure.delete_sql_elastic_pool', 'azurerm_mssql_elasticpool', null],
  ];
  it.each(deletions)(
    '%s imports first, and deletes in a second step that wants its backup',
    async (action, type, backup) => {
      const first = await stepOne(codeRequest(action));
      const all = bodiesIn(first.resource);
      const [[, label, body] = ['', '', {} as Body], ...others] = all.filter(([found]) => found === type);
      expect(first.import).toMatchObject([{ to: `\${${type}.${label}}` }]);
      expect(blockIn(body, 'lifecycle')).toEqual({ ignore_changes: '${all}' });
      expect(others).toEqual([]);
      expect(all).toHaveLength(backup === null ? 1 : 2);
      const second = await stepTwo(codeRequest(action));
      expect(second.resource).toBeUndefined();
      expect(second.removed).toContainEqual({ from: `\${${type}.${label}}`, lifecycle: [{ destroy: true }] });
      expect(second.removed?.filter(({ lifecycle }) => lifecycle[0]?.destroy)).toHaveLength(1);
      expect(Object.keys(second.data ?? {})).toEqual(backup === null ? [] : [backup]);
    },
  );

  it('detaches the volumes of a stopped instance before it deletes them', async () => {
    const first = await stepOne(codeRequest('ec2.delete_volumes_of_stopped_instance'));
    expect(first.import?.map(({ id }) => id)).toEqual([
      'vol-0a',
      '/dev/sda1:vol-0a:i-0a1',
      'vol-0b',
      '/dev/sdf:vol-0b:i-0a1',
    ]);
    const attachments = Object.values(first.resource?.['aws_volume_attachment'] ?? {}).flat();
    expect(attachments.map((one) => one['volume_id'])).toEqual([
      '${aws_ebs_volume.i_0a1__vol_0a.id}',
      '${aws_ebs_volume.i_0a1__vol_0b.id}',
    ]);
    expect(Object.keys(first.resource?.['aws_ebs_snapshot'] ?? {})).toHaveLength(2);
  });

  it('writes the lifecycle rules that a bucket has along with the new one', async () => {
    const request = codeRequest('s3.add_lifecycle_rule');
    const { resource, import: imports } = await stepOne(request);
    const [[, , body] = ['', '', {} as Body]] = bodiesIn(resource);
    expect(imports?.map(({ id }) => id)).toEqual(['shop-media']);
    expect((body['rule'] as Body[]).map((rule) => rule['id'])).toEqual(['logs', 'finopsmind-tiering']);
    expect((body['rule'] as Body[])[0]).toEqual({
      id: 'logs',
      status: 'Enabled',
      filter: [{ and: [{ prefix: 'logs/', tags: { kind: 'log', stage: 'prod' } }] }],
      transition: [{ days: 30, storage_class: 'STANDARD_IA' }],
      expiration: [{ days: 365 }],
      noncurrent_version_transition: [{ noncurrent_days: 7, storage_class: 'GLACIER' }],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 3 }],
    });
    const none = await stepOne(knowing(request, { lifecycle_rules: [] }));
    expect(none.import).toBeUndefined();
    expect(terraformOf(knowing(request, { lifecycle_rules: null }))).toMatchObject({ files: [] });
  });

  const variants: [string, CodeRequest, string][] = [
    [
      'an instance of Aurora',
      knowing(codeRequest('rds.delete_instance'), { cluster: 'main' }),
      'aws_rds_cluster_instance',
    ],
    [
      'a classic load balancer',
      {
        ...knowing(codeRequest('elb.delete_load_balancer'), {
          listeners: [{ protocol: 'HTTP', port: 80, instance_protocol: 'HTTP', instance_port: 8080 }],
        }),
        change: {
          action: 'elb.delete_load_balancer',
          parameters: { load_balancer_arn: null, load_balancer_name: 'classic' },
        },
      },
      'aws_elb',
    ],
    [
      'a cache with replicas',
      {
        ...codeRequest('elasticache.delete_cluster'),
        change: {
          action: 'elasticache.delete_cluster',
          parameters: { cache_cluster_id: 'c-001', replication_group_id: 'c', engine: 'valkey' },
        },
      },
      'aws_elasticache_replication_group',
    ],
    [
      'a function that is an image',
      knowing(codeRequest('lambda.set_memory'), { package_type: 'Image' }),
      'aws_lambda_function',
    ],
    [
      'a Windows machine',
      knowing(codeRequest('azure.resize_vm'), { os_type: 'Windows' }),
      'azurerm_windows_virtual_machine',
    ],
    [
      'a server of MySQL',
      {
        ...codeRequest('azure.resize_flexible_server'),
        resource_id:
          '/subscriptions/22222222-2222-4222-8222-222222222222/resourcegroups/shop/providers/microsoft.dbformysql/flexibleservers/my',
        change: {
          action: 'azure.resize_flexible_server',
          parameters: {
            engine: 'mysql',
            sku: 'Standard_E2ds_v4',
            tier: 'MemoryOptimized',
            from_sku: 'Standard_E4ds_v4',
            from_tier: 'MemoryOptimized',
          },
        },
      },
      'azurerm_mysql_flexible_server',
    ],
  ];
  it.each(variants)('has a resource of its own for %s', async (_, request, type) => {
    expect(bodiesIn((await stepOne(request)).resource).map(([found]) => found)).toEqual([type]);
  });

  const refused: [string, CodeRequest, string][] = [
    [
      'another kind of processor',
      {
        ...codeRequest('ec2.resize_instance'),
        change: {
          action: 'ec2.resize_instance',
          parameters: { instance_id: 'i-0a1', instance_type: 'm7g.large', from_instance_type: 'm6i.large' },
        },
      },
      'processor',
    ],
    ['an image that is not known', knowing(codeRequest('ec2.resize_instance'), { image_id: null }), 'image id'],
    [
      'the version of one of several in a cluster',
      knowing(codeRequest('rds.modify_instance'), { cluster: 'main' }),
      'cluster',
    ],
    [
      'a repository with a policy',
      knowing(codeRequest('ecr.set_lifecycle_policy'), { has_lifecycle_policy: true }),
      'replace',
    ],
    ['an account with rules', knowing(codeRequest('azure.add_storage_lifecycle'), { lifecycle_rules: 2 }), 'replaces'],
    ['what is not in the inventory', { ...codeRequest('ec2.delete_volume'), inventory: null }, 'availability zone'],
    ['no id of Azure', { ...codeRequest('azure.resize_vm'), resource_id: 'machine-1' }, 'no id'],
  ];
  it.each(refused)('says why it is not written for %s', (_, request, why) => {
    const { files, notes } = terraformOf(request);
    expect(files).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(why);
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

  it.each(written)('stay data in what is written for %s', async (action) => {
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

describe('several at once', () => {
  const other = (request: CodeRequest, account_id: string, region: string): CodeRequest => ({
    ...request,
    account_id,
    region,
  });
  const contents = (files: readonly CodeFile[]): Map<string, string> =>
    new Map(files.map(({ path, content }) => [path, content]));
  const addresses = async (files: readonly CodeFile[]): Promise<string[]> => {
    const tops = files.filter(({ path }) => path.endsWith('.tf') && !path.includes('/'));
    const all = await Promise.all(tops.map(({ content }) => parsed(content)));
    return all.flatMap(({ resource, data }) => [
      ...bodiesIn(resource).map(([type, label]) => `${type}.${label}`),
      ...bodiesIn(data).map(([type, label]) => `data.${type}.${label}`),
    ]);
  };

  it('are one configuration, with a provider for each account and region, and a README', async () => {
    const files = bulkFiles([
      codeRequest('ec2.delete_volume'),
      other(codeRequest('ec2.resize_instance'), '333333333333', 'us-east-1'),
      codeRequest('azure.delete_disk'),
      codeRequest('azure.deallocate_vm'),
    ]);
    const byPath = contents(files);
    expect([...byPath.keys()]).toEqual([
      'README.md',
      'versions.tf',
      'providers.tf',
      'delete-volume-vol-0c.tf',
      'delete/delete-volume-vol-0c.tf',
      'resize-instance-i-0a1.tf',
      'delete-disk-data-1.tf',
      'delete/delete-disk-data-1.tf',
    ]);
    const { provider } = await parsed(byPath.get('providers.tf')!);
    expect(provider?.['aws']).toMatchObject([
      {
        alias: 'account_111111111111_eu_west_1',
        region: 'eu-west-1',
        allowed_account_ids: ['111111111111'],
        dynamic: { assume_role: [{}] },
      },
      { alias: 'account_333333333333_us_east_1', region: 'us-east-1', allowed_account_ids: ['333333333333'] },
    ]);
    expect(provider?.['azurerm']?.[0]).not.toHaveProperty('alias');
    const volume = await parsed(byPath.get('delete-volume-vol-0c.tf')!);
    for (const [, , body] of bodiesIn(volume.resource))
      expect(body['provider']).toBe('${aws.account_111111111111_eu_west_1}');
    const readme = byPath.get('README.md')!;
    for (const words of ['cp delete/*.tf .', '## Not in it', 'use the script', 'To take it back', '2 AWS accounts'])
      expect(readme).toContain(words);
    for (const { path, content } of files) if (path.endsWith('.tf')) expect(await format(content)).toBe(content);
  });

  it('meet in one resource where both can be made', async () => {
    const modify = codeRequest('rds.modify_instance');
    const change = (parameters: object): CodeRequest => ({
      ...modify,
      change: {
        action: 'rds.modify_instance',
        parameters: { db_instance_identifier: 'orders', from: {}, ...parameters },
      },
    });
    const files = bulkFiles([change({ instance_class: 'db.m6g.large' }), change({ multi_az: false })]);
    const { resource } = await parsed(contents(files).get('modify-instance-orders.tf')!);
    expect(bodiesIn(resource)).toHaveLength(1);
    expect(bodiesIn(resource)[0]?.[2]).toMatchObject({ instance_class: 'db.m6g.large', multi_az: false });

    const rule = codeRequest('s3.add_lifecycle_rule');
    const second = { ...rule, change: { ...rule.change, parameters: { ...rule.change.parameters, rule_id: 'two' } } };
    const rules = await parsed(
      contents(bulkFiles([rule, second as CodeRequest])).get('add-lifecycle-rule-shop-media.tf')!,
    );
    expect(((bodiesIn(rules.resource)[0]?.[2]['rule'] ?? []) as Body[]).map(({ id }) => id)).toEqual([
      'logs',
      'finopsmind-tiering',
      'two',
    ]);
  });

  it('make an endpoint of a VPC once, for all of its NAT gateways', async () => {
    const about = (gateway: string, services: ('s3' | 'dynamodb')[]): CodeRequest => {
      const usual = codeRequest('ec2.create_gateway_endpoints');
      return {
        ...usual,
        resource_id: usual.resource_id.replace('nat-0d', gateway),
        change: { action: 'ec2.create_gateway_endpoints', parameters: { vpc_id: 'vpc-01', services } },
      };
    };
    for (const services of [['s3'], ['s3', 'dynamodb']] as const) {
      const files = bulkFiles([about('nat-0d', [...services]), about('nat-0e', ['dynamodb', 's3'])]);
      expect(contents(files).get('README.md')).not.toContain('## Not in it');
      const found = (await addresses(files)).filter((one) => one.startsWith('aws_vpc_endpoint.'));
      expect(found.map((one) => one.split('__')[1]).toSorted()).toEqual(['dynamodb', 's3']);
    }
  });

  it("leave out and name what can't be made together with one before it", async () => {
    const files = bulkFiles([
      codeRequest('ec2.delete_volume'),
      codeRequest('ec2.modify_volume'),
      codeRequest('dynamodb.set_on_demand'),
      codeRequest('dynamodb.set_capacity'),
      codeRequest('ec2.stop_instance'),
      codeRequest('ec2.resize_instance'),
    ]);
    const readme = contents(files).get('README.md')!;
    expect(
      readme
        .split('## Not in it')[1]
        ?.split('##')[0]
        ?.match(/can't be made together with/g),
    ).toHaveLength(1);
    expect(readme).toContain('## Several about one resource');
    const found = await addresses(files);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((one) => one.startsWith('aws_ebs_volume.'))).toHaveLength(1);
  });

  it('have no address twice, whatever they are called', async () => {
    const name = fc.constantFrom('a', 'A', 'a b', 'a-b', 'a_b', 'a_2', 'a', 'ä', '!', '1');
    const request = fc
      .tuple(fc.constantFrom(...written), name)
      .map(([action, called]) => requestCalled(action, called));
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 12 }), async (requests) => {
        const files = bulkFiles(requests);
        const found = await addresses(files);
        expect(new Set(found).size).toBe(found.length);
        expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
        for (const { path } of files) expect(path).toMatch(/^(README\.md|(delete\/)?[a-z0-9-]+\.tf)$/);
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it('say so when there is nothing to be written', () => {
    const files = bulkFiles([codeRequest('azure.deallocate_vm')], ['Buy fewer reservations']);
    expect(files.map(({ path }) => path)).toEqual(['README.md']);
    expect(files[0]?.content).toContain('use the script');
    expect(files[0]?.content).toContain('- Buy fewer reservations: no code');
  });

  it('keep hostile names out of the structure of the README', () => {
    for (const hostile of HOSTILE) {
      const [readme] = bulkFiles([requestCalled('ec2.delete_volume', hostile), codeRequest('ec2.resize_instance')]);
      const shape = (content: string): string[] => content.split('\n').filter((line) => /^(#|\||```)/.test(line));
      const [usual] = bulkFiles([requestCalled('ec2.delete_volume', 'MARK'), codeRequest('ec2.resize_instance')]);
      expect(shape(readme!.content)).toHaveLength(shape(usual!.content).length);
    }
  });

  it('make the same ZIP each time, in whatever order and time zone', () => {
    const files = bulkFiles(written.map(codeRequest));
    const zip = zipOf('finopsmind', files);
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'Pacific/Auckland';
      expect(zipOf('finopsmind', files.toReversed())).toEqual(zip);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    const unpacked = Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
    expect(Object.fromEntries(unpacked)).toEqual(
      Object.fromEntries(files.map(({ path, content }) => [`finopsmind/${path}`, content])),
    );
    expect(() => zipOf('finopsmind', [files[0]!, files[0]!])).toThrow('same path');
  });
});

describe.skipIf(!hasTerraform)('the two steps of a deletion (needs terraform)', () => {
  const draft: Draft = {
    resources: [
      { type: 'terraform_data', label: 'gone', import_id: 'the-id', keeps: { input: 'x' }, sets: {}, removed: true },
      { type: 'terraform_data', label: 'gone__backup', import_id: null, keeps: { input: 'backup' }, sets: {} },
    ],
    notes: [],
    undo: '',
  };
  const about = [{ title: 'Delete', reason: 'Idle' }];
  const terraform = (work: string, ...words: string[]): string =>
    execFileSync('terraform', [...words, '-no-color', '-input=false'], {
      cwd: work,
      encoding: 'utf8',
      env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    });

  it('import without a change, then destroy, and let the backup be', () => {
    const work = join(folder, 'steps');
    mkdirSync(work);
    writeFileSync(join(work, 'change.tf'), printHcl(firstStep(about, draft, null)));
    terraform(work, 'init');
    expect(terraform(work, 'apply', '-auto-approve')).toContain('1 imported, 1 added, 0 changed, 0 destroyed');
    writeFileSync(join(work, 'change.tf'), printHcl(secondStep(about, draft, null)));
    const output = terraform(work, 'apply', '-auto-approve');
    expect(output).toContain('0 added, 0 changed, 1 destroyed');
    expect(output).toContain(
      'terraform_data.gone__backup will no longer be managed by Terraform, but will not be destroyed',
    );
  }, 60_000);
});

describe.skipIf(!BINDINGS)('the schemas of the providers (needs TEST_PROVIDER_BINDINGS)', () => {
  const requests = [
    ...written.map(codeRequest),
    knowing(codeRequest('rds.delete_instance'), { cluster: 'main' }),
    knowing(codeRequest('azure.resize_vm'), { os_type: 'Windows' }),
    knowing(codeRequest('lambda.set_memory'), { package_type: 'Image' }),
  ];
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
    const work = join(folder, 'bindings');
    mkdirSync(work);
    schemas = readProviderSchemas(BINDINGS ?? '', work, wanted);
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
