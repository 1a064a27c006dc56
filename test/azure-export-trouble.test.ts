import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NeedsAttentionError } from '../src/connections/server/provider.ts';
import { focusCsv } from '../src/costs/server/import/staging-fixture.ts';
import type { LogLine } from './clouds/azure/connection.ts';
import { ACCOUNT, AZURITE, ExportFixture, SEPTEMBER } from './clouds/azure/export-fixture.ts';

let blobs: ExportFixture;
beforeAll(async () => {
  blobs = await ExportFixture.open();
});
afterAll(() => blobs.close());
beforeEach(() => blobs.reset());

describe.skipIf(!AZURITE)('exports in Blob storage (TEST_AZURITE_URL)', () => {
  it('are left for later while a manifest is half-written, a file is missing, or a newer run comes', async () => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    const [source] = await blobs.sourcesNow();
    const folder = await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    await blobs.put(`${folder}/manifest.json`, '{"blobs": [');
    await expect(source!.read(SEPTEMBER, blobs.directory)).rejects.toThrow('may be written just now');
    const missing = { runInfo: { startDate: '2026-09-01' }, blobs: [{ blobName: `${folder}/part_7.csv` }] };
    await blobs.put(`${folder}/manifest.json`, JSON.stringify(missing));
    await expect(source!.read(SEPTEMBER, blobs.directory)).rejects.toThrow('does not exist');
    await expect(source!.read('2026-08-01', blobs.directory)).rejects.toThrow('There is no run for 2026-08');

    await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    const nothing = async () => undefined;
    blobs.faults = [nothing, nothing, () => blobs.put(`${folder}/manifest.json`, JSON.stringify(missing))];
    await expect(source!.read(SEPTEMBER, blobs.directory)).rejects.toThrow('was written anew while it was read');
  });

  it('that are unusual are left out, and the log says so', async () => {
    const signed = blobs.exportOf('signed', 'FocusCost', { resourceId: undefined, sasToken: 'x' });
    const foreign = blobs.exportOf('foreign', 'FocusCost', { resourceId: '/somewhere/Not An Account' });
    const prices = { name: 'prices', properties: { definition: { type: 'PriceSheet' } } };
    blobs.double.options.exports = [signed, foreign, prices, { name: 'odd' }, blobs.exportOf('focus', 'FocusCost')];
    const logged: LogLine[] = [];
    expect((await blobs.sourcesNow(logged)).map(({ name }) => name)).toEqual(['export focus', 'cost-management-query']);
    expect(logged.map((line) => line.export)).toEqual(['signed', 'foreign']);
    expect(logged[0]!.problem).toContain('resourceId');
  });

  const READ_BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
  it.each([
    [
      'without the role',
      { status: 403, code: 'AuthorizationPermissionMismatch' },
      READ_BLOBS,
      'Storage Blob Data Reader',
    ],
    ['behind a firewall', { status: 403, code: 'AuthorizationFailure' }, READ_BLOBS, 'Network rules'],
    ['without their container', { status: 404, code: 'ContainerNotFound' }, null, 'does not exist'],
    ['in another directory', { status: 401, code: 'InvalidAuthenticationInfo' }, null, 'directory'],
    ['in an account that is disabled', { status: 409, code: 'AccountIsDisabled' }, null, 'Refused.'],
  ])('%s say what keeps the container closed', async (_, fault, permission, words) => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    const [source] = await blobs.sourcesNow();
    const asks = [() => source!.periods('2026-01-01'), () => source!.read(SEPTEMBER, blobs.directory)];
    for (const ask of asks) {
      // A sign-in is renewed once.
      blobs.faults = fault.status === 401 ? [fault, fault] : [fault];
      const error = await ask().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NeedsAttentionError);
      expect(error).toMatchObject({ permission });
      for (const word of [words, `container ${blobs.container}`, ACCOUNT, 'Storage Blob Data Reader'])
        expect((error as NeedsAttentionError).message).toContain(word);
    }
  });

  it('that lost a file say which', async () => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    const folder = await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    await blobs.emulator(`/${ACCOUNT}/${blobs.container}/${folder}/part_0.csv`, { method: 'DELETE' });
    const error = await (await blobs.sourcesNow())[0]!
      .read(SEPTEMBER, blobs.directory)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NeedsAttentionError);
    expect((error as NeedsAttentionError).message).toContain(`${folder}/part_0.csv`);
  });

  it('that lose a file to a newer run are left for later', async () => {
    blobs.double.options.exports = [blobs.exportOf('focus', 'FocusCost')];
    const folder = await blobs.run('focus', 'first', { 'part_0.csv': focusCsv([{}]) });
    const nothing = async () => undefined;
    const replace = async () => {
      await blobs.emulator(`/${ACCOUNT}/${blobs.container}/${folder}/part_0.csv`, { method: 'DELETE' });
      await blobs.run('focus', 'second', { 'part_0.csv': focusCsv([{}]) });
    };
    blobs.faults = [nothing, nothing, replace];
    const error = await (await blobs.sourcesNow())[0]!
      .read(SEPTEMBER, blobs.directory)
      .catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(NeedsAttentionError);
    expect((error as Error).message).toContain('was written anew while it was read');
  });
});
