import { createHash, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const ISSUER = 'finopsmind';
const claimsSchema = z.object({ sid: z.uuid(), exp: z.number() });

/** Signs and reads session tokens, and makes the CSRF token of a session. */
export interface Tokens {
  sign(
    session_id: string,
    user_id: string,
    organization_id: string,
    now: Date,
  ): Promise<{ token: string; expires_at: Date }>;
  /** The session a token is for; null when it was not signed by us, or is out of date. */
  read(token: string, now: Date): Promise<string | null>;
  csrfTokenOf(session_id: string): string;
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };
/** `24h` in milliseconds. */
const millisecondsOf = (expiry: string): number => Number(expiry.slice(0, -1)) * (UNITS[expiry.slice(-1)] ?? 0) * 1_000;

/** Tokens signed with `secret` (HS256) that last `expiry`, such as `24h`. The CSRF key is derived from it. */
export function createTokens(secret: string, expiry: string): Tokens {
  const key = createSecretKey(Buffer.from(secret));
  const csrf_key = Buffer.from(hkdfSync('sha256', secret, '', 'finopsmind csrf', 32));
  return {
    async sign(session_id, user_id, organization_id, now) {
      const expires_at = new Date(now.getTime() + millisecondsOf(expiry));
      const token = await new SignJWT({ sid: session_id, org: organization_id })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user_id)
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setIssuedAt(now)
        .setExpirationTime(expires_at)
        .sign(key);
      return { token, expires_at };
    },
    async read(token, now) {
      try {
        const options = { algorithms: ['HS256'], issuer: ISSUER, audience: ISSUER, currentDate: now };
        const { payload } = await jwtVerify(token, key, options);
        return claimsSchema.parse(payload).sid;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
        throw error;
      }
    },
    csrfTokenOf: (session_id) => createHmac('sha256', csrf_key).update(session_id).digest('base64url'),
  };
}

export const API_KEY_PREFIX = 'fom_';
/** A secret to hand out once; only its hash is kept. */
export const randomSecret = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');
/** What is kept of a secret that is long and random: no salt or slow hash is needed for those. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
