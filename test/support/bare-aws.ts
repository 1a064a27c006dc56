import { type DoubleAnswer, type ServedDouble, serveDouble } from '../clouds/serve.ts';
import { type AwsCall, callOf, ec2Answer, regionsAnswer } from './moto.ts';

const JSON_SERVICES = new Set(['dynamodb', 'ecr', 'eks', 'lambda', 'logs']);
const XML = { 'content-type': 'text/xml' };

/** What each protocol says for nothing. */
function nothing({ service, operation }: AwsCall): DoubleAnswer {
  if (JSON_SERVICES.has(service)) return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  if (service === 'ec2') return ec2Answer(operation, '');
  if (service === 's3') return { status: 200, headers: XML, body: '<ListAllMyBucketsResult/>' };
  const identity = '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/test</Arn>';
  const result = operation === 'GetCallerIdentity' ? identity : '';
  return { status: 200, headers: XML, body: `<R><${operation}Result>${result}</${operation}Result></R>` };
}

/** An account that has nothing but what `answer` says, for what is too much, or too odd, for Moto. */
export async function startBareAws(
  regions: string[],
  answer: (call: AwsCall, form: URLSearchParams, body: string) => DoubleAnswer | undefined,
): Promise<ServedDouble & { calls: AwsCall[] }> {
  const calls: AwsCall[] = [];
  const served = await serveDouble((request, body) => {
    const call = callOf(request, body);
    calls.push(call);
    if (call.operation === 'DescribeRegions') return regionsAnswer(regions);
    const text = body.toString();
    return answer(call, new URLSearchParams(text), text) ?? nothing(call);
  });
  return { ...served, calls };
}

const pageOf = (operation: string, set: string, items: string[], next: number, pages: number): DoubleAnswer =>
  ec2Answer(operation, `<${set}>${items.join('')}</${set}>${next < pages ? `<nextToken>${next}</nextToken>` : ''}`);

const TAGS =
  '<tagSet><item><key>team</key><value>checkout</value></item><item><key>env</key><value>prod</value></item></tagSet>';

/** `pages` pages of volumes, as many in each as are asked for; ids count up. */
export function volumePages({ region, operation }: AwsCall, form: URLSearchParams, pages: number): DoubleAnswer {
  const page = Number(form.get('NextToken') ?? 0);
  const size = Number(form.get('MaxResults'));
  const items = Array.from({ length: size }, (_, index) => {
    const number = page * size + index;
    const attached = `<item><instanceId>i-${number}</instanceId><device>/dev/xvda</device><status>attached</status><attachTime>2026-01-01T00:00:00Z</attachTime></item>`;
    return `<item><volumeId>vol-${number}</volumeId><size>100</size><volumeType>gp3</volumeType><iops>3000</iops><throughput>125</throughput><status>in-use</status><createTime>2026-01-01T00:00:00Z</createTime><availabilityZone>${region}a</availabilityZone><attachmentSet>${attached}</attachmentSet>${TAGS}</item>`;
  });
  return pageOf(operation, 'volumeSet', items, page + 1, pages);
}

/** `pages` pages of instances of two types, as many in each as are asked for; ids count up. */
export function instancePages({ region, operation }: AwsCall, form: URLSearchParams, pages: number): DoubleAnswer {
  const page = Number(form.get('NextToken') ?? 0);
  const size = Number(form.get('MaxResults'));
  const items = Array.from({ length: size }, (_, index) => {
    const number = page * size + index;
    const type = number % 2 === 0 ? 'm5.large' : 'gone.large';
    const disk = `<item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${number}</volumeId><deleteOnTermination>true</deleteOnTermination></ebs></item>`;
    return `<item><instancesSet><item><instanceId>i-${number}</instanceId><instanceType>${type}</instanceType><instanceState><name>running</name></instanceState><launchTime>2026-01-01T00:00:00Z</launchTime><architecture>x86_64</architecture><placement><availabilityZone>${region}a</availabilityZone></placement><blockDeviceMapping>${disk}</blockDeviceMapping>${TAGS}</item></instancesSet></item>`;
  });
  return pageOf(operation, 'reservationSet', items, page + 1, pages);
}

/** The one type that AWS still knows. */
export const instanceTypes = (operation: string): DoubleAnswer =>
  ec2Answer(
    operation,
    '<instanceTypeSet><item><instanceType>m5.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>8192</sizeInMiB></memoryInfo></item></instanceTypeSet>',
  );
