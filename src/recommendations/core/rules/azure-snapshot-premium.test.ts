import { expect, it } from 'vitest';
import { ago, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureSnapshotPremium } from './azure-snapshot-premium.ts';

const base: Given = {
  resource_type: 'microsoft.compute/snapshots',
  name: 'before-upgrade',
  attributes: { sku: 'Premium_LRS', size_gib: 512 },
};

testCases(azureSnapshotPremium, base, {
  found: {
    'on premium storage': {},
    'a day old': { created_at: ago(1) },
    'nobody knows how old': { created_at: null },
    'of unknown size': { attributes: { size_gib: null } },
  },
  fine: {
    'on standard storage': [{ attributes: { sku: 'Standard_LRS' } }, 'sku'],
    'on standard storage of several zones': [{ attributes: { sku: 'Standard_ZRS' } }, 'sku'],
    'made today': [{ created_at: ago(0) }, 'age_days'],
    'younger than is asked': [{ created_at: ago(29), parameters: { days: 30 } }, 'age_days'],
  },
  unknown: { 'on unknown storage': [{ attributes: { sku: null } }, 'sku'] },
});

it('is kept on standard storage at its price, and can be put back', () => {
  const situation = situationOf(base);
  expect(changeOf(azureSnapshotPremium, situation)).toEqual({
    action: 'azure.set_snapshot_sku',
    parameters: { sku: 'Standard_LRS', from_sku: 'Premium_LRS' },
  });
  const price = { service: 'azure-snapshot', region: 'westeurope' };
  expect(planOf(azureSnapshotPremium, situation)).toMatchObject([
    { kind: 'reprice', from: { ...price, sku: 'Premium_LRS' }, to: { ...price, sku: 'Standard_LRS' } },
  ]);
  expect(planOf(azureSnapshotPremium, situationOf(base, { region: null }))).toMatchObject([{ kind: 'unknown' }]);
  expect(findingOf(azureSnapshotPremium, situation)).toMatchObject({ reversible: true, risk: { level: 'low' } });
});
