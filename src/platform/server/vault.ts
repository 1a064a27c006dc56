import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { Transaction } from './database.ts';

interface OrganizationKeyTable {
  organization_id: string;
  wrapped_key: Buffer;
  wrapped_with: string;
}

declare module './database.ts' {
  interface Tables {
    organization_keys: OrganizationKeyTable;
  }
}

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/** A text that nobody sees by accident: logs, JSON and string concatenation show `[redacted]`. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  /** The text itself, for the one call that needs it. */
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return '[redacted]';
  }
  toJSON(): string {
    return '[redacted]';
  }
  [inspect.custom](): string {
    return '[redacted]';
  }
}

/** `version, iv, tag, ciphertext`; what it belongs to is bound as associated data. */
function encrypt(key: Buffer, plain: Buffer, belongs_to: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(belongs_to));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), text]);
}

/** Throws when the key is another, a byte was changed, or it belongs to something else. */
function decrypt(key: Buffer, sealed: Buffer, belongs_to: string): Buffer {
  if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES) throw new Error('These encrypted bytes are not ours.');
  const iv = sealed.subarray(1, 1 + IV_BYTES);
  const tag = sealed.subarray(1 + IV_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(belongs_to)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
}

interface WrappingKey {
  key: Buffer;
  /** Tells keys apart without telling anything of them. */
  name: string;
}

function wrappingKey(encryption_key: string): WrappingKey {
  const key = Buffer.from(hkdfSync('sha256', encryption_key, '', 'finopsmind key wrapping', 32));
  return { key, name: createHash('sha256').update(key).digest('hex').slice(0, 16) };
}

/** Encrypts the secrets of organizations, each under a data key of its own that ENCRYPTION_KEY wraps. */
export interface Vault {
  /** Encrypts `text` for `record` (such as `provider <id>`) of the organization that `tx` is bound to. */
  seal(tx: Transaction, organization_id: string, record: string, text: string): Promise<Buffer>;
  /** The text that was sealed for this record; throws when it belongs to another record or organization, or was changed. */
  open(tx: Transaction, organization_id: string, record: string, sealed: Buffer): Promise<Secret>;
}

/**
 * A vault under `encryption_key`. Data keys that `previous_key` wrapped are wrapped anew at their next use, so that
 * ENCRYPTION_KEY can be replaced while the product runs.
 */
export function createVault(encryption_key: string, previous_key?: string): Vault {
  const current = wrappingKey(encryption_key);
  const known = [current, ...(previous_key === undefined ? [] : [wrappingKey(previous_key)])];

  async function makeDataKey(tx: Transaction, organization_id: string): Promise<Buffer> {
    const wrapped_key = encrypt(current.key, randomBytes(32), organization_id);
    await tx
      .insertInto('organization_keys')
      .values({ organization_id, wrapped_key, wrapped_with: current.name })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return dataKey(tx, organization_id);
  }

  async function dataKey(tx: Transaction, organization_id: string): Promise<Buffer> {
    const row = await tx
      .selectFrom('organization_keys')
      .select(['wrapped_key', 'wrapped_with'])
      .where('organization_id', '=', organization_id)
      .executeTakeFirst();
    if (!row) return makeDataKey(tx, organization_id);
    const wrapping = known.find((key) => key.name === row.wrapped_with);
    if (!wrapping)
      throw new Error(
        'The secrets of this organization were encrypted under another ENCRYPTION_KEY. Set that one, or name it in ENCRYPTION_KEY_PREVIOUS.',
      );
    const key = decrypt(wrapping.key, row.wrapped_key, organization_id);
    if (wrapping !== current)
      await tx
        .updateTable('organization_keys')
        .set({ wrapped_key: encrypt(current.key, key, organization_id), wrapped_with: current.name })
        .where('organization_id', '=', organization_id)
        .execute();
    return key;
  }

  return {
    seal: async (tx, organization_id, record, text) =>
      encrypt(await dataKey(tx, organization_id), Buffer.from(text), `${organization_id} ${record}`),
    open: async (tx, organization_id, record, sealed) =>
      new Secret(decrypt(await dataKey(tx, organization_id), sealed, `${organization_id} ${record}`).toString()),
  };
}
