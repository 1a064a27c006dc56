import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NeedsAttentionError, ThrottledError } from '../src/connections/server/provider.ts';
import { awsError, type BillingDouble } from './clouds/aws/billing-double.ts';
import {
  type BillingFixture,
  charge,
  connect,
  costsIn,
  costsOf,
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

  /** Has each of the first `times` readings of a month find one charge more than its overview did. */
  const changeWhileRead = (times: number) => {
    let overviews = 0;
    billing.state.fault = ({ page }, { GroupBy = [] }) => {
      if (page > 1) return null;
      if (GroupBy.some(({ Key }) => Key === 'RECORD_TYPE')) overviews++;
      else {
        // After the two that a reading begins with.
        if (overviews === 2 && times-- > 0)
          billing.state.ledger.push(...[0, 1, 2].map((i) => charge({ account: accountId(i), cost: 100_000n })));
        overviews = 0;
      }
      return null;
    };
  };

  it('read a month once more that changed while it was read', async () => {
    changeWhileRead(1);
    const { rows, text } = await fixture.importMonth(openCostExplorer());
    expect(text).not.toBe(faultless);
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger));
  });

  it('never give a month that keeps changing while it is read', async () => {
    changeWhileRead(2);
    await expect(openCostExplorer().read(MONTH, await fixture.newDirectory())).rejects.toThrow('no longer adds up');
    const { rows } = await fixture.importMonth(openCostExplorer());
    expect(costsIn(rows)).toEqual(costsOf(billing.state.ledger));
  });

  it('are not made in a month in which they have cost what they may', async () => {
    const connection = connect();
    connection.charged_before = 49.99;
    const source = openCostExplorer(connection);
    // What is begun is read to its end.
    await source.read(MONTH, await fixture.newDirectory());
    expect(connection.charged.length).toBeGreaterThan(1);
    const asked = billing.asked.length;
    const refused = await source.read('2026-08-01', await fixture.newDirectory()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NeedsAttentionError);
    expect((refused as Error).message).toMatch(/charged \$50\.\d\d .*allows \$50 .*A data export costs nothing/);
    expect(billing.asked).toHaveLength(asked);
  });
});
