import { ec2Error } from '../../../support/moto.ts';
import type { DoubleAnswer } from '../../serve.ts';
import type { StrictCall } from './call.ts';

const xml = (status: number, body: string): DoubleAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });

/** An error as the service of the call words it. */
export function errorOf({ service }: StrictCall, status: number, code: string, message: string): DoubleAnswer {
  if (service === 'ec2') return ec2Error(status, code, message);
  if (service === 's3')
    return xml(status, `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`);
  if (service === 'lambda') {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
    return { status, headers, body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }) };
  }
  if (service === 'logs') {
    const headers = { 'content-type': 'application/x-amz-json-1.1' };
    return { status, headers, body: JSON.stringify({ __type: code, message }) };
  }
  const who = status < 500 ? 'Sender' : 'Receiver';
  return xml(
    status,
    `<ErrorResponse><Error><Type>${who}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  );
}

/** What goes wrong with a call; `after`: AWS has carried it out all the same. */
export type Failure =
  | { kind: 'throttled' }
  | { kind: 'denied' }
  | { kind: 'refused'; code: string; message?: string; status?: number }
  /** AWS fails (500) before or after it did what was asked. */
  | { kind: 'fault'; after: boolean }
  /** The connection breaks before or after AWS did what was asked. */
  | { kind: 'broken'; after: boolean };

const THROTTLED: Record<string, readonly [status: number, code: string]> = {
  ec2: [503, 'RequestLimitExceeded'],
  s3: [503, 'SlowDown'],
  lambda: [429, 'TooManyRequestsException'],
  logs: [400, 'ThrottlingException'],
};
const DENIED: Record<string, string> = {
  ec2: 'UnauthorizedOperation',
  lambda: 'AccessDeniedException',
  logs: 'AccessDeniedException',
};

/** What the caller gets of a call that fails so. */
export function failed(call: StrictCall, failure: Failure): DoubleAnswer {
  switch (failure.kind) {
    case 'throttled': {
      const [status, code] = THROTTLED[call.service] ?? [400, 'Throttling'];
      return errorOf(call, status, code, 'Request limit exceeded.');
    }
    case 'denied':
      return errorOf(call, 403, DENIED[call.service] ?? 'AccessDenied', 'You are not authorized to do this.');
    case 'refused':
      return errorOf(call, failure.status ?? 400, failure.code, failure.message ?? 'It is refused.');
    case 'fault':
      return errorOf(call, 500, 'InternalError', 'An internal error has occurred.');
    default:
      return { status: 200, body: 'it breaks off here', reset: true };
  }
}
