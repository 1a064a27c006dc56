/** The secret of each way in, and the fields that say whose it is. */
const SECRETS: readonly { secret: string; owner: readonly string[] }[] = [
  { secret: 'secret_key', owner: ['access_key_id'] },
  { secret: 'client_secret', owner: ['tenant_id', 'client_id'] },
];

const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase();

/**
 * New credentials with the secret of `kept`, those there were, where they have none of their own and it belongs to the same
 * access key or application. Everything else is as in `given`.
 */
export function withKeptSecret(given: Record<string, unknown>, kept: unknown): Record<string, unknown> {
  if (typeof kept !== 'object' || kept === null) return given;
  const before = kept as Record<string, unknown>;
  const stays = SECRETS.find(
    ({ secret, owner }) =>
      given[secret] === undefined &&
      before[secret] !== undefined &&
      owner.every((name) => isSame(given[name], before[name])),
  );
  return stays ? { ...given, [stays.secret]: before[stays.secret] } : given;
}
