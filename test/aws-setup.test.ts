import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AWS_INVENTORY_PERMISSIONS } from '../src/connections/providers/aws/core/inventory/index.ts';
import { READ_PERMISSIONS, REMEDIATION_PERMISSIONS } from '../src/connections/providers/aws/core/permissions.ts';
import { awsSetupDocuments } from '../src/connections/providers/aws/core/setup/index.ts';
import {
  MANAGED_POLICY_LIMIT,
  type Policy,
  remediationPolicy,
  sizeOf,
  splitPolicies,
} from '../src/connections/providers/aws/core/setup/policies.ts';
import { MOTO, motoAccount } from './support/moto.ts';
import { makeStack, roleIn } from './support/moto-identities.ts';

const EXTERNAL_ID = 'fm-3q2-7wEBAQ_x';
const SERVER = 'arn:aws:iam::999999999999:role/finopsmind-server';

const documents = (trusted_account_arn: string | null) => {
  const all = new Map(awsSetupDocuments({ external_id: EXTERNAL_ID, trusted_account_arn }).map((one) => [one.id, one]));
  return (id: string): string => all.get(id)?.text ?? '';
};
const document = documents(SERVER);
const policies = awsSetupDocuments({ external_id: EXTERNAL_ID, trusted_account_arn: null })
  .filter(({ language }) => language === 'json')
  .map(({ id, text }): [string, Policy] => [id, JSON.parse(text) as Policy]);
const actionsOf = ({ Statement }: Policy): string[] =>
  Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);

describe('policies', () => {
  it('are three: reading, exports, and changes apart from both', () => {
    expect(policies.map(([id]) => id)).toEqual(['aws-read-policy', 'aws-export-policy', 'aws-remediation-policy']);
  });

  it.each(policies)('%s names actions as IAM does, once and in order, and fits', (_, policy) => {
    for (const { Action } of policy.Statement) {
      expect(Action).toEqual(Action.toSorted());
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
    }
    const actions = actionsOf(policy);
    expect(new Set(actions).size).toBe(actions.length);
    expect(sizeOf(policy)).toBeLessThanOrEqual(MANAGED_POLICY_LIMIT);
    expect(new Set(policy.Statement.map(({ Sid }) => Sid)).size).toBe(policy.Statement.length);
  });

  it('let reading only read', () => {
    const [, read] = policies[0]!;
    expect(actionsOf(read).filter((action) => !/:(Get|List|Describe)/.test(action))).toEqual([]);
    expect(actionsOf(read).toSorted()).toEqual(Object.values(READ_PERMISSIONS).flat().toSorted());
    expect(actionsOf(read)).toEqual(expect.arrayContaining(AWS_INVENTORY_PERMISSIONS));
  });

  it('use the names of IAM where the API of S3 has others', () => {
    const all = policies.flatMap(([, policy]) => actionsOf(policy));
    expect(all).toEqual(
      expect.arrayContaining(['s3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration', 's3:ListAllMyBuckets']),
    );
    // Names of calls that IAM does not know.
    for (const call of [
      's3:GetBucketLifecycleConfiguration',
      's3:PutBucketLifecycleConfiguration',
      's3:ListBuckets',
      's3:ListObjectsV2',
    ])
      expect(all).not.toContain(call);
  });

  it('never let what is protected be changed, nor tags be set but on what is created', () => {
    const byName = new Map(remediationPolicy().Statement.map((one) => [one.Sid, one]));
    expect(byName.get('KeepProtected')).toEqual({
      Sid: 'KeepProtected',
      Effect: 'Deny',
      Action: REMEDIATION_PERMISSIONS.actions,
      Resource: '*',
      // The negated operator holds of what has no tag, too: the other asks for the tag to be there.
      Condition: {
        Null: { 'aws:ResourceTag/finopsmind:protect': 'false' },
        StringNotEqualsIgnoreCase: { 'aws:ResourceTag/finopsmind:protect': 'false' },
      },
    });
    expect(byName.get('TagWhatIsCreated')?.Condition).toBeDefined();
    expect(byName.get('StartEncrypted')?.Condition).toEqual({ Bool: { 'kms:GrantIsForAWSResource': 'true' } });
  });

  it('are split where one would be too large, in order and without loss', () => {
    const statement = fc.record({
      Sid: fc.string({ minLength: 1, maxLength: 9 }),
      Effect: fc.constant('Allow' as const),
      Action: fc.array(fc.constantFrom('ec2:DescribeInstances', 's3:GetObject', 'ce:GetTags'), {
        minLength: 1,
        maxLength: 8,
      }),
      Resource: fc.constant('*'),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 12 }), (statements) => {
        const split = splitPolicies(statements, 400);
        expect(split.flatMap((policy) => policy.Statement)).toEqual(statements);
        expect(split.every((policy) => sizeOf(policy) <= 400)).toBe(true);
        // No two neighbours would have fitted into one.
        for (const [index, policy] of split.entries()) {
          const next = split[index + 1]?.Statement[0];
          if (next) expect(sizeOf({ ...policy, Statement: [...policy.Statement, next] })).toBeGreaterThan(400);
        }
      }),
    );
    expect(() =>
      splitPolicies([{ Sid: 'Large', Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: '*' }], 50),
    ).toThrow('Large');
  });
});

describe('templates', () => {
  const actions = actionsOf(policies[0]![1]);

  it.each(['aws-cloudformation', 'aws-terraform'])(
    'of %s allow what the policy does, to whom the server is and with the external id',
    (id) => {
      const text = document(id);
      const found = [...text.matchAll(/[a-z0-9-]+:(?:Get|List|Describe)\w+/g)].map(([action]) => action);
      expect(found.toSorted()).toEqual(
        [...actions, 's3:GetBucketLocation', 's3:GetObject', 's3:ListBucket'].toSorted(),
      );
      expect(text).toContain(SERVER);
      expect(text).toContain('sts:ExternalId');
      expect(text).toContain(EXTERNAL_ID);
    },
  );

  it('trust the own account where the server has no principal', () => {
    const own = documents(null);
    expect(own('aws-cloudformation')).toContain("AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'");
    expect(own('aws-terraform')).toContain(
      'arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root',
    );
    for (const id of ['aws-cloudformation', 'aws-terraform']) expect(own(id)).toContain(EXTERNAL_ID);
  });

  it.each(['aws-changes-cloudformation', 'aws-changes-terraform'])(
    'of %s allow and deny what the policy for changes does, with an external id of its own',
    (id) => {
      const text = document(id);
      const named = [...text.matchAll(/^ *(?:- |")([a-z0-9-]+:[A-Z]\w+)"?,?$/gm)].map(([, action]) => action);
      const wanted = remediationPolicy().Statement.flatMap(({ Action }) => (Action.length > 1 ? Action : []));
      expect(named.filter((action) => wanted.includes(action!))).toEqual(wanted);
      for (const { Sid, Condition = {} } of remediationPolicy().Statement) {
        expect(text).toContain(Sid);
        for (const word of [...Object.keys(Condition), ...Object.values(Condition).flatMap((one) => Object.keys(one))])
          expect(text).toContain(word);
      }
      expect(text.match(/Deny/g)).toHaveLength(1);
      expect(text).toContain(`${EXTERNAL_ID}:changes`);
      expect(text).toContain(SERVER);
      expect(documents(null)(id)).not.toContain(SERVER);
    },
  );

  const hasTerraform = spawnSync('terraform', ['version']).status === 0;
  it.skipIf(!hasTerraform).each(['aws-terraform', 'aws-changes-terraform'])(
    'of %s are written as terraform fmt writes them (needs terraform)',
    (id) => {
      for (const one of [document, documents(null)]) {
        const { status, stdout } = spawnSync('terraform', ['fmt', '-'], { input: one(id), encoding: 'utf8' });
        expect({ status, text: stdout }).toEqual({ status: 0, text: one(id) });
      }
    },
  );

  it('are not made with what could mean something in them', () => {
    for (const external_id of ["a'b", 'a"b', 'a b', '${x}', 'a\nb', '', 'a'])
      expect(() => awsSetupDocuments({ external_id, trusted_account_arn: null })).toThrow('external id');
    for (const trusted_account_arn of ['*', 'arn:aws:iam::1:root', "arn:aws:iam::999999999999:role/a'b"])
      expect(() => awsSetupDocuments({ external_id: EXTERNAL_ID, trusted_account_arn })).toThrow('not the ARN');
  });
});

describe.skipIf(!MOTO)('templates that CloudFormation carries out', () => {
  it.each([
    ['aws-cloudformation', 'finopsmind-read', EXTERNAL_ID, 'aws-read-policy'],
    ['aws-changes-cloudformation', 'finopsmind-changes', `${EXTERNAL_ID}:changes`, 'aws-remediation-policy'],
  ])('%s makes the role %s', async (id, name, external_id, policy) => {
    for (const [text, principal] of [
      [document(id), () => SERVER],
      [documents(null)(id), (account_id: string) => `arn:aws:iam::${account_id}:root`],
    ] as const) {
      const account = await motoAccount();
      await makeStack(account, text);
      const { trust, policies: attached } = await roleIn(account, name);
      const Condition = { StringEquals: { 'sts:ExternalId': external_id } };
      expect(trust).toEqual({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: principal(account.id) }, Action: 'sts:AssumeRole', Condition },
        ],
      });
      expect(attached).toEqual([JSON.parse(document(policy))]);
    }
  });
});

describe('the commands that make a user', () => {
  it('hand AWS the policy, attach it, print keys, and leave nothing behind', () => {
    const directory = mkdtempSync(join(tmpdir(), 'aws-setup-'));
    const log = join(directory, 'log');
    // Stands in for the AWS CLI: it writes down what it is asked for, and the policy it is given.
    writeFileSync(
      join(directory, 'aws'),
      `#!/usr/bin/env bash
echo "$*" >> '${log}'
for argument in "$@"; do
  case "$argument" in file://*) echo "\${argument#file://}" >> '${log}.paths'; cp "\${argument#file://}" '${log}.policy' ;; esac
done
case "$2" in create-policy) echo arn:aws:iam::111111111111:policy/made ;; create-access-key) echo '{"access_key_id": "AKIA"}' ;; esac
`,
    );
    chmodSync(join(directory, 'aws'), 0o755);
    const script = join(directory, 'script.sh');
    writeFileSync(script, document('aws-access-keys'));
    try {
      const environment = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
      const output = execFileSync('bash', [script], { env: environment, encoding: 'utf8' });
      const calls = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ').slice(0, 2).join(' '));
      expect(calls).toEqual([
        'iam create-user',
        'iam create-policy',
        'iam attach-user-policy',
        'iam create-access-key',
      ]);
      expect(readFileSync(log, 'utf8')).toContain(
        'attach-user-policy --user-name finopsmind --policy-arn arn:aws:iam::111111111111:policy/made',
      );
      expect(JSON.parse(readFileSync(`${log}.policy`, 'utf8'))).toEqual(policies[0]![1]);
      expect(JSON.parse(output)).toEqual({ access_key_id: 'AKIA' });
      expect(existsSync(readFileSync(`${log}.paths`, 'utf8').trim())).toBe(false);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
