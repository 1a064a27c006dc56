import { describe, expect, it } from 'vitest';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { compareDecimals } from '../src/platform/core/decimal.ts';
import { evaluateBatch } from '../src/recommendations/core/evaluate.ts';
import { labelSettingsSchema } from '../src/recommendations/core/labels.ts';
import { dynamodbOverprovisioned } from '../src/recommendations/core/rules/dynamodb-overprovisioned.ts';
import { ec2AlwaysOnInNonProduction } from '../src/recommendations/core/rules/ec2-always-on-in-non-production.ts';
import { ec2Idle } from '../src/recommendations/core/rules/ec2-idle.ts';
import { ec2Oversized } from '../src/recommendations/core/rules/ec2-oversized.ts';
import { ec2PreviousGeneration } from '../src/recommendations/core/rules/ec2-previous-generation.ts';
import { ec2StoppedWithVolumes } from '../src/recommendations/core/rules/ec2-stopped-with-volumes.ts';
import { eksNodesUnderused } from '../src/recommendations/core/rules/eks-nodes-underused.ts';
import { elasticacheIdle } from '../src/recommendations/core/rules/elasticache-idle.ts';
import { lambdaOversizedMemory } from '../src/recommendations/core/rules/lambda-oversized-memory.ts';
import { rdsExtendedSupport } from '../src/recommendations/core/rules/rds-extended-support.ts';
import { rdsIdle } from '../src/recommendations/core/rules/rds-idle.ts';
import { rdsMultiAzInNonProduction } from '../src/recommendations/core/rules/rds-multi-az-in-non-production.ts';
import { rdsOversized } from '../src/recommendations/core/rules/rds-oversized.ts';
import { rdsPreviousGeneration } from '../src/recommendations/core/rules/rds-previous-generation.ts';
import { findingSchema } from '../src/recommendations/core/types.ts';
import { sampleSeen } from './support/sample-bill.ts';

const RULES = [
  dynamodbOverprovisioned,
  ec2AlwaysOnInNonProduction,
  ec2Idle,
  ec2Oversized,
  ec2PreviousGeneration,
  ec2StoppedWithVolumes,
  eksNodesUnderused,
  elasticacheIdle,
  lambdaOversizedMemory,
  rdsExtendedSupport,
  rdsIdle,
  rdsMultiAzInNonProduction,
  rdsOversized,
  rdsPreviousGeneration,
];

describe.each([
  { seed: SEED, end: '2026-11-25' },
  { seed: SEED, end: '2027-03-01' },
  { seed: 7, end: '2026-05-15' },
])('rules of machines and databases on the sample cloud of seed $seed before $end', ({ seed, end }) => {
  const { truth, counter_examples } = makeSampleCloud({ seed, end });
  const resources = sampleSeen({ seed, end });
  const judged = evaluateBatch(
    {
      as_of: end,
      bill_window: { start: addDays(end, -30), end },
      settings: { rules: {}, exceptions: [], labels: labelSettingsSchema.parse({}) },
      prices: [],
      resources,
      subjects: resources.map(({ resource }) => resource.resource_id),
    },
    RULES,
  );
  const found = judged.flatMap(({ resource_id, found: list }) => list.map((one) => ({ resource_id, ...one })));

  it('fails for none', () => {
    expect(judged.flatMap(({ failed }) => failed)).toEqual([]);
  });

  it.each(RULES.map(({ id }) => id))('finds what is planted, no more and no less: %s', (id) => {
    const told = truth.filter(({ kind }) => kind === id).map(({ resource_id }) => resource_id);
    const got = found.filter(({ rule_id }) => rule_id === id).map(({ resource_id }) => resource_id);
    expect(got.toSorted()).toEqual(told.toSorted());
    if (seed === SEED) expect(told.length).toBeGreaterThan(0);
  });

  it('finds nothing in what only looks like waste', () => {
    const innocent = new Set(counter_examples.map(({ resource_id }) => resource_id));
    expect(found.filter(({ resource_id }) => innocent.has(resource_id))).toEqual([]);
  });

  it('makes findings that are as they are kept, with reasons that have figures', () => {
    for (const { finding } of found) {
      expect(findingSchema.safeParse(finding).error).toBeUndefined();
      expect(finding.confidence.reasons.length).toBeGreaterThan(0);
      expect(finding.risk.reasons.length).toBeGreaterThan(0);
      expect(finding.reason).toMatch(/\d/);
      expect(`${finding.title} ${finding.reason}`).not.toMatch(/undefined|null|NaN|Infinity/);
    }
  });

  it('promises no more than is paid, and says why where it promises nothing', () => {
    const unpriced = found.filter(({ finding }) => finding.saving.monthly === null);
    // The price of old classes of databases is not in the bundled list.
    expect(new Set(unpriced.map(({ rule_id }) => rule_id))).toEqual(new Set(['rds-previous-generation']));
    for (const { finding } of unpriced) expect(finding.saving.unknown_because).toBeTruthy();
    for (const { finding } of found) {
      const { monthly, monthly_cost, freed_commitments } = finding.saving;
      if (!monthly || !monthly_cost) continue;
      // What a commitment covers is not saved by itself: it is told beside as freed.
      const least = freed_commitments.length > 0 ? 0 : 1;
      expect(compareDecimals(monthly.effective, '0')).toBeGreaterThanOrEqual(least);
      expect(compareDecimals(monthly_cost.effective, monthly.effective)).toBeGreaterThanOrEqual(0);
    }
  });
});
