import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who may call the double, and what they may do there. */
export interface AwsDoubleOptions {
  /** Access keys that AWS knows, by id. */
  account: string;
  access_key_id: string;
  /** IAM actions that are denied. */
  denied?: string[];
  /** A role that can be assumed, and the external id its trust policy asks for. */
  role?: { arn: string; external_id: string };
}

/** A server that speaks the protocols of STS and Cost Explorer, as far as the product calls them. */
export interface AwsDouble {
  url: string;
  /** Every action that was asked for, in order. */
  calls: string[];
  options: AwsDoubleOptions;
  close(): Promise<void>;
}

const SESSION_KEY = 'ASIASESSIONKEY000001';
const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';

interface Answer {
  status: number;
  type: string;
  body: string;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const xml = (action: string, result: string): Answer => ({
  status: 200,
  type: 'text/xml',
  body: `<${action}Response xmlns="${STS}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});
const xmlError = (status: number, code: string, message: string): Answer => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse xmlns="${STS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});
const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify(body),
});

function answerSts(form: URLSearchParams, key: string, options: AwsDoubleOptions): Answer {
  const action = form.get('Action') ?? '';
  const { role, account } = options;
  if (action === 'AssumeRole') {
    if (form.get('RoleArn') !== role?.arn || form.get('ExternalId') !== role?.external_id)
      return xmlError(
        403,
        'AccessDenied',
        `User: arn:aws:iam::${account}:user/finops is not authorized to perform: sts:AssumeRole on resource: ${form.get('RoleArn')}`,
      );
    return xml(
      action,
      `<Credentials><AccessKeyId>${SESSION_KEY}</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey><SessionToken>session-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`,
    );
  }
  const arn = key === SESSION_KEY ? `${role?.arn}/session` : `arn:aws:iam::${account}:user/finops`;
  return xml(action, `<Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account>`);
}

function answerCostExplorer(action: string, { account, denied }: AwsDoubleOptions): Answer {
  if (denied?.includes(`ce:${action}`))
    return json(400, {
      __type: 'AccessDeniedException',
      Message: `User: arn:aws:iam::${account}:user/finops is not authorized to perform: ce:${action} on resource: arn:aws:ce:us-east-1:${account}:/${action} because no identity-based policy allows the ce:${action} action`,
    });
  return json(200, { ResultsByTime: [] });
}

async function answer(request: IncomingMessage, { options, calls }: AwsDouble): Promise<Answer> {
  const body = await readBody(request);
  const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [service, target] = String(request.headers['x-amz-target'] ?? '').split('.');
  const form = new URLSearchParams(body);
  const action = target ?? form.get('Action') ?? '';
  calls.push(action);
  if (key !== options.access_key_id && key !== SESSION_KEY)
    return xmlError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  return service === 'AWSInsightsIndexService' ? answerCostExplorer(action, options) : answerSts(form, key, options);
}

/** Starts the double; `options` can be changed while it runs. */
export async function startAwsDouble(options: AwsDoubleOptions): Promise<AwsDouble> {
  const server: Server = createServer(async (request, response) => {
    const { status, type, body } = await answer(request, double);
    response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': '1' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: AwsDouble = { url, calls: [], options, close };
  return double;
}
