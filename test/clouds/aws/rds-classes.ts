import { type IncomingMessage, request } from 'node:http';
import { callOf } from '../../support/moto.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';

const option = (name: string): string =>
  `<OrderableDBInstanceOption><Engine>postgres</Engine><DBInstanceClass>${name}</DBInstanceClass><StorageType>gp3</StorageType><MultiAZCapable>true</MultiAZCapable><MinStorageSize>20</MinStorageSize><MaxStorageSize>65536</MaxStorageSize></OrderableDBInstanceOption>`;
const ORDERABLE = `<DescribeOrderableDBInstanceOptionsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeOrderableDBInstanceOptionsResult><OrderableDBInstanceOptions>${['db.m5.large', 'db.m5.xlarge'].map(option).join('')}</OrderableDBInstanceOptions></DescribeOrderableDBInstanceOptionsResult></DescribeOrderableDBInstanceOptionsResponse>`;

/** What is answered behind it; a connection that it breaks stays broken. */
const askBehind = (
  behind: string,
  { method, headers, url = '/' }: IncomingMessage,
  body: Buffer,
): Promise<DoubleAnswer> =>
  new Promise((resolve) => {
    const broken = (): void => resolve({ status: 200, body: 'it breaks off here', reset: true });
    const asked = request(new URL(url, behind), { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
        const sent = { status: answer.statusCode ?? 500, headers: { 'content-type': 'text/xml' } };
        resolve({ ...sent, body: Buffer.concat(chunks) });
      } catch {
        broken();
      }
    });
    asked.on('error', broken).end(body);
  });

/**
 * Starts RDS in front of `behind`, which answers all calls but those that ask which classes PostgreSQL has: Moto knows none.
 * There are db.m5.large and db.m5.xlarge.
 */
export const startRdsWithClasses = (behind: string): Promise<ServedDouble> =>
  serveDouble(async (asked, body) => {
    const answer = await askBehind(behind, asked, body);
    const asks = callOf(asked, body).operation === 'DescribeOrderableDBInstanceOptions';
    return asks && answer.status === 200 && !answer.reset ? { ...answer, body: ORDERABLE } : answer;
  });
