import { expect, it } from 'vitest';
import { ec2Instance, IN_GROUP, PROTECTED } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, planOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance, Ec2InstanceType } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { ec2PreviousGeneration } from './ec2-previous-generation.ts';

interface Change {
  instance?: Partial<Ec2Instance>;
  type?: Ec2InstanceType | null;
}
const OLD: Ec2InstanceType = { CurrentGeneration: false };
const situationOf = ({ instance, type = OLD }: Change) => ({
  resource: ec2Instance({ InstanceType: 'm4.xlarge', ...instance }, type),
});

describeCases<Change>(ec2PreviousGeneration, situationOf, {
  found: {
    'a type of a previous generation': {},
    'on Windows': { instance: { PlatformDetails: 'Windows' } },
  },
  fine: {
    'a current type': [{ type: { CurrentGeneration: true } }, 'generation'],
    stopped: [{ instance: { State: { Name: 'stopped' } } }, 'status'],
    'a member of a group': [{ instance: IN_GROUP }, 'member'],
    protected: [{ instance: { Tags: PROTECTED } }, 'protected'],
    'a 32-bit image, which no current type runs': [{ instance: { Architecture: 'i386' } }, 'architecture'],
    'a Spot Instance': [{ instance: { InstanceLifecycle: 'spot' } }, 'lifecycle'],
    'a size that no current family has': [{ instance: { InstanceType: 'm4.10xlarge' } }, 'successor'],
  },
  unknown: {
    'a type of which AWS does not tell': [{ type: null }, 'generation'],
    'a type that is not in the tables': [{ instance: { InstanceType: 'zz1.large' } }, 'successor'],
    'no type': [{ instance: { InstanceType: undefined } }, 'successor'],
  },
});

it('proposes the same size of a current family, with its price', () => {
  const { change, reason } = findingOf(ec2PreviousGeneration, situationOf({}));
  expect(change).toMatchObject({ parameters: { from_instance_type: 'm4.xlarge' } });
  expect(reason).toMatch(
    /m[5-9]\w*\.xlarge with 4 virtual CPUs and 16 GiB costs \$[\d.]+ an hour where it costs \$0\.2 /,
  );
});

it('calls it a high risk where the network card is not supported', () => {
  expect(findingOf(ec2PreviousGeneration, situationOf({})).risk.level).toBe('medium');
  const { risk } = findingOf(ec2PreviousGeneration, situationOf({ instance: { EnaSupport: false } }));
  expect(risk.level).toBe('high');
});

it('knows the price of Linux alone', () => {
  expect(planOf(ec2PreviousGeneration, situationOf({}))).toMatchObject([{ kind: 'reprice' }]);
  for (const PlatformDetails of ['Windows', undefined])
    expect(planOf(ec2PreviousGeneration, situationOf({ instance: { PlatformDetails } }))).toMatchObject([
      { kind: 'unknown' },
    ]);
});
