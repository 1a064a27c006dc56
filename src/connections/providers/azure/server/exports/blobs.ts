import type { Connection } from '../../../../server/provider.ts';
import type { AzureCredentials } from '../../core/credentials.ts';
import type { AzureClient } from '../client.ts';

/** What is known of a blob from a listing. */
export interface Blob {
  name: string;
  etag: string;
  /** When it was written, as HTTP writes dates. */
  last_modified: string;
}

/** A container of Blob storage, read with the sign-in of the connection. */
export interface BlobContainer {
  /** Every blob below `prefix`, in the order of their names. */
  list(prefix: string): Promise<Blob[]>;
  /** A small blob as text. */
  text(name: string): Promise<string>;
  /** Writes a blob to a file. */
  save(name: string, path: string): Promise<void>;
}

/** The permission that reading needs, which the role Storage Blob Data Reader has. */
export const READ_BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

/** The first version that takes tokens for everything that is asked here is 2017-11-09; this one is served until further notice. */
const STORAGE_VERSION = '2021-08-06';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!);

const element = (xml: string, name: string): string | null => {
  const match = new RegExp(`<${name}( Encoded="true")?>([^<]*)</${name}>`, 'i').exec(xml);
  if (!match) return null;
  return match[1] ? decodeURIComponent(match[2]!) : unescaped(match[2]!);
};

/** A page of `List Blobs`. Source: Azure Storage REST API, List Blobs. */
export function parseListing(xml: string): { blobs: Blob[]; next_marker: string | null } {
  const blobs = [...xml.matchAll(/<Blob>.*?<\/Blob>/gs)].map(([blob]) => ({
    name: element(blob, 'Name') ?? '',
    etag: element(blob, 'Etag') ?? '',
    last_modified: element(blob, 'Last-Modified') ?? '',
  }));
  return { blobs, next_marker: element(xml, 'NextMarker') || null };
}

const encodePath = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

/** The name of a storage account, from its resource id. */
export const accountNameOf = (storage_account_id: string): string => storage_account_id.split('/').at(-1)!;

/** The container `container` of the storage account with the given resource id. */
export function openContainer(
  { config }: Connection<AzureCredentials>,
  { transport }: AzureClient,
  storage_account_id: string,
  container: string,
): BlobContainer {
  const account = accountNameOf(storage_account_id);
  // The name becomes part of a host that is sent a token: it must be nothing else.
  if (!/^[a-z0-9]{3,24}$/.test(account)) throw new Error(`${account} is no name of a storage account.`);
  const base_url = config.AZURE_BLOB_BASE_URL && `${config.AZURE_BLOB_BASE_URL}/${account}`;
  const get = (path: string, counted_as: string, save_to?: string) =>
    transport({
      method: 'GET',
      url: `https://${account}.blob.core.windows.net/${encodeURIComponent(container)}${path}`,
      token_scope: 'https://storage.azure.com/.default',
      base_url,
      headers: { accept: '*/*', 'x-ms-version': STORAGE_VERSION },
      ...(save_to === undefined ? {} : { save_to }),
      counted_as: `Microsoft.Storage/blobs/${counted_as}`,
    });
  return {
    async list(prefix) {
      const all: Blob[] = [];
      for (let marker: string | null = ''; marker !== null; ) {
        const query = new URLSearchParams({
          restype: 'container',
          comp: 'list',
          prefix,
          ...(marker ? { marker } : {}),
        });
        const { blobs, next_marker } = parseListing((await get(`?${query}`, 'list')).bytes.toString());
        all.push(...blobs);
        marker = next_marker;
      }
      return all;
    },
    async text(name) {
      return (await get(`/${encodePath(name)}`, 'get')).bytes.toString();
    },
    async save(name, path) {
      await get(`/${encodePath(name)}`, 'get', path);
    },
  };
}
