import { describe, expect, it } from 'vitest';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { changeSchema } from '../src/recommendations/core/change.ts';
import { evaluateBatch } from '../src/recommendations/core/evaluate.ts';
import { labelSettingsSchema } from '../src/recommendations/core/labels.ts';
import { ebsGp2 } from '../src/recommendations/core/rules/ebs-gp2.ts';
import { ebsOverprovisionedIops } from '../src/recommendations/core/rules/ebs-overprovisioned-iops.ts';
import { ebsPreviousGeneration } from '../src/recommendations/core/rules/ebs-previous-generation.ts';
import { ebsUnattached } from '../src/recommendations/core/rules/ebs-unattached.ts';
import { ecrUnusedImages } from '../src/recommendations/core/rules/ecr-unused-images.ts';
import { eipUnassociated } from '../src/recommendations/core/rules/eip-unassociated.ts';
import { loadBalancerIdle } from '../src/recommendations/core/rules/load-balancer-idle.ts';
import { logGroupWithoutRetention } from '../src/recommendations/core/rules/log-group-without-retention.ts';
import { natGatewayIdle } from '../src/recommendations/core/rules/nat-gateway-idle.ts';
import { natGatewayWithoutEndpoint } from '../src/recommendations/core/rules/nat-gateway-without-endpoint.ts';
import { publicIpv4Unused } from '../src/recommendations/core/rules/public-ipv4-unused.ts';
import { s3IncompleteUploads } from '../src/recommendations/core/rules/s3-incomplete-uploads.ts';
import { s3WithoutLifecycle } from '../src/recommendations/core/rules/s3-without-lifecycle.ts';
import { s3WithoutTiering } from '../src/recommendations/core/rules/s3-without-tiering.ts';
import { snapshotOld } from '../src/recommendations/core/rules/snapshot-old.ts';
import { vpcEndpointIdle } from '../src/recommendations/core/rules/vpc-endpoint-idle.ts';
import { findingSchema } from '../src/recommendations/core/types.ts';
import { sampleSeen } from './support/sample-bill.ts';

const RULES = [
  ebsGp2,
  ebsOverprovisionedIops,
  ebsPreviousGeneration,
  ebsUnattached,
  ecrUnusedImages,
  eipUnassociated,
  loadBalancerIdle,
  logGroupWithoutRetention,
  natGatewayIdle,
  natGatewayWithoutEndpoint,
  publicIpv4Unused,
  s3IncompleteUploads,
  s3WithoutLifecycle,
  s3WithoutTiering,
  snapshotOld,
  vpcEndpointIdle,
];

/** `measured` false is the same cloud with nothing measured in it. */
const judgedOf = (origin: { seed: number; end: string }, measured = true) => {
  const resources = sampleSeen(origin).map((one) => (measured ? one : { ...one, series: [] }));
  return evaluateBatch(
    {
      as_of: origin.end,
      bill_window: { start: addDays(origin.end, -30), end: origin.end },
      settings: { rules: {}, exceptions: [], labels: labelSettingsSchema.parse({}) },
      prices: [],
      resources,
      subjects: resources.map(({ resource }) => resource.resource_id),
    },
    RULES,
  );
};

describe.each([
  { seed: SEED, end: '2026-11-25' },
  { seed: SEED, end: '2027-03-01' },
  { seed: 7, end: '2026-05-15' },
])('rules of AWS storage, network and services in the sample cloud of seed $seed before $end', ({ seed, end }) => {
  const judged = judgedOf({ seed, end });
  const { truth, counter_examples } = makeSampleCloud({ seed, end });

  it.each(RULES.map(({ id }) => id))('finds what is planted, no more and no less: %s', (id) => {
    const found = judged.filter((one) => one.found.some(({ rule_id }) => rule_id === id)).map((one) => one.resource_id);
    const planted = truth.filter(({ kind }) => kind === id).map(({ resource_id }) => resource_id);
    expect(found.toSorted()).toEqual(planted.toSorted());
    if (seed === SEED && id !== 'public-ipv4-unused') expect(planted.length).toBeGreaterThan(0);
  });

  it('fails nowhere, and finds no counter-example', () => {
    expect(judged.length).toBeGreaterThan(650);
    expect(judged.flatMap(({ failed }) => failed)).toEqual([]);
    const innocent = new Set(counter_examples.map(({ resource_id }) => resource_id));
    expect(judged.filter((one) => innocent.has(one.resource_id)).flatMap(({ found }) => found)).toEqual([]);
  });

  it('finds without measurements what configuration alone tells, and nothing that seems idle', () => {
    const blind = judgedOf({ seed, end }, false).flatMap(({ found, resource_id }) =>
      found.map(({ rule_id }) => ({ rule_id, resource_id })),
    );
    const told = new Set(blind.map(({ rule_id }) => rule_id));
    for (const by_use of [
      'ebs-overprovisioned-iops',
      'nat-gateway-idle',
      'nat-gateway-without-endpoint',
      'vpc-endpoint-idle',
      's3-without-lifecycle',
      's3-without-tiering',
    ])
      expect(told).not.toContain(by_use);
    expect(told).toContain('ebs-gp2');
    // A load balancer without targets needs no measurement; one with targets does.
    const balancers = blind.filter(({ rule_id }) => rule_id === 'load-balancer-idle');
    const planted = truth.filter(({ kind, reason }) => kind === 'load-balancer-idle' && reason.includes('no targets'));
    expect(balancers.map(({ resource_id }) => resource_id)).toEqual(planted.map(({ resource_id }) => resource_id));
  });

  it('says of each what it needs to be understood, and proposes a change that code can be made of', () => {
    for (const { finding } of judged.flatMap(({ found }) => found)) {
      findingSchema.parse(finding);
      changeSchema.parse(finding.change);
      expect(finding.reason).toMatch(/\d.*\.$/);
      for (const reasons of [finding.confidence.reasons, finding.risk.reasons]) {
        expect(reasons.length).toBeGreaterThan(0);
        for (const reason of reasons) expect(reason).toMatch(/^[A-Z0-9a-z].*\.$/);
      }
      expect(finding.checks.every(({ result }) => result === 'met')).toBe(true);
    }
  });
});
