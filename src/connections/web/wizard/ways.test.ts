import { describe, expect, it } from 'vitest';
import { CREDENTIALS } from '../../core/providers-contract.ts';
import { credentialsOf, forEditing, isUseful, missingFields, type Typed, WAYS, wayOf } from './ways.ts';

const GUID = '2f1c0e5e-54c1-4d0e-9d0c-0a1d5b1c9f11';
const TYPED: Record<string, Typed> = {
  'aws role': {
    assume_role_arn: 'arn:aws:iam::123456789012:role/finopsmind',
    region: ' ',
    remediation_role_arn: 'arn:aws:iam::123456789012:role/finopsmind-changes',
  },
  'aws keys': { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMIK7MDENG', region: 'eu-central-1' },
  'aws server': { remediation_role_arn: 'arn:aws:iam::123456789012:role/finopsmind-changes' },
  'azure subscription': { subscription_id: GUID },
  'azure management-group': { management_group_id: 'root' },
  'azure billing-account': { billing_account_id: '1234567' },
};
const PRINCIPAL = { tenant_id: GUID, client_id: GUID, client_secret: 'a-client-secret' };

describe('ways into a cloud', () => {
  it.each(WAYS.map((way) => [`${way.cloud} ${way.id}`, way] as const))('%s gives what the API takes', (name, way) => {
    const typed = { ...(way.cloud === 'azure' ? PRINCIPAL : {}), ...TYPED[name], another: 'left over' };
    expect(missingFields(way, typed)).toEqual([]);
    const credentials = credentialsOf(way, typed);
    expect(credentials).not.toHaveProperty('another');
    expect(CREDENTIALS[way.cloud].safeParse(credentials).error).toBeUndefined();
  });

  it.each(WAYS.filter((way) => way.fields.some((field) => !field.is_optional)).map((way) => [way.id, way] as const))(
    'names what is missing for %s, and the API agrees',
    (_, way) => {
      expect(missingFields(way, {})).toEqual(way.fields.filter((f) => !f.is_optional).map((f) => f.name));
      expect(CREDENTIALS[way.cloud].safeParse(credentialsOf(way, {})).success).toBe(false);
    },
  );

  it('asks for no secret again when a connection is edited', () => {
    const secrets = WAYS.flatMap((way) =>
      missingFields(way, {}).filter((name) => name.endsWith('secret') || name === 'secret_key'),
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const way of WAYS) {
      const asked = missingFields(forEditing(way), {});
      expect(asked).toEqual(missingFields(way, {}).filter((name) => !secrets.includes(name)));
    }
  });

  it('takes a way only for its own cloud', () => {
    expect(wayOf('aws', 'keys')?.title).toBe('Access keys');
    expect(wayOf('azure', 'keys')).toBeUndefined();
  });

  it.each([
    [
      [
        ['identity', true],
        ['cost', true],
        ['inventory', false],
      ],
      true,
    ],
    [
      [
        ['identity', true],
        ['cost', false],
      ],
      false,
    ],
    [[['identity', true]], false],
    [[], false],
  ] as const)('finds %j useful: %s', (checks, useful) => {
    expect(isUseful(checks.map(([name, ok]) => ({ name, ok })))).toBe(useful);
  });
});
