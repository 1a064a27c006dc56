import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format } from '@cdktf/hcl-tools';
import { afterAll, describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../src/recommendations/core/change.ts';
import { printHcl } from '../src/recommendations/core/code/hcl.ts';
import type { Draft } from '../src/recommendations/core/code/terraform/draft.ts';
import { TERRAFORM, terraformOf } from '../src/recommendations/core/code/terraform/index.ts';
import { firstStep, secondStep } from '../src/recommendations/core/code/terraform/print.ts';
import type { CodeRequest } from '../src/recommendations/core/code/types.ts';
import {
  type Body,
  blockIn,
  bodiesIn,
  hasTerraform,
  ignoredIn,
  type Parsed,
  parsed,
  TERRAFORM_BINARY,
} from './support/parsed-hcl.ts';
import { INEXPRESSIBLE, knowing, VARIANTS, WRITTEN } from './support/renamed-requests.ts';
import { codeRequest } from './support/terraform-requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-terraform-'));
afterAll(() => rmSync(folder, { recursive: true }));

const contentOf = (request: CodeRequest, path: RegExp): string =>
  terraformOf(request).files.find((file) => path.test(file.path))?.content ?? '';
const stepOne = (request: CodeRequest): Promise<Parsed> => parsed(contentOf(request, /^(?!versions|providers)[^/]+$/));
const stepTwo = (request: CodeRequest): Promise<Parsed> => parsed(contentOf(request, /^delete\//));

describe('Terraform', () => {
  it("is written for every action, or says in words why it can't be", () => {
    expect(Object.keys(TERRAFORM).toSorted()).toEqual([...ACTIONS].toSorted());
    for (const action of INEXPRESSIBLE) {
      const { files, notes } = terraformOf(codeRequest(action));
      expect(files).toEqual([]);
      expect(notes.join()).toMatch(/use the script/);
    }
  });

  it.each(WRITTEN)('%s comes with versions, provider, notes and a way back', async (action) => {
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
    for (const action of WRITTEN)
      for (const { path, content } of terraformOf(codeRequest(action)).files) {
        mkdirSync(dirname(join(work, action, path)), { recursive: true });
        writeFileSync(join(work, action, path), content);
      }
    const { status, stdout } = spawnSync(TERRAFORM_BINARY, ['fmt', '-check', '-diff', '-recursive', work], {
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
    ['azure.delete_snapshot', 'azurerm_snapshot', null],
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

  it('archives by a configuration of its own beside those that a bucket has', async () => {
    const { resource, import: imports } = await stepOne(codeRequest('s3.set_intelligent_tiering'));
    const [[type, , body] = ['', '', {} as Body]] = bodiesIn(resource);
    expect([type, imports]).toEqual(['aws_s3_bucket_intelligent_tiering_configuration', undefined]);
    expect(body).toMatchObject({
      bucket: 'shop-media',
      name: 'archive',
      tiering: [
        { access_tier: 'ARCHIVE_ACCESS', days: 90 },
        { access_tier: 'DEEP_ARCHIVE_ACCESS', days: 180 },
      ],
    });
  });

  it.each(VARIANTS)('has a resource of its own for %s', async (_, request, type) => {
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
    [
      'a bucket with a configuration of the same id',
      knowing(codeRequest('s3.set_intelligent_tiering'), { intelligent_tiering: [{ id: 'archive', enabled: false }] }),
      'configuration archive',
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
    execFileSync(TERRAFORM_BINARY, [...words, '-no-color', '-input=false'], {
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
