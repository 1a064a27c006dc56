import { describe, expect, it } from 'vitest';
import { days, type Given, situationOf, testCases } from '../../../../test/support/azure-rules.ts';
import { findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import { azureAppServicePlanIdle } from './azure-app-service-plan-idle.ts';

const MB = 1e6;
const base: Given = {
  resource_type: 'microsoft.web/serverfarms',
  name: 'shop-plan',
  attributes: { sites: 2, sku: 'P1v3', tier: 'PremiumV3', capacity: 1 },
  use: { cpu_percent: { maximum: 2 }, memory_percent: { maximum: 20 }, network_in_bytes: { total: MB } },
};

testCases(azureAppServicePlanIdle, base, {
  found: {
    'apps that do next to nothing': {},
    'a processor just below the limit': { use: { cpu_percent: { maximum: 4.99 } } },
    'received just below the limit': { use: { network_in_bytes: { total: 50 * MB - 1 } } },
  },
  fine: {
    'a processor at the limit': [{ use: { cpu_percent: { maximum: 5 } } }, 'cpu_maximum'],
    'one busy day': [{ use: { cpu_percent: { maximum: [60, ...days(29, 2)] } } }, 'cpu_maximum'],
    'received as much as the limit': [{ use: { network_in_bytes: { total: 50 * MB } } }, 'received'],
    empty: [{ attributes: { sites: 0 } }, 'sites'],
    free: [{ attributes: { tier: 'Free', sku: 'F1' } }, 'tier'],
  },
  unknown: {
    'not measured': [
      { use: { cpu_percent: undefined, memory_percent: undefined, network_in_bytes: undefined } },
      'cpu_maximum',
      'received',
      'memory',
    ],
    'processor not measured': [{ use: { cpu_percent: undefined } }, 'cpu_maximum'],
    'traffic not measured': [{ use: { network_in_bytes: undefined } }, 'received'],
    'memory not measured': [{ use: { memory_percent: undefined } }, 'memory'],
    'measured on 26 of 30 days': [{ use: { cpu_percent: { maximum: days(26, 2) } } }, 'cpu_maximum'],
    'a size that is not in the tables': [{ attributes: { sku: 'I1v2', tier: 'IsolatedV2' } }, 'size'],
    'nobody knows how many apps': [{ attributes: { sites: null } }, 'sites'],
    'of an unknown tier': [{ attributes: { tier: null } }, 'tier', 'size'],
  },
});

describe('an idle plan', () => {
  const plan = (sku: string, tier: string, memory: number) =>
    situationOf(base, { attributes: { sku, tier }, use: { memory_percent: { maximum: memory } } });

  it.each([
    ['P1v3', 'PremiumV3', 20, 'P0v3'],
    ['P3v3', 'PremiumV3', 10, 'P0v3'],
    // 3.2 GiB of 8 are 80 % of the 4 of P0v3.
    ['P1v3', 'PremiumV3', 40, 'P0v3'],
    ['P2v3', 'PremiumV3', 40, 'P1v3'],
    ['S3', 'Standard', 10, 'S1'],
    ['p2V2', 'PremiumV2', 30, 'P1v2'],
  ])('of %s (%s) whose memory is %d %% full becomes %s, which its apps fit in', (sku, tier, memory, smaller) => {
    const situation = plan(sku, tier, memory);
    expect(findingOf(azureAppServicePlanIdle, situation).change).toMatchObject({
      action: 'azure.set_app_service_plan_sku',
      parameters: { sku: smaller },
    });
    expect(planOf(azureAppServicePlanIdle, situation)).toMatchObject([
      { kind: 'reprice', to: { service: 'azure-app-service-plan', sku: smaller }, of: ['compute'] },
    ]);
  });

  it.each([
    ['P0v3', 'PremiumV3', 10],
    ['B1', 'Basic', 10],
    ['P1v3', 'PremiumV3', 40.1],
  ])('of %s (%s) whose memory is %d %% full has no smaller size: people decide about its apps', (sku, tier, memory) => {
    const situation = plan(sku, tier, memory);
    expect(findingOf(azureAppServicePlanIdle, situation)).toMatchObject({ change: null, reversible: false });
    expect(planOf(azureAppServicePlanIdle, situation)).toMatchObject([{ kind: 'ends', of: 'all' }]);
    expect(findingOf(azureAppServicePlanIdle, situation).confidence).toMatchObject({
      level: 'medium',
      reasons: expect.arrayContaining([expect.stringContaining('has room')]),
    });
  });

  it('says what was measured', () => {
    expect(findingOf(azureAppServicePlanIdle, situationOf(base)).reason).toBe(
      'In 30 days its processor reached 2 % at its busiest, and its 2 apps received at most 1 MB a day.',
    );
  });

  it('has no figure without its region', () => {
    expect(planOf(azureAppServicePlanIdle, situationOf(base, { region: null }))).toMatchObject([{ kind: 'unknown' }]);
  });
});
