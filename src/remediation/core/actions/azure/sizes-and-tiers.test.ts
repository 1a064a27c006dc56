import { describe, expect, it } from 'vitest';
import { tierOf } from './plan-tiers.ts';
import { hasPremiumStorage } from './vm-sizes.ts';

describe('names of sizes', () => {
  it.each([
    'Standard_D4s_v5',
    'standard_d4s_v5',
    'Standard_D4ds_v5',
    'Standard_E4-2ads_v5',
    'Standard_B1ls',
    'Standard_B2ms',
    'Standard_DS2_v2',
    'Standard_GS5',
    'Standard_M64ms',
    'Standard_NC24ads_A100_v4',
    'Standard_HB120-16rs_v3',
    'Standard_L8as_v3',
  ])('%s takes premium disks', (name) => {
    expect(hasPremiumStorage(name)).toBe(true);
  });

  it.each([
    'Standard_D4_v5',
    'Standard_D4d_v5',
    'Standard_D2_v2',
    'Basic_A1',
    'Standard_G5',
    'Standard_F4',
    'Standard_E4a_v4',
  ])('%s takes only standard ones', (name) => {
    expect(hasPremiumStorage(name)).toBe(false);
  });
});

describe('tiers of plans', () => {
  it.each([
    ['B2', 'Basic'],
    ['S1', 'Standard'],
    ['P2v2', 'PremiumV2'],
    ['P0v3', 'PremiumV3'],
    ['P1mv3', 'PremiumV3'],
    ['p5MV4', 'PremiumV4'],
  ])('%s is of %s', (sku, tier) => {
    expect(tierOf(sku)?.tier).toBe(tier);
  });

  it.each(['F1', 'D1', 'Y1', 'FC1', 'EP1', 'I1v2', 'WS1', 'P1'])('%s is of none that is changed from here', (sku) => {
    expect(tierOf(sku)).toBeNull();
  });
});
