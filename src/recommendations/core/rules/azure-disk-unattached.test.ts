import { describe, expect, it } from 'vitest';
import { ago, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { changeOf, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureDiskUnattached } from './azure-disk-unattached.ts';

const base: Given = {
  resource_type: 'microsoft.compute/disks',
  name: 'data-1',
  status: 'Unattached',
  attributes: {
    sku: 'Premium_LRS',
    size_gib: 1_024,
    last_ownership_update_at: ago(40),
    held_by: null,
    active_sas: false,
  },
};
const detached = (days: number): Given => ({ attributes: { last_ownership_update_at: ago(days) } });
const never: Given = { attributes: { last_ownership_update_at: null } };

testCases(azureDiskUnattached, base, {
  found: {
    'forty days without a machine': {},
    'as many days as are asked': detached(7),
    'never had a machine, and is old enough': { ...never, created_at: ago(7) },
    'detached today, where no days are asked': { ...detached(0), parameters: { days: 0 } },
  },
  fine: {
    'a day too few': [detached(6), 'detached_days'],
    'detached lately, however old': [{ ...detached(1), created_at: ago(900) }, 'detached_days'],
    'made lately, and never had a machine': [{ ...never, created_at: ago(6) }, 'detached_days'],
    attached: [{ status: 'Attached', attached_to: ['/machine'] }, 'status', 'attached'],
    'of a machine that is deallocated': [{ status: 'Reserved', attached_to: ['/machine'] }, 'status', 'attached'],
    'a volume of Kubernetes': [{ attributes: { held_by: 'aks' } }, 'held_by'],
    'a replica of Site Recovery': [{ attributes: { held_by: 'site-recovery' } }, 'held_by'],
    'a restore of Backup': [{ attributes: { held_by: 'backup' } }, 'held_by'],
    'the identity of a machine of Citrix': [{ tags: { CitrixProvisioningSchemeId: '1' } }, 'member'],
    'of a group that Databricks manages': [{ attributes: { resource_group: 'databricks-rg-shop-abc' } }, 'member'],
    'read through an access link': [{ status: 'ActiveSAS', attributes: { active_sas: true } }, 'status', 'active_sas'],
  },
  unknown: {
    'nobody knows whether it is read through a link': [{ attributes: { active_sas: null } }, 'active_sas'],
    'nobody knows since when': [{ ...never, created_at: null }, 'detached_days'],
    'in an unknown state': [{ status: null }, 'status'],
  },
});

describe('an unattached disk', () => {
  it('is deleted as a whole, after a snapshot', () => {
    const situation = situationOf(base);
    expect(changeOf(azureDiskUnattached, situation)).toEqual({ action: 'azure.delete_disk', parameters: {} });
    expect(planOf(azureDiskUnattached, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
    const finding = findingOf(azureDiskUnattached, situation);
    expect(finding.claims).toEqual([{ resource_id: situation.resource.resource_id, component: 'all' }]);
    expect(finding.reason).toBe('No machine has had it for 40 days, and no service holds it.');
    expect(finding.risk.reasons.join(' ')).toContain('snapshot');
  });

  it('says what its snapshot costs at most', () => {
    expect(findingOf(azureDiskUnattached, situationOf(base)).risk.reasons.join(' ')).toContain(
      'at most 1,024 GiB of standard storage, 51.2 US dollars a month by list price',
    );
  });

  it('is less sure when Azure does not say that it was ever detached', () => {
    expect(findingOf(azureDiskUnattached, situationOf(base)).confidence.level).toBe('high');
    expect(findingOf(azureDiskUnattached, situationOf(base, never)).confidence.level).toBe('medium');
  });
});
