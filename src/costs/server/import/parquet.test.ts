import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOCUS_ROW, StagingFixture } from './staging-fixture.ts';

let fixture: StagingFixture;
beforeAll(async () => {
  fixture = await StagingFixture.open();
});
afterAll(() => fixture.close());

/** Stages a Parquet file of rows like FOCUS_ROW, with some columns as SQL of another type. */
async function stageParquet(columns: Record<string, string>, rows = 1) {
  const path = join(fixture.directory, 'bill.parquet');
  const list = Object.entries({
    ...Object.fromEntries(Object.entries(FOCUS_ROW).map(([name, v]) => [name, `'${v}'`])),
    ...columns,
  });
  await fixture.connection.run(
    `COPY (SELECT ${list.map(([name, sql]) => `${sql} AS "${name}"`).join(', ')} FROM range(${rows}) AS r(i))
     TO '${path}' (FORMAT parquet)`,
  );
  return fixture.stagePath(path);
}

describe('a FOCUS Parquet file', () => {
  it.each([
    ['a double is the shortest decimal that names it', '0.1::DOUBLE', '0.1'],
    ['a small double', '0.0000000123::DOUBLE', '0.0000000123'],
    ['a float', '0.1::FLOAT', '0.1'],
    ['a decimal', '1.25::DECIMAL(10,2)', '1.25'],
    ['a wide decimal', "'1.250000000000000000000'::DECIMAL(38,21)", '1.25'],
    ['an integer', '7::BIGINT', '7'],
    ['text', "'1.5E-7'", '0.00000015'],
  ])('%s', async (_name, sql, expected) => {
    const staged = await stageParquet({ BilledCost: sql, EffectiveCost: sql });
    expect(staged).toMatchObject({ format: 'FOCUS 1.0 Parquet', rows_bad: 0 });
    expect(staged.slices[0]).toMatchObject({ billed_cost: expected, effective_cost: expected });
    await staged.discard();
  });

  it.each([
    ['a map', `MAP {'team': 'web', 'env': 'prod'}`],
    ['JSON text', `'{"team": "web", "env": "prod"}'`],
    ['a list of pairs', `[{'key': 'team', 'value': 'web'}, {'key': 'env', 'value': 'prod'}]`],
    ['a struct', `{'team': 'web', 'env': 'prod'}`],
  ])('reads tags that are %s', async (_name, sql) => {
    const staged = await stageParquet({ Tags: sql });
    expect(staged.rows_bad).toBe(0);
    expect(JSON.parse((await staged.rows())[0]!.tags!)).toEqual({ team: 'web', env: 'prod' });
    await staged.discard();
  });

  it.each([
    ['TIMESTAMP', `TIMESTAMP '2026-09-02 00:00:00'`],
    ['TIMESTAMPTZ', `TIMESTAMPTZ '2026-09-02 02:00:00+02:00'`],
    ['DATE', `DATE '2026-09-02'`],
    ['text', `'2026-09-01T20:00:00-04:00'`],
  ])('reads times that are %s', async (_name, sql) => {
    const staged = await stageParquet({ ChargePeriodStart: sql });
    expect(await staged.rows()).toMatchObject([
      { charge_period_start: '2026-09-02 00:00:00', charge_date: '2026-09-02' },
    ]);
    await staged.discard();
  });

  it('keeps nested values of unknown columns as JSON', async () => {
    const staged = await stageParquet({ x_Discounts: `{'edp': 0.5}`, x_Empty: `''`, x_Count: '3' });
    expect(JSON.parse((await staged.rows())[0]!.x!)).toEqual({ x_Discounts: '{"edp":0.5}', x_Count: '3' });
    await staged.discard();
  });

  it('names bad rows by their number', async () => {
    const staged = await stageParquet({ BilledCost: `CASE WHEN i = 2 THEN 'nan'::DOUBLE ELSE 1.5 END` }, 4);
    expect(staged).toMatchObject({
      rows_read: 4,
      rows_bad: 1,
      issues: [{ column: 'BilledCost', examples: [{ line: 3, value: 'nan' }] }],
    });
    expect(await staged.badRows()).toMatch(/^line,column,value,reason\n3,BilledCost,nan,/);
    await staged.discard();
  });

  it('says when it is cut short', async () => {
    const staged = await stageParquet({});
    await staged.discard();
    const whole = await readFile(join(fixture.directory, 'bill.parquet'));
    await expect(fixture.stage(whole.subarray(0, -20))).rejects.toThrow(/damaged or cut short/);
  });
});
