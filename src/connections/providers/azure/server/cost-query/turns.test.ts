import { describe, expect, it } from 'vitest';
import { inTurn } from './turns.ts';

describe('turns', () => {
  const running = new AbortController().signal;
  const nextTick = () => new Promise(setImmediate);

  it('come one after the other for a tenant, whatever became of the one before', async () => {
    const log: string[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const works = gates.map(({ promise }, index) =>
      inTurn('tenant', running, async () => {
        log.push(`begin ${index}`);
        await promise;
        return index;
      }),
    );
    const other = inTurn('another', running, async () => log.push('another'));
    await other;
    expect(log).toEqual(['begin 0', 'another']);
    gates[0]!.reject(new Error('lost'));
    await expect(works[0]).rejects.toThrow('lost');
    await nextTick();
    expect(log).toEqual(['begin 0', 'another', 'begin 1']);
    gates[1]!.resolve();
    expect(await works[1]).toBe(1);
  });

  it('are not waited for by who was called off, and go on to the next', async () => {
    const gate = Promise.withResolvers<void>();
    const first = inTurn('tenant', running, () => gate.promise);
    const controller = new AbortController();
    const called_off = inTurn('tenant', controller.signal, async () => 'never');
    let is_third = false;
    const third = inTurn('tenant', running, async () => {
      is_third = true;
    });
    controller.abort(new Error('The run was stopped.'));
    await expect(called_off).rejects.toThrow('The run was stopped.');
    await nextTick();
    expect(is_third).toBe(false);
    gate.resolve();
    await Promise.all([first, third]);
    expect(is_third).toBe(true);
  });
});
