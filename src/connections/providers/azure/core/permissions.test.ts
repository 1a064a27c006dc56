import { describe, expect, it } from 'vitest';
import { AZURE_ACTIONS, AZURE_CAPABILITIES, allows, missingActions } from './permissions.ts';

const role = (actions: string[], notActions: string[] = []) => ({ actions, notActions });
const READER = role(['*/read']);
const CONTRIBUTOR = role(['*'], ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write']);
const COST_READER = role(['Microsoft.Consumption/*/read', 'Microsoft.CostManagement/*/read']);

describe('what roles allow', () => {
  it.each<[string, ReturnType<typeof role>[], string, boolean]>([
    ['nothing without a role', [], 'Microsoft.Compute/disks/read', false],
    ['by name, in any case', [role(['microsoft.compute/DISKS/read'])], 'Microsoft.Compute/disks/read', true],
    ['by a wildcard over several parts', [READER], 'Microsoft.Sql/servers/databases/read', true],
    ['not another verb', [READER], 'Microsoft.Compute/disks/write', false],
    ['not a longer name', [role(['Microsoft.Compute/disks/read'])], 'Microsoft.Compute/disks/readers', false],
    ['no dot for any letter', [role(['Microsoft.Compute/disks/read'])], 'MicrosoftXCompute/disks/read', false],
    ['not what the role excepts', [CONTRIBUTOR], 'Microsoft.Authorization/locks/delete', false],
    ['what the exception leaves', [CONTRIBUTOR], 'Microsoft.Authorization/locks/read', true],
    [
      'what another role gives in spite of an exception',
      [CONTRIBUTOR, role(['*'])],
      'Microsoft.Authorization/locks/delete',
      true,
    ],
  ])('%s', (_, roles, action, allowed) => {
    expect(allows(roles, action)).toBe(allowed);
  });

  it('Reader with Cost Management Reader reads everything, and changes nothing', () => {
    const missing = Object.fromEntries(
      AZURE_CAPABILITIES.map((name) => [name, missingActions([READER, COST_READER], name)]),
    );
    const { remediation, ...reading } = missing;
    expect(Object.values(reading).flat()).toEqual([]);
    expect(remediation).toEqual(AZURE_ACTIONS.remediation.filter((action) => !action.endsWith('/read')));
  });

  it('Cost Management Reader alone reads costs', () => {
    expect(missingActions([COST_READER], 'cost')).toEqual([]);
    expect(missingActions([COST_READER], 'inventory')).toHaveLength(AZURE_ACTIONS.inventory.length);
  });
});
