import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

const MESSAGE = 'User is not authorized to perform this action';

/** An AWS that denies everything, each protocol in its own words: what is left of a policy that allows billing alone. */
export const startDeniedAws = (): Promise<ServedDouble> =>
  serveDouble((request): DoubleAnswer => {
    const json = (status: number, headers: Record<string, string>, body: unknown): DoubleAnswer => ({
      status,
      headers,
      body: JSON.stringify(body),
    });
    if (request.headers['x-amz-target']) {
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return json(400, headers, { __type: 'AccessDeniedException', message: MESSAGE });
    }
    if (/Credential=[^,]*\/s3\/aws4_request/.test(request.headers.authorization ?? '')) {
      const body = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${MESSAGE}</Message></Error>`;
      return { status: 403, headers: { 'content-type': 'application/xml' }, body };
    }
    if (request.url !== '/') return json(403, { 'x-amzn-errortype': 'AccessDeniedException' }, { message: MESSAGE });
    const error = `<Code>UnauthorizedOperation</Code><Message>${MESSAGE}</Message>`;
    return {
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body: `<Response><Errors><Error>${error}</Error></Errors><RequestID>1</RequestID></Response>`,
    };
  });
