import { expect, it } from 'vitest';
import { billLine, ec2Instance, IN_GROUP, madeDaysAgo } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, judge, planOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance } from '../../../connections/providers/aws/core/inventory/instances.ts';
import type { BillLine } from '../bill.ts';
import { ec2AlwaysOnInNonProduction } from './ec2-always-on-in-non-production.ts';

const tagged = (Value: string) => ({ Tags: [{ Key: 'env', Value }] });
const box = (more: Partial<BillLine> = {}) => billLine('USW2-BoxUsage:m5.xlarge', more);
/** Hours a weekday and a day of a weekend over 22 and 8 of them. */
const ran = (weekday: number, weekend: number) =>
  box({ quantity: 22 * weekday + 8 * weekend, weekend_quantity: 8 * weekend });

interface Change {
  instance?: Partial<Ec2Instance>;
  bill?: BillLine[];
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, bill = [box()], parameters }: Change) => ({
  resource: ec2Instance({ ...tagged('dev'), ...instance }),
  bill,
  parameters,
});

describeCases<Change>(ec2AlwaysOnInNonProduction, situationOf, {
  found: {
    'around the clock': {},
    'of staging': { instance: tagged('Staging') },
    'each limit, just': { bill: [ran(20, 18)] },
    'partly under a commitment': {
      bill: [
        box({ quantity: 360, weekend_quantity: 96 }),
        box({ quantity: 360, weekend_quantity: 96, pricing_category: 'Committed', commitment_id: 'sp-1' }),
      ],
    },
    'for 14 days': {
      instance: madeDaysAgo(14),
      bill: [box({ quantity: 336, weekend_quantity: 96, first_day: '2026-11-11', days: 14 })],
    },
  },
  fine: {
    'of production': [{ instance: tagged('prod') }, 'environment'],
    'off on weekends': [{ bill: [ran(24, 21.5)] }, 'weekend_hours'],
    'off at night': [{ bill: [ran(19.9, 19.9)] }, 'weekday_hours'],
    'a member of a group': [{ instance: { Tags: [...tagged('dev').Tags, ...IN_GROUP.Tags!] } }, 'member'],
    'a Spot Instance': [{ instance: { InstanceLifecycle: 'spot' } }, 'lifecycle'],
    stopped: [{ instance: { State: { Name: 'stopped' } } }, 'status'],
    'for 13 days': [
      {
        instance: madeDaysAgo(13),
        bill: [box({ quantity: 312, weekend_quantity: 96, first_day: '2026-11-12', days: 13 })],
      },
      'age_days',
      'billed_days',
    ],
  },
  unknown: {
    'no tag of an environment': [{ instance: { Tags: [] } }, 'environment'],
    'not on the bill': [{ bill: [] }, 'billed_days', 'weekday_hours', 'weekend_hours'],
    'charges for traffic alone': [
      { bill: [billLine('DataTransfer-Out-Bytes', { unit: 'GB' })] },
      'billed_days',
      'weekday_hours',
      'weekend_hours',
    ],
    'a bill without quantities': [
      { bill: [box({ quantity: null, weekend_quantity: null })] },
      'billed_days',
      'weekday_hours',
      'weekend_hours',
    ],
    'a bill of weekdays alone': [
      { bill: [box({ quantity: 120, weekend_quantity: 0, first_day: '2026-11-16', last_day: '2026-11-20' })] },
      'billed_days',
      'weekday_hours',
      'weekend_hours',
    ],
  },
});

it('saves the hours of nights and weekends, by its own hours', () => {
  const finding = findingOf(ec2AlwaysOnInNonProduction, situationOf({}));
  expect(finding.change).toEqual({
    action: 'ec2.schedule_instance',
    parameters: { instance_id: 'i-1', start_hour: 6, stop_hour: 18 },
  });
  expect(finding.reason).toContain('24 hours a day on weekends and 24 on weekdays: 168 hours a week instead of 60');
  const shareOf = (parameters: Record<string, unknown>, bill = [box()]) => {
    const [step] = planOf(ec2AlwaysOnInNonProduction, situationOf({ parameters, bill }));
    return step?.kind === 'share' ? step.share : null;
  };
  expect(shareOf({})).toBeCloseTo(1 - 60 / 168, 12);
  expect(shareOf({ start_hour: 8, stop_hour: 16 })).toBeCloseTo(1 - 40 / 168, 12);
  expect(shareOf({}, [ran(22, 20)])).toBeCloseTo(1 - 60 / 150, 12);
  // Old types have hours of another charge beside those that they ran.
  expect(shareOf({}, [box(), billLine('USW2-EBSOptimized:m3.xlarge')])).toBeCloseTo(1 - 60 / 168, 12);
});

it('takes no hours that end before they begin', () => {
  expect(judge(ec2AlwaysOnInNonProduction, situationOf({ parameters: { start_hour: 20 } })).outcome).toBe('failed');
});
