import { expect, it } from 'vitest';
import {
  changeOf,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import {
  functionResource,
  type LambdaFunction,
} from '../../../connections/providers/aws/core/inventory/lambda-functions.ts';
import { lambdaOversizedMemory } from './lambda-oversized-memory.ts';

const USED: Measured = {
  memory_used_mb: { maximum: 300 },
  invocations: { total: 1_000 },
  duration_ms: { maximum: 2_000 },
};
interface Change {
  lambda?: Partial<LambdaFunction>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ lambda, use, parameters }: Change) => ({
  resource: functionResource(
    PLACE,
    {
      FunctionName: 'mail',
      FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:mail',
      MemorySize: 1_024,
      Timeout: 30,
      ...lambda,
    },
    {},
  ),
  use: { ...USED, ...use },
  parameters,
});
/** Called on the last days alone, as many as are given. */
const lately = (days: number, value: number) =>
  Array.from({ length: 30 }, (_, day) => (day >= 30 - days ? value : null));

describeCases<Change>(lambdaOversizedMemory, situationOf, {
  found: {
    'less than a third of its memory': {},
    'just below half': { use: { memory_used_mb: { maximum: 511 } } },
    'called on three days': {
      use: { memory_used_mb: { maximum: lately(3, 300) }, invocations: { total: lately(3, 9) } },
    },
  },
  fine: {
    half: [{ use: { memory_used_mb: { maximum: 512 } } }, 'memory_used'],
    'never called': [{ use: { invocations: { total: 0 } } }, 'invocations'],
    'the least that there is': [{ lambda: { MemorySize: 128 }, use: { memory_used_mb: { maximum: 40 } } }, 'memory'],
    'headroom that needs all of it': [
      { parameters: { headroom_percent: 200 }, use: { memory_used_mb: { maximum: 400 } } },
      'memory',
    ],
  },
  unknown: {
    'no Lambda Insights': [{ use: { memory_used_mb: undefined } }, 'memory_used', 'memory'],
    'measured on two days': [{ use: { memory_used_mb: { maximum: lately(2, 300) } } }, 'memory_used', 'memory'],
    'calls that are not measured': [{ use: { invocations: undefined } }, 'invocations'],
    'memory that AWS does not tell': [{ lambda: { MemorySize: undefined } }, 'memory_used', 'memory'],
  },
});

it('leaves headroom, in steps of 64 MiB', () => {
  const memoryFor = (maximum: number, parameters = {}) =>
    changeOf(lambdaOversizedMemory, situationOf({ use: { memory_used_mb: { maximum } }, parameters })).parameters;
  // 300 with 30 % are 390.
  expect(memoryFor(300)).toEqual({ function_name: 'mail', memory_mib: 448, from_memory_mib: 1_024 });
  expect(memoryFor(20)).toMatchObject({ memory_mib: 128 });
  expect(memoryFor(300, { headroom_percent: 0 })).toMatchObject({ memory_mib: 320 });
});

it('saves the share of memory, and says how little it may be', () => {
  expect(planOf(lambdaOversizedMemory, situationOf({}))).toMatchObject([
    { kind: 'share', share: 1 - 448 / 1_024, of: ['compute'] },
  ]);
  const reasonsOf = (change: Change) =>
    findingOf(lambdaOversizedMemory, situationOf(change)).confidence.reasons.join(' ');
  expect(reasonsOf({})).toContain('saves 0 % instead of 56 %');
  // Down to one processor it costs less in any case: 1,769 of 3,008 MiB.
  expect(reasonsOf({ lambda: { MemorySize: 3_008 } })).toContain('saves 41 % instead of 85 %');
  expect(reasonsOf({ lambda: { MemorySize: 10_240 }, use: { memory_used_mb: { maximum: 4_000 } } })).toContain(
    'still has a whole processor',
  );
});

it('calls it a high risk where its slowest call may reach its timeout', () => {
  const riskFor = (change: Change) => findingOf(lambdaOversizedMemory, situationOf(change)).risk;
  expect(riskFor({}).level).toBe('low');
  expect(riskFor({ lambda: { Timeout: 4 } })).toMatchObject({
    level: 'high',
    reasons: [expect.stringContaining('4.57 s')],
  });
  expect(riskFor({ use: { duration_ms: undefined } }).level).toBe('medium');
});
