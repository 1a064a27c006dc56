import { expect, it } from 'vitest';
import { ec2Instance, IN_GROUP, PROTECTED, priceRow } from '../../../../test/support/machines.ts';
import { describeCases, findingOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance } from '../../../connections/providers/aws/core/inventory/instances.ts';
import type { PriceRow } from '../types.ts';
import { ec2Graviton } from './ec2-graviton.ts';

interface Change {
  instance?: Partial<Ec2Instance>;
  prices?: PriceRow[];
}
const situationOf = ({ instance, prices }: Change) => ({ resource: ec2Instance(instance), prices });
/** Prices at which the size with Graviton, whichever the tables name, costs as much. */
const AS_DEAR = ['m6g', 'm7g', 'm8g', 'm9g'].map((family) => priceRow('ec2-instance', `${family}.xlarge`, 0.192));

describeCases<Change>(ec2Graviton, situationOf, {
  found: { 'Linux on x86': {} },
  fine: {
    'Graviton already': [
      { instance: { InstanceType: 'm7g.xlarge', Architecture: 'arm64' } },
      'architecture',
      'graviton_size',
    ],
    Windows: [{ instance: { PlatformDetails: 'Windows' } }, 'platform'],
    'Red Hat, whose licence is in its price': [
      { instance: { PlatformDetails: 'Red Hat Enterprise Linux' } },
      'platform',
    ],
    'an image of the marketplace': [
      { instance: { ProductCodes: [{ ProductCodeId: 'x', ProductCodeType: 'marketplace' }] } },
      'marketplace',
    ],
    'a member of a group': [{ instance: IN_GROUP }, 'member'],
    protected: [{ instance: { Tags: PROTECTED } }, 'protected'],
    stopped: [{ instance: { State: { Name: 'stopped' } } }, 'status'],
    'graphics, for which there is none': [{ instance: { InstanceType: 'g5.xlarge' } }, 'graviton_size'],
    'a price that is no lower': [{ prices: [...AS_DEAR, priceRow('ec2-instance', 'm5.xlarge', 0.192)] }, 'price'],
  },
  unknown: {
    'a platform that AWS does not tell': [{ instance: { PlatformDetails: undefined } }, 'platform'],
    'an architecture that AWS does not tell': [{ instance: { Architecture: undefined } }, 'architecture'],
    'a type that is not in the tables': [{ instance: { InstanceType: 'zz1.xlarge' } }, 'graviton_size'],
  },
});

it('is left to people, and not sure', () => {
  const finding = findingOf(ec2Graviton, situationOf({}));
  expect(finding).toMatchObject({ change: null, confidence: { level: 'low' }, effort: 'high' });
  expect(finding.reason).toMatch(
    /g\.xlarge costs \$[\d.]+ an hour where m5\.xlarge costs \$0\.192 \(us-east-1\), [\d.]+ % less/,
  );
});
