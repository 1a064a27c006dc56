import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet. It runs in libuv's thread pool. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** A hash that no password has, made once with the same cost: an unknown account takes as long to refuse as a known one. */
const dummy = hash(crypto.randomUUID(), COST);

/** True when `password` is the one that was hashed; `null` stands for an account that does not exist. */
export async function verifyPassword(known_hash: string | null, password: string): Promise<boolean> {
  const matches = await verify(known_hash ?? (await dummy), password);
  return matches && known_hash !== null;
}
