import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:net';
import { pino } from 'pino';
import type { AwsCredentials } from '../../src/connections/providers/aws/core/credentials.ts';
import type { Connection } from '../../src/connections/server/provider.ts';
import { parseConfig } from '../../src/platform/server/config.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../clouds/serve.ts';

/** Address of a Moto server that plays AWS; tests that need it are skipped by name where there is none. */
export const MOTO = process.env.TEST_MOTO_URL ?? '';

/** A 12-digit account that nobody else has. */
export interface MotoAccount {
  id: string;
  keys: { access_key_id: string; secret_key: string };
  /** A client of the SDK with all rights in the account. */
  client<Client>(make: new (options: never) => Client, region: string): Client;
}

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
/** A test file has Moto enforce permissions for a moment only. */
const AGAIN_AFTER_MS = 100;
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));

/** A call by form without an SDK; who calls, and of which service, is told by the header alone while nothing is enforced. */
export async function callForm(service: string, key: string, form: Record<string, string>): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(MOTO, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  const text = await response.text();
  if (response.status === 403) return aMoment().then(() => callForm(service, key, form));
  if (!response.ok) throw new Error(`Moto answered ${form.Action} with ${response.status}: ${text}`);
  return text;
}

const textOf = (xml: string, element: string): string => new RegExp(`<${element}>([^<]+)<`).exec(xml)?.[1] ?? '';

/** A key by which Moto knows the account; the role need not exist. */
async function keyOf(id: string): Promise<string> {
  const role = { RoleArn: `arn:aws:iam::${id}:role/test`, RoleSessionName: 'test' };
  return textOf(await callForm('sts', 'AKIAANYBODY000000000', { Action: 'AssumeRole', ...role }), 'AccessKeyId');
}

/** Makes a role in account `id` with all rights that `principal` may assume, as a policy names it; its ARN. */
export async function motoRole(id: string, RoleName: string, principal: Record<string, string>): Promise<string> {
  const trust = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const key = await keyOf(id);
  await callForm('iam', key, { Action: 'CreateRole', RoleName, AssumeRolePolicyDocument });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [ALL] });
  await callForm('iam', key, { Action: 'PutRolePolicy', RoleName, PolicyName: 'test', PolicyDocument });
  return `arn:aws:iam::${id}:role/${RoleName}`;
}

/** Makes a user in account `id` who may do what `statements` say, and a key for them. */
export async function motoUser(
  id: string,
  UserName: string,
  statements: object[] = [ALL],
): Promise<MotoAccount['keys']> {
  const key = await keyOf(id);
  await callForm('iam', key, { Action: 'CreateUser', UserName });
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await callForm('iam', key, { Action: 'PutUserPolicy', UserName, PolicyName: 'test', PolicyDocument });
  const made = await callForm('iam', key, { Action: 'CreateAccessKey', UserName });
  return { access_key_id: textOf(made, 'AccessKeyId'), secret_key: textOf(made, 'SecretAccessKey') };
}

/** An account of its own, empty, with a user who may do everything: it works while permissions are enforced, too. */
export async function motoAccount(): Promise<MotoAccount> {
  const id = String(randomInt(100_000_000_000, 281_474_976_710_655)).slice(0, 12);
  const keys = await motoUser(id, 'admin');
  const credentials = { accessKeyId: keys.access_key_id, secretAccessKey: keys.secret_key };
  return { id, keys, client: (make, region) => new make({ region, endpoint: MOTO, credentials } as never) };
}

/** Waits until nobody else enforces: whoever listens at this name does, and a process that ends lets go of it. */
async function takeTurn(): Promise<Server> {
  const turn = createServer();
  try {
    turn.listen(`\0finopsmind-test-permissions-${new URL(MOTO).port}`);
    await once(turn, 'listening');
    return turn;
  } catch {
    return aMoment().then(takeTurn);
  }
}

/** Does `work` while Moto denies what the policies of users do not allow, for everybody who uses this Moto. */
export async function enforcePermissions<T>(work: () => Promise<T>): Promise<T> {
  const enforceAfter = async (calls: string): Promise<void> => {
    const { ok } = await fetch(`${MOTO}/moto-api/reset-auth`, { method: 'POST', body: calls });
    if (!ok) throw new Error('Moto did not change whether it enforces permissions.');
  };
  const turn = await takeTurn();
  try {
    await enforceAfter('0');
    return await work();
  } finally {
    await enforceAfter('inf');
    turn.close();
  }
}

/** A call as the SDK makes it: `operation` is empty for services that name it by path, such as S3. */
export interface AwsCall {
  service: string;
  region: string;
  operation: string;
  path: string;
}

/** Which call a signed request makes. */
export function callOf({ headers, url = '' }: IncomingMessage, body: Buffer): AwsCall {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const target = String(headers['x-amz-target'] ?? '').split('.')[1];
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return {
    service,
    region,
    path: url,
    operation: target ?? (isForm ? (new URLSearchParams(body.toString()).get('Action') ?? '') : ''),
  };
}

/** Passes a request on to Moto as it is: what was signed must stay. */
export const passOn = ({ method, url, headers }: IncomingMessage, body: Buffer): Promise<DoubleAnswer> =>
  new Promise((resolve, reject) => {
    const passed = httpRequest(new URL(url ?? '/', MOTO), { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
      const { 'transfer-encoding': _, ...kept } = answer.headers as Record<string, string>;
      resolve({ status: answer.statusCode ?? 500, headers: kept, body: Buffer.concat(chunks) });
    });
    passed.on('error', reject).end(body);
  });

/** Services whose errors are JSON; Moto denies in XML there, too. */
const DENIES_IN_XML = new Set(['lambda', 'eks', 'tagging']);

/** A refusal as AWS words it. */
export function asAwsDenies({ service }: AwsCall, answer: DoubleAnswer): DoubleAnswer {
  const text = answer.body.toString();
  if (answer.status !== 403 || !DENIES_IN_XML.has(service) || textOf(text, 'Code') !== 'AccessDenied') return answer;
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' };
  return { status: 403, headers, body: JSON.stringify({ Message: textOf(text, 'Message') }) };
}

/** Moto takes a question for tiering for one for objects, and denies or answers it as such. */
function answerTiering({ service, path }: AwsCall): DoubleAnswer | undefined {
  if (service !== 's3' || !path.includes('?intelligent-tiering')) return undefined;
  const body =
    '<ListBucketIntelligentTieringConfigurationsOutput><IsTruncated>false</IsTruncated></ListBucketIntelligentTieringConfigurationsOutput>';
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** Moto's tagging API knows no repositories: here they all have one tag, as those of the world of tests have. */
function answerTags({ operation }: AwsCall, body: Buffer): DoubleAnswer | undefined {
  if (operation !== 'GetResources') return undefined;
  const { ResourceARNList = [] } = JSON.parse(body.toString()) as { ResourceARNList?: string[] };
  if (!ResourceARNList.some((arn) => arn.includes(':ecr:'))) return undefined;
  const Tags = [{ Key: 'team', Value: 'checkout' }];
  const ResourceTagMappingList = ResourceARNList.map((ResourceARN) => ({ ResourceARN, Tags }));
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status: 200, headers, body: JSON.stringify({ ResourceTagMappingList }) };
}

/** Moto behind a double that counts calls and answers some of them itself. */
export interface MotoProxy extends ServedDouble {
  calls: AwsCall[];
  /** What to answer instead of Moto; undefined passes the call on. */
  intercept: (call: AwsCall) => DoubleAnswer | undefined;
}

/** Starts a proxy that knows only the regions given, so that tests need not visit all of them; all when none is. */
export async function startMotoProxy(regions?: string[]): Promise<MotoProxy> {
  const calls: AwsCall[] = [];
  const served = await serveDouble(async (request, body) => {
    const call = callOf(request, body);
    calls.push(call);
    const own = proxy.intercept(call) ?? answerTiering(call) ?? answerTags(call, body);
    if (own) return own;
    if (regions && call.operation === 'DescribeRegions') return regionsAnswer(regions);
    return asAwsDenies(call, await passOn(request, body));
  });
  const proxy: MotoProxy = { ...served, calls, intercept: () => undefined };
  return proxy;
}

/** An answer of EC2. */
export const ec2Answer = (operation: string, content: string): DoubleAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>${content}</${operation}Response>`,
});

/** An error as EC2 words it. */
export const ec2Error = (status: number, code: string, message: string): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
});

/** The regions, as EC2 lists them. */
export const regionsAnswer = (regions: string[]): DoubleAnswer =>
  ec2Answer(
    'DescribeRegions',
    `<regionInfo>${regions.map((name) => `<item><regionName>${name}</regionName></item>`).join('')}</regionInfo>`,
  );

/** A connection with these credentials, and how often each call was made. */
export function awsConnection(
  credentials: MotoAccount['keys'] & { assume_role_arn?: string },
  more: Partial<Connection<AwsCredentials>> = {},
): { connection: Connection<AwsCredentials>; counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const connection: Connection<AwsCredentials> = {
    credentials: { ...credentials, region: 'us-east-1' },
    config: parseConfig({}),
    external_id: 'finopsmind-test',
    now: () => new Date('2026-06-15T12:00:00Z'),
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    count: (call) => counts.set(call, (counts.get(call) ?? 0) + 1),
    chargedThisMonth: () => Promise.resolve(0),
    ...more,
  };
  return { connection, counts };
}
