import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectAwsInventory } from '../src/connections/providers/aws/server/inventory/index.ts';
import { collect, endings, resourcesOf, TYPES } from './support/aws-inventory.ts';
import {
  awsConnection,
  ec2Error,
  MOTO,
  type MotoAccount,
  type MotoProxy,
  motoAccount,
  startMotoProxy,
} from './support/moto.ts';
import * as world from './support/moto-world.ts';

const EUROPE = 'eu-central-1';
const AMERICA = 'us-east-1';

describe.skipIf(!MOTO)('the AWS inventory, when AWS has its troubles', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  let account: MotoAccount;
  let proxy: MotoProxy;
  let one_region: MotoProxy;

  beforeAll(async () => {
    account = await motoAccount();
    await world.primeInstances(account, EUROPE);
    await world.primeBucket(account, EUROPE, `full-${account.id}`, 'full');
    await world.primeBucket(account, AMERICA, `bare-${account.id}`, 'bare');
    proxy = await startMotoProxy([EUROPE, AMERICA]);
    one_region = await startMotoProxy([EUROPE]);
  });
  beforeEach(() => {
    process.env.AWS_ENDPOINT_URL = proxy.url;
  });
  afterEach(() => {
    one_region.intercept = proxy.intercept = () => undefined;
    one_region.calls.length = proxy.calls.length = 0;
  });
  afterAll(async () => {
    await proxy.close();
    await one_region.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  it('does not let a region that fails hide the others', async () => {
    proxy.intercept = ({ service, region, operation }) =>
      service === 'ec2' && region === AMERICA && operation !== 'DescribeRegions'
        ? ec2Error(401, 'OptInRequired', 'You are not subscribed to this service.')
        : undefined;
    const partly = await collect(awsConnection(account.keys).connection);
    const ec2_types = TYPES.filter((type) => type.startsWith('AWS::EC2::'));
    expect(endings(partly, 'failed')).toEqual(ec2_types.map((type) => `${type} ${AMERICA}`).sort());
    expect(partly.find(({ kind }) => kind === 'failed')).toMatchObject({
      permission: null,
      message:
        'AWS could not be read (OptInRequired: You are not subscribed to this service.). The next sync tries again.',
    });
    expect(endings(partly, 'complete').filter((one) => one.startsWith('AWS::EC2::'))).toEqual(
      ec2_types.map((type) => `${type} ${EUROPE}`).sort(),
    );
    expect(
      resourcesOf(partly)
        .map(({ resource_type }) => resource_type)
        .sort(),
    ).toEqual([
      'AWS::EC2::Instance',
      'AWS::EC2::Instance',
      'AWS::EC2::Volume',
      'AWS::EC2::Volume',
      'AWS::S3::Bucket',
      'AWS::S3::Bucket',
    ]);
  });

  it('leaves a bucket that keeps us out by its own policy without what it hides', async () => {
    const refusal =
      '<Error><Code>AccessDenied</Code><Message>with an explicit deny in a resource-based policy</Message></Error>';
    proxy.intercept = ({ service, path }) =>
      service === 's3' && path.startsWith(`/full-${account.id}/?`) && !path.includes('location')
        ? { status: 403, headers: { 'content-type': 'text/xml' }, body: refusal }
        : undefined;
    const partly = await collect(awsConnection(account.keys).connection);
    expect(endings(partly, 'failed')).toEqual([]);
    const hidden = resourcesOf(partly).find(({ name }) => name === `full-${account.id}`);
    expect(hidden?.attributes).toMatchObject({
      tags_known: false,
      versioning: null,
      lifecycle_rules: null,
      intelligent_tiering: null,
      incomplete_multipart_uploads: null,
    });
  });

  it('goes through pages', async () => {
    process.env.AWS_ENDPOINT_URL = one_region.url;
    const many = await motoAccount();
    await world.primeManyDatabases(many, EUROPE, 101);
    const { connection, counts } = awsConnection(many.keys);
    const pages = (await collect(connection)).filter((one) => one.kind === 'resources');
    expect(pages.map(({ resources }) => resources.length)).toEqual([100, 1]);
    const names = Array.from({ length: 101 }, (_, number) => `db-${number}`);
    expect(
      resourcesOf(pages)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names.sort());
    expect(counts.get('RDS:DescribeDBInstances')).toBe(2);
  });

  describe('when it is throttled', () => {
    const throttled = (times: number) => {
      let left = times;
      one_region.intercept = ({ operation }) =>
        operation === 'DescribeVolumes' && left-- > 0
          ? ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.')
          : undefined;
    };

    it('waits, and completes', async () => {
      process.env.AWS_ENDPOINT_URL = one_region.url;
      throttled(2);
      const { connection, counts } = awsConnection(account.keys);
      const all = await collect(connection);
      expect(endings(all, 'failed')).toEqual([]);
      expect(counts.get('EC2:DescribeVolumes')).toBe(3);
      expect(resourcesOf(all).filter(({ resource_type }) => resource_type === 'AWS::EC2::Volume')).toHaveLength(2);
    });

    it('says until when to wait once the SDK has given up', async () => {
      process.env.AWS_ENDPOINT_URL = one_region.url;
      throttled(Number.POSITIVE_INFINITY);
      const { connection } = awsConnection(account.keys);
      // The waits of the SDK, more than half a minute, pass in no time.
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      const hurry = setInterval(() => vi.advanceTimersByTime(100), 2);
      try {
        await expect(collect(connection)).rejects.toMatchObject({
          name: 'ThrottledError',
          until: new Date('2026-06-15T12:05:00Z'),
        });
      } finally {
        clearInterval(hurry);
        vi.useRealTimers();
      }
    });
  });

  it('ends when it is told to, and calls no more', async () => {
    const stop = new AbortController();
    const { connection, counts } = awsConnection(account.keys, { signal: stop.signal });
    const totalOf = (of: Map<string, number>): number => [...of.values()].reduce((sum, count) => sum + count, 0);
    const total = (): number => totalOf(counts);
    const reason = new Error('Cancelled by a person.');
    const whole = awsConnection(account.keys);
    await collect(whole.connection);
    const ended = (async () => {
      for await (const one of collectAwsInventory(connection)) if (one.kind === 'resources') stop.abort(reason);
    })();
    await expect(ended).rejects.toBe(reason);
    const calls = total();
    await fetch(`${MOTO}/moto-api/data.json`);
    expect(total()).toBe(calls);
    expect(calls).toBeLessThan(totalOf(whole.counts));
  });
});
