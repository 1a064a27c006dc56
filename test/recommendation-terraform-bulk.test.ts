import { format } from '@cdktf/hcl-tools';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bulkFiles } from '../src/recommendations/core/code/terraform/bulk.ts';
import type { CodeFile, CodeRequest } from '../src/recommendations/core/code/types.ts';
import { zipOf } from '../src/recommendations/server/code/zip.ts';
import { type Body, bodiesIn, HOSTILE, parsed } from './support/parsed-hcl.ts';
import { requestCalled, WRITTEN } from './support/renamed-requests.ts';
import { codeRequest } from './support/terraform-requests.ts';

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

  it('leave out a lifecycle rule that another one before it has the id of', async () => {
    const rule = codeRequest('s3.add_lifecycle_rule');
    const parameters = { ...rule.change.parameters, abort_multipart_days: 1 };
    const files = bulkFiles([rule, { ...rule, change: { ...rule.change, parameters } as CodeRequest['change'] }]);
    expect(contents(files).get('README.md')).toContain('## Not in it');
    const { resource } = await parsed(contents(files).get('add-lifecycle-rule-shop-media.tf')!);
    expect(bodiesIn(resource)[0]?.[2]['rule']).toHaveLength(2);
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
      .tuple(fc.constantFrom(...WRITTEN), name)
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
    const files = bulkFiles(WRITTEN.map(codeRequest));
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
