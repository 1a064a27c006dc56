import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Collected } from '../src/connections/core/inventory.ts';
import { collectAwsInventory } from '../src/connections/providers/aws/server/inventory/index.ts';
import { mergeBounded } from '../src/connections/providers/aws/server/inventory/merge.ts';
import type { DoubleAnswer } from './clouds/serve.ts';
import { collect, endings, everywhere, resourcesOf } from './support/aws-inventory.ts';
import { instancePages, instanceTypes, startBareAws, volumePages } from './support/bare-aws.ts';
import { type AwsCall, awsConnection, ec2Error } from './support/moto.ts';

const KEYS = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const EUROPE = 'eu-central-1';

describe('pages of an AWS inventory', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  let aws: Awaited<ReturnType<typeof startBareAws>>;
  const start = async (...options: Parameters<typeof startBareAws>): Promise<void> => {
    aws = await startBareAws(...options);
    process.env.AWS_ENDPOINT_URL = aws.url;
  };
  afterEach(async () => {
    await aws.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });
  const called = (operation: string): number => aws.calls.filter((call) => call.operation === operation).length;

  /** A round trip to the double: what was on its way before has arrived. */
  const roundTrip = async (): Promise<void> => void (await fetch(aws.url, { method: 'POST' }));

  it('complete an account that has nothing', async () => {
    await start([EUROPE], () => undefined);
    const told = await collect(awsConnection(KEYS).connection);
    expect(endings(told, 'complete')).toEqual(everywhere(EUROPE));
    expect(resourcesOf(told)).toEqual([]);
  });

  it('are followed to the last one, and types asked for once', async () => {
    await start([EUROPE], (call, form) => {
      if (call.operation === 'DescribeInstances') return instancePages(call, form, 3);
      return call.operation === 'DescribeInstanceTypes' ? instanceTypes(call.operation) : undefined;
    });
    const found = resourcesOf(await collect(awsConnection(KEYS).connection));
    expect(found.map(({ billed_as }) => billed_as[1])).toEqual(
      Array.from({ length: 1500 }, (_, number) => `i-${number}`),
    );
    expect(found[1498]?.attributes).toMatchObject({ instance_type: 'm5.large', vcpus: 2, memory_mib: 8192 });
    // AWS knows the other type no more: what it has is unknown, and the instance is there all the same.
    expect(found[1499]?.attributes).toMatchObject({ instance_type: 'gone.large', vcpus: null, memory_mib: null });
    expect([called('DescribeInstances'), called('DescribeInstanceTypes')]).toEqual([3, 1]);
  });

  it('of log groups take one call for the tags of each page', async () => {
    const json = (body: object): DoubleAnswer => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(body),
    });
    const groups = Array.from({ length: 50 }, (_, index) => ({ logGroupName: `/app/${index}` }));
    const arnOf = (index: number): string => `arn:aws:logs:${EUROPE}:111122223333:log-group:/app/${index}`;
    const asked: string[][] = [];
    await start([EUROPE], ({ operation }, _form, body) => {
      const input = JSON.parse(body.startsWith('{') ? body : '{}') as {
        ResourceARNList?: string[];
        nextToken?: string;
      };
      if (operation === 'DescribeLogGroups')
        return json(
          input.nextToken ? { logGroups: [{ logGroupName: '/last' }] } : { logGroups: groups, nextToken: '2' },
        );
      if (operation !== 'GetResources') return undefined;
      asked.push(input.ResourceARNList ?? []);
      const tagged = { ResourceARN: `${arnOf(7)}:*`, Tags: [{ Key: 'team', Value: 'checkout' }] };
      return json({ ResourceTagMappingList: asked.length === 1 ? [tagged] : [], PaginationToken: '' });
    });
    const found = resourcesOf(await collect(awsConnection(KEYS).connection));
    expect(asked.map((arns) => arns.length)).toEqual([50, 1]);
    expect(asked[0]?.[49]).toBe(arnOf(49));
    expect(found).toHaveLength(51);
    expect(found.filter(({ tags }) => Object.keys(tags).length > 0)).toMatchObject([
      { resource_id: arnOf(7), tags: { team: 'checkout' } },
    ]);
  });

  it('of classic load balancers take a call for the tags of twenty, and one for the health of each', async () => {
    const names = Array.from({ length: 21 }, (_, number) => `lb-${number}`);
    const tagged: string[][] = [];
    const xml = (status: number, body: string): DoubleAnswer => ({
      status,
      headers: { 'content-type': 'text/xml' },
      body,
    });
    const result = (operation: string, list: string, members: string[]): DoubleAnswer => {
      const told = `<${list}>${members.map((one) => `<member>${one}</member>`).join('')}</${list}>`;
      return xml(200, `<R><${operation}Result>${told}</${operation}Result></R>`);
    };
    await start([EUROPE], ({ operation }, form) => {
      if (form.get('Version') !== '2012-06-01') return undefined;
      const named = (name: string): string => `<LoadBalancerName>${name}</LoadBalancerName>`;
      if (operation === 'DescribeTags') {
        const asked = [...form].flatMap(([key, name]) => (key.startsWith('LoadBalancerNames.') ? [name] : []));
        tagged.push(asked);
        const tags = '<Tags><member><Key>team</Key><Value>checkout</Value></member></Tags>';
        return result(
          operation,
          'TagDescriptions',
          asked.map((name) => `${named(name)}${tags}`),
        );
      }
      const instance = '<InstanceId>i-1</InstanceId>';
      if (operation === 'DescribeLoadBalancers') {
        const instances = `<Instances><member>${instance}</member></Instances>`;
        return result(
          operation,
          'LoadBalancerDescriptions',
          names.map((name) => `${named(name)}${instances}`),
        );
      }
      return form.get('LoadBalancerName') === 'lb-20'
        ? xml(
            400,
            '<ErrorResponse><Error><Code>LoadBalancerNotFound</Code><Message>gone</Message></Error></ErrorResponse>',
          )
        : result(operation, 'InstanceStates', [`${instance}<State>InService</State>`]);
    });
    const told = await collect(awsConnection(KEYS).connection);
    expect(endings(told, 'failed')).toEqual([]);
    expect(tagged.map((asked) => asked.length)).toEqual([20, 1]);
    expect(called('DescribeInstanceHealth')).toBe(21);
    // What went between the two calls is there with its health unknown; the next sync has it no more.
    expect(
      resourcesOf(told).map(({ name, tags, attributes }) => [name, tags, attributes['healthy_instances']]),
    ).toEqual(names.map((name) => [name, { team: 'checkout' }, name === 'lb-20' ? null : 1]));
  });

  it('are read no further ahead than one, however slowly they are taken', async () => {
    await start([EUROPE], (call, form) =>
      call.operation === 'DescribeVolumes' ? volumePages(call, form, 20) : undefined,
    );
    const taking = collectAwsInventory(awsConnection(KEYS).connection)[Symbol.asyncIterator]();
    let pages = 0;
    while (pages < 5) {
      const { value } = await taking.next();
      if (value?.kind !== 'resources') continue;
      pages++;
      // Whatever else is answered meanwhile, the page after the next is not asked for.
      await roundTrip();
      expect(called('DescribeVolumes')).toBeLessThanOrEqual(pages + 1);
    }
    await taking.return?.();
    expect(called('DescribeVolumes')).toBeLessThanOrEqual(6);
  });

  it('are let go of once taken: memory does not grow with their number', async () => {
    await start([EUROPE], (call, form) =>
      call.operation === 'DescribeVolumes' ? volumePages(call, form, 24) : undefined,
    );
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const heap_mb: number[] = [];
    let volumes = 0;
    for await (const told of collectAwsInventory(awsConnection(KEYS).connection)) {
      if (told.kind !== 'resources') continue;
      volumes += told.resources.length;
      if (volumes % 4000 !== 0) continue;
      collectGarbage();
      heap_mb.push(process.memoryUsage().heapUsed / 1_000_000);
    }
    expect(volumes).toBe(12_000);
    // A volume takes about 1.5 kB: the 8,000 in between would be 12 MB if they were kept.
    expect(heap_mb.at(-1)! - heap_mb[0]!).toBeLessThan(5);
  });
});

describe('a region that refuses', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  const AMERICA = 'us-east-1';
  const NEW = 'ap-east-2';
  let aws: Awaited<ReturnType<typeof startBareAws>>;
  const start = async (
    regions: string[],
    refuse: (call: AwsCall) => DoubleAnswer | undefined,
  ): Promise<Collected[]> => {
    aws = await startBareAws(regions, refuse);
    process.env.AWS_ENDPOINT_URL = aws.url;
    return collect(awsConnection(KEYS).connection);
  };
  afterEach(async () => {
    await aws.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });
  const isEc2 = ({ service }: AwsCall): boolean => service === 'ec2';
  const failuresOf = (told: Collected[]) => told.filter((one) => one.kind === 'failed');
  const messagesOf = (told: Collected[]) => [...new Set(failuresOf(told).map(({ message }) => message))].sort();

  it('the keys, since it was switched on only just now, does not hide the others', async () => {
    const told = await start([AMERICA, EUROPE, NEW], (call) =>
      isEc2(call) && call.region === NEW
        ? ec2Error(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials')
        : undefined,
    );
    expect(endings(told, 'complete').filter((one) => !one.endsWith(NEW))).toEqual(everywhere(AMERICA, EUROPE));
    expect(new Set(failuresOf(told).map(({ partition }) => partition.region))).toEqual(new Set([NEW]));
    expect(messagesOf(told)).toEqual([
      `In ${NEW}: AWS does not accept these credentials there, although it does elsewhere, as in regions that were switched on only just now. The next sync tries again.`,
    ]);
  });

  it('as all others do means that the keys are no more', async () => {
    const told = start([AMERICA, EUROPE], ({ service, operation }) => {
      if (service === 'sts') return undefined;
      const [code, message] = ['UnrecognizedClientException', 'The security token included in the request is invalid.'];
      const body = `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>${message}</Message></Error></ErrorResponse>`;
      if (service === 'ec2') return ec2Error(401, 'AuthFailure', `${message} ${operation}`);
      if (/^(autoscaling|elasticloadbalancing|rds|elasticache|s3)$/.test(service))
        return {
          status: 403,
          headers: { 'content-type': 'text/xml' },
          body: service === 's3' ? s3Body(message) : body,
        };
      return {
        status: 400,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ __type: code, message }),
      };
    });
    await expect(told).rejects.toMatchObject({ name: 'NeedsAttentionError', permission: null });
  });
  const s3Body = (message: string): string =>
    `<Error><Code>InvalidAccessKeyId</Code><Message>${message}</Message></Error>`;

  it('by a policy of the organization is told in one sentence for all that it denies', async () => {
    const denied =
      'with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-0a1b';
    const deny = (call: AwsCall) =>
      ec2Error(403, 'UnauthorizedOperation', `User: x is not authorized to perform: ec2:${call.operation} ${denied}`);
    const told = await start([AMERICA, EUROPE, NEW], (call) => {
      if (!isEc2(call)) return undefined;
      return call.region !== AMERICA || call.operation === 'DescribeAddresses' ? deny(call) : undefined;
    });
    const policy = 'The service control policy p-0a1b of the AWS organization denies';
    expect(messagesOf(told)).toEqual([
      `${policy} ec2:DescribeAddresses. Its administrator can allow it.`,
      `${policy} ec2:DescribeImages and 4 more in ${NEW}, ${EUROPE}. Its administrator can allow it.`,
    ]);
    const permissions = new Map(
      failuresOf(told).map(({ partition, permission }) => [partition.resource_type, permission]),
    );
    expect(permissions.get('AWS::EC2::Volume')).toBe('ec2:DescribeVolumes');
    expect(endings(told, 'complete').filter((one) => one.endsWith(AMERICA))).toEqual(
      everywhere(AMERICA).filter((one) => !one.startsWith('AWS::EC2::EIP')),
    );
  });
});

describe('mergeBounded', () => {
  async function* numbers(from: number, count: number): AsyncGenerator<number> {
    for (let number = from; number < from + count; number++) yield number;
  }

  it('yields all of all sources', async () => {
    const sources = [0, 100, 200, 300].map((from) => () => numbers(from, 5));
    const all: number[] = [];
    for await (const one of mergeBounded(sources, 2, () => {})) all.push(one);
    expect(all.toSorted((a, b) => a - b)).toEqual(
      [0, 100, 200, 300].flatMap((from) => [0, 1, 2, 3, 4].map((n) => from + n)),
    );
  });

  it('begins no more than it may', async () => {
    let running = 0;
    let most = 0;
    const source = async function* (): AsyncGenerator<number> {
      most = Math.max(most, ++running);
      yield 1;
      yield 2;
      running--;
    };
    const all: number[] = [];
    for await (const one of mergeBounded(
      Array.from({ length: 20 }, () => source),
      3,
      () => {},
    ))
      all.push(one);
    expect([all.length, most]).toEqual([40, 3]);
  });

  it('does not let a fast source keep the others waiting', async () => {
    const first: number[] = [];
    for await (const one of mergeBounded([() => numbers(0, 100), () => numbers(1000, 100)], 2, () => {})) {
      first.push(one);
      if (first.length === 20) break;
    }
    expect(first.filter((one) => one >= 1000).length).toBeGreaterThan(5);
  });

  it('stops and ends all sources when one fails, or who takes has enough', async () => {
    const ended: string[] = [];
    const endless = async function* (): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        ended.push('endless');
      }
    };
    const failing = async function* (): AsyncGenerator<number> {
      yield 2;
      throw new Error('broken');
    };
    const take = async (sources: (() => AsyncIterable<number>)[], until: number): Promise<void> => {
      for await (const one of mergeBounded(sources, 2, () => ended.push('stopped'))) if (one === until) return;
    };
    await expect(take([endless, failing], 3)).rejects.toThrow('broken');
    await take([endless], 1);
    expect(ended).toEqual(['stopped', 'endless', 'stopped', 'endless']);
  });
});
