import { describe, expect, it } from 'vitest';
import { READ_PERMISSIONS, REMEDIATION_PERMISSIONS } from '../src/connections/providers/aws/core/permissions.ts';
import {
  remediationPolicy,
  SESSION_POLICY_LIMIT,
  sessionPolicy,
} from '../src/connections/providers/aws/core/setup/policies.ts';
import { AZURE_ACTIONS, PREVIEWS } from '../src/connections/providers/azure/core/permissions.ts';
import type { AnyAction } from '../src/remediation/core/action.ts';
import { ACTIONS } from '../src/remediation/core/actions/index.ts';

/** KMS describes keys to who uses them. */
const READS = /^(?!kms:)[a-z0-9-]+:(Get|List|Describe)[A-Z]\w+$/;

type Kind = keyof AnyAction['permissions'];
const of = (cloud: AnyAction['cloud']): AnyAction[] => ACTIONS.filter((one) => one.cloud === cloud);
const declaredBy = (actions: AnyAction[], ...kinds: Kind[]): string[] =>
  [...new Set(actions.flatMap(({ permissions }) => kinds.flatMap((kind) => permissions[kind])))].toSorted();

/** The roles that people make are described in `connections`, which does not know the actions of `remediation`. */
describe('the permissions for changes', () => {
  it('are looked at: there are actions of both clouds', () => {
    expect(of('aws').length).toBeGreaterThan(0);
    expect(of('azure').length).toBeGreaterThan(0);
  });

  it('of the role in AWS are those that its actions declare, no more and no fewer', () => {
    const { look, ...changing } = REMEDIATION_PERMISSIONS;
    const declared = declaredBy(of('aws'), 'look', 'change', 'undo');
    expect([...look]).toEqual(declared.filter((name) => READS.test(name)));
    expect(Object.values(changing).flat().toSorted()).toEqual(declared.filter((name) => !READS.test(name)));
  });

  it('of the role in AWS are all in its policy', () => {
    const allowed = remediationPolicy().Statement.filter(({ Effect }) => Effect === 'Allow');
    expect([...new Set(allowed.flatMap(({ Action }) => Action))].toSorted()).toEqual(
      declaredBy(of('aws'), 'look', 'change', 'undo'),
    );
  });

  it('of previews are all in the policy for reading, and none of them is there for nothing', () => {
    const looks = declaredBy(of('aws'), 'look');
    const { previews, ...others } = READ_PERMISSIONS;
    const read = Object.values(others).flat() as string[];
    expect(previews).toEqual(looks.filter((name) => !read.includes(name)));
  });

  it('of the role in Azure are those that its actions declare, no more and no fewer', () => {
    expect(AZURE_ACTIONS.remediation.toSorted()).toEqual(declaredBy(of('azure'), 'look', 'change', 'undo'));
  });

  it('of previews in Azure are all in the role to read, and none of them is there for nothing', () => {
    const { remediation: _, ...reading } = AZURE_ACTIONS;
    const read = Object.values(reading).flat();
    expect(PREVIEWS).toEqual(declaredBy(of('azure'), 'look').filter((name) => !read.includes(name)));
  });

  it.each(of('aws').map((one) => [one.action, one] as const))(
    '%s looks by reading alone, and fits the policy of a session',
    (_, { permissions: { look, change, undo } }) => {
      for (const name of look) expect(name).toMatch(READS);
      for (const name of [...change, ...undo]) expect(name).toMatch(/^[a-z0-9-]+:[A-Z]\w+$/);
      const all = [...new Set([...look, ...change, ...undo])];
      expect(JSON.stringify(sessionPolicy(all)).length).toBeLessThanOrEqual(SESSION_POLICY_LIMIT);
    },
  );

  it.each(of('azure').map((one) => [one.action, one] as const))(
    '%s looks by reading alone',
    (_, { permissions: { look, change, undo } }) => {
      for (const name of look) expect(name).toMatch(/^Microsoft\.[\w/]+\/read$/);
      for (const name of [...change, ...undo]) expect(name).toMatch(/^Microsoft\.[\w/]+\/(read|write|delete|action)$/);
    },
  );
});
