import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { azureCostSources } from '../../../src/connections/providers/azure/server/cost-sources.ts';
import type { CostSource } from '../../../src/connections/server/provider.ts';
import { StagingFixture } from '../../../src/costs/server/import/staging-fixture.ts';
import { parseConfig } from '../../../src/platform/server/config.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../serve.ts';
import { connectTo, type LogLine } from './connection.ts';
import { openCostManagement } from './cost-fixture.ts';
import type { CostManagementDouble, Refusal } from './cost-management.ts';

/** A Blob emulator (Azurite), such as `http://127.0.0.1:10000`. */
export const AZURITE = process.env.TEST_AZURITE_URL;
/** The account and key that the emulator has for everybody. */
export const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
export const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
export const SEPTEMBER = '2026-09-01';

/** What lets the bearer of the emulator's key in, for an hour. */
function accountSas(): string {
  const se = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
  const fields = { sp: 'rwlcd', ss: 'b', srt: 'sco', st: '', se, sip: '', spr: 'https,http', sv: '2019-02-02' };
  const text = `${[ACCOUNT, ...Object.values(fields)].join('\n')}\n`;
  const sig = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
  return new URLSearchParams({ ...Object.fromEntries(Object.entries(fields).filter(([, v]) => v)), sig }).toString();
}

/** What befalls a request to storage: no answer, a refusal, or something that happens first. */
type StorageFault = 'reset' | number | Refusal | (() => Promise<void>);

const refusalOf = ({ status, code }: Refusal): DoubleAnswer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Refused.\nRequestId:0</Message></Error>`,
});

/** What exports are tested with: a double that lists them, an emulator that has them, and the way to FOCUS rows. */
export class ExportFixture {
  readonly double: CostManagementDouble;
  readonly staging: StagingFixture;
  /** What befalls the next requests to storage, in order. */
  faults: StorageFault[] = [];
  /** When listed blobs were written, as HTTP has dates; null as it was. */
  written: string | null = null;
  container = '';
  directory = '';
  #storage: ServedDouble | null = null;

  private constructor(double: CostManagementDouble, staging: StagingFixture) {
    this.double = double;
    this.staging = staging;
  }

  static async open(): Promise<ExportFixture> {
    const double = await openCostManagement({ scope: SCOPE, ledger: [] });
    const fixture = new ExportFixture(double, await StagingFixture.open());
    fixture.#storage = await serveDouble((request) => fixture.#answer(request));
    return fixture;
  }

  /** The emulator takes tokens over TLS only: who has one is let in with its key instead. */
  async #answer(request: IncomingMessage): Promise<DoubleAnswer> {
    const path = request.url ?? '/';
    if (!/^Bearer token-\d+$/.test(request.headers.authorization ?? '')) return { status: 401, body: '' };
    const fault = this.faults.shift();
    if (typeof fault === 'number') return { status: fault, body: '' };
    if (typeof fault === 'object') return refusalOf(fault);
    if (typeof fault === 'function') await fault();
    const answer = await this.emulator(path);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const is_redated = this.written !== null && path.includes('comp=list');
    const body = is_redated ? bytes.toString().replaceAll(/(?<=<Last-Modified>)[^<]*/g, this.written ?? '') : bytes;
    const headers = { etag: answer.headers.get('etag') ?? '' };
    return { status: answer.status, headers, body, ...(fault === 'reset' ? { reset: true } : {}) };
  }

  /** Nothing but an empty container and an empty directory; answers what removes the latter. */
  async reset(): Promise<() => Promise<void>> {
    [this.faults, this.written] = [[], null];
    this.double.options.exports = [];
    const directory = await mkdtemp(join(tmpdir(), 'azure-exports-'));
    this.directory = directory;
    this.container = `costs${Date.now()}${Math.floor(Math.random() * 1_000)}`;
    if (AZURITE) {
      const { status } = await this.emulator(`/${ACCOUNT}/${this.container}?restype=container`, { method: 'PUT' });
      expect(status).toBe(201);
    }
    return () => rm(directory, { recursive: true });
  }

  async close(): Promise<void> {
    await this.#storage?.close();
    await this.double.close();
    await this.staging.close();
  }

  emulator(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${AZURITE}${path}${path.includes('?') ? '&' : '?'}${accountSas()}`, init);
  }

  async put(name: string, content: string | Buffer): Promise<void> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/octet-stream' };
    const body = typeof content === 'string' ? content : new Uint8Array(content);
    const { status } = await this.emulator(`/${ACCOUNT}/${this.container}/${name}`, { method: 'PUT', headers, body });
    expect(status).toBe(201);
  }

  /** An export as Cost Management lists it; `destination` is what differs. */
  exportOf(name: string, type: string, destination: object = {}): object {
    const resourceId = `${SCOPE}/resourceGroups/billing/providers/Microsoft.Storage/storageAccounts/${ACCOUNT}`;
    const { container } = this;
    return {
      name,
      properties: {
        format: 'Csv',
        partitionData: true,
        definition: { type },
        deliveryInfo: { destination: { resourceId, container, rootFolderPath: '/exports/finops/', ...destination } },
      },
    };
  }

  /** Writes a run of September, its manifest last; answers its folder. */
  async run(name: string, run_id: string, parts: Record<string, string | Buffer>): Promise<string> {
    const folder = `exports/finops/${name}/20260901-20260930/${run_id}`;
    for (const [part, content] of Object.entries(parts)) await this.put(`${folder}/${part}`, content);
    const blobs = Object.keys(parts).map((part) => ({ blobName: `${folder}/${part}` }));
    const manifest = { blobCount: blobs.length, runInfo: { startDate: '2026-09-01T00:00:00', runId: run_id }, blobs };
    await this.put(`${folder}/manifest.json`, JSON.stringify(manifest));
    return folder;
  }

  /** The sources of a connection on 2 October 2026. */
  sourcesNow(logged: LogLine[] = []): Promise<CostSource[]> {
    const scope = { subscription_id: SUBSCRIPTION };
    const connection = {
      ...connectTo(this.double.url, scope, { now: '2026-10-02T10:00:00Z', logged }),
      config: parseConfig({ AZURE_BASE_URL: this.double.url, AZURE_BLOB_BASE_URL: this.#storage!.url }),
    };
    return azureCostSources(connection, async () => undefined);
  }

  /** The FOCUS rows of a file; all of them are good. */
  async rowsOf(path: string): Promise<Record<string, string | null>[]> {
    const staged = await this.staging.stagePath(path);
    try {
      expect(staged.rows_bad).toBe(0);
      return await staged.rows();
    } finally {
      await staged.discard();
    }
  }
}
