import { describe, expect, it } from 'vitest';
import { METRICS } from '../../core/inventory.ts';
import { meanOf, metricText, metricTitle, useText } from './metrics.ts';
import { typeTitle } from './resource-types.ts';

const US = { locale: 'en-US', timezone: 'UTC' };

describe('words of the inventory', () => {
  it.each([
    ['AWS::EC2::Instance', 'EC2 instance'],
    ['AWS::EC2::TransitGateway', 'EC2 transit gateway'],
    ['AWS::RDS::DBProxy', 'RDS DB proxy'],
    ['microsoft.compute/virtualmachines', 'Virtual machine'],
    ['microsoft.network/privateendpoints', 'Privateendpoints'],
    ['something', 'something'],
  ])('calls %s a %s', (type, title) => {
    expect(typeTitle(type)).toBe(title);
  });

  it('has a title for every metric', () => {
    expect(METRICS.map(metricTitle).every((title) => title.length > 1)).toBe(true);
  });

  it.each([
    ['cpu_percent', 3.21, '3.2%'],
    ['network_in_bytes', 0.4, '0 B'],
    ['network_in_bytes', 12_345_678, '12 MB'],
    ['memory_used_mb', 512, '512 MB'],
    ['duration_ms', 42.4, '42 ms'],
    ['duration_ms', 4_200, '4.2 s'],
    ['idle_seconds', 0, '0 s'],
    ['requests', 1_234_567, '1.2M'],
    ['connections', 1.25, '1.25'],
  ] as const)('writes %s %d as %s', (metric, value, text) => {
    expect(metricText(metric, value, US)).toBe(text);
  });

  it('never takes a day without data for zero', () => {
    expect(meanOf([2, null, 4])).toBe(3);
    expect(meanOf([null, null])).toBeNull();
    expect(useText('cpu_percent', [2, null, 4], US)).toBe('CPU average 3% over 2 of 3 days');
    expect(useText('cpu_percent', [2, 4], US)).toBe('CPU average 3% over 2 days');
    expect(useText('cpu_percent', [null], US)).toBe('CPU not known');
  });
});
