import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NeedsAttentionError, ThrottledError } from '../src/connections/server/provider.ts';
import { awsError, type BillingDouble } from './clouds/aws/billing-double.ts';
import {
  type BillingFixture,
  charge,
  connect,
  MONTH,
  openBilling,
  openCostExplorer,
  TODAY,
} from './clouds/aws/billing-fixture.ts';
import { accountId } from './clouds/aws/ledger.ts';

let fixture: BillingFixture;
let billing: BillingDouble;
beforeAll(async () => {
  fixture = await openBilling();
  billing = fixture.billing;
});
beforeEach(() => fixture.reset());
afterAll(() => fixture.close());

describe('faults of Cost Explorer', () => {
  let faultless: string;
  beforeEach(async () => {
    billing.state.page_size = 20;
    faultless = (await fixture.importMonth(openCostExplorer())).text;
    billing.asked.length = 0;
  });
  /** Makes the first request for which `when` holds fail. */
  const failOnce = (
    when: (asked: { page: number; number: number }) => boolean,
    answer: ReturnType<typeof billing.state.fault>,
  ) => {
    let failed = false;
    billing.state.fault = (asked) => {
      if (failed || !when(asked)) return null;
      failed = true;
      return answer;
    };
  };

  it.each([
    ['a connection reset in the middle of a page', 'reset'],
    ['an error of the server', awsError('InternalServerError', 'Try again', 500)],
    ['throttling', awsError('LimitExceededException', 'Rate exceeded')],
  ] as const)('that pass are met by asking again, and only answers are charged: %s', async (_name, answer) => {
    failOnce(({ page }) => page === 7, answer);
    const connection = connect();
    expect((await fixture.importMonth(openCostExplorer(connection))).text).toBe(faultless);
    expect(connection.charged).toHaveLength(billing.asked.length - 1);
  });

  it.each([
    ['a connection reset in the middle of a page', 'reset', Error],
    ['a 500 on page 7', awsError('InternalServerError', 'Try again', 500), Error],
    ['throttling', awsError('LimitExceededException', 'Rate exceeded'), ThrottledError],
    [
      'an expired token',
      awsError('ExpiredTokenException', 'The security token included in the request is expired'),
      NeedsAttentionError,
    ],
    ['no data yet', awsError('DataUnavailableException', 'Data is not available.'), NeedsAttentionError],
  ] as const)('that stay end the run, and the next one is as if nothing had been: %s', async (_name, answer, kind) => {
    failOnce(({ page }) => page === 7, answer);
    await expect(
      openCostExplorer(connect(), { attempts: 1 }).read(MONTH, await fixture.newDirectory()),
    ).rejects.toBeInstanceOf(kind);
    expect((await fixture.importMonth(openCostExplorer(connect(), { attempts: 1 }))).text).toBe(faultless);
  });

  it('say when to come back, and which permission is missing', async () => {
    billing.state.fault = () => awsError('LimitExceededException', 'Rate exceeded');
    const throttled = await openCostExplorer(connect(), { attempts: 1 })
      .read(MONTH, await fixture.newDirectory())
      .catch((error: unknown) => error);
    expect((throttled as ThrottledError).until).toEqual(new Date(`${TODAY}T12:05:00Z`));
    billing.state.fault = () => null;
    billing.state.denied = ['ce:GetCostAndUsage'];
    await expect(openCostExplorer().read(MONTH, await fixture.newDirectory())).rejects.toMatchObject({
      permission: 'ce:GetCostAndUsage',
    });
    billing.state.fault = () => awsError('AccessDeniedException', 'User not enabled for cost explorer access');
    await expect(openCostExplorer().read(MONTH, await fixture.newDirectory())).rejects.toThrow(
      'Cost Explorer is not enabled here.',
    );
  });

  it('begin a month again once when its pages no longer fit together', async () => {
    failOnce(
      ({ page }) => page === 3,
      awsError('RequestChangedException', 'Your request parameters changed between pages.'),
    );
    expect((await fixture.importMonth(openCostExplorer())).text).toBe(faultless);
    billing.state.fault = ({ page }) => (page === 3 ? awsError('InvalidNextTokenException', 'Invalid') : null);
    await expect(openCostExplorer().read(MONTH, await fixture.newDirectory())).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  });

  it('never give a month that changed while it was read', async () => {
    let questions = 0;
    billing.state.fault = ({ page }) => {
      // After the two that begin a month.
      if (page === 1 && ++questions === 3)
        billing.state.ledger.push(...[0, 1, 2].map((i) => charge({ account: accountId(i), cost: 1_000n })));
      return null;
    };
    await expect(openCostExplorer().read(MONTH, await fixture.newDirectory())).rejects.toThrow('no longer adds up');
    expect((await fixture.importMonth(openCostExplorer())).text).not.toBe(faultless);
  });
});
