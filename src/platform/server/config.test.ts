import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};
const good_secret = 'k8Jx2vQ9pLw4nRz7tYb1mCf6hDs3gAe5';

describe('configuration', () => {
  it('has a default for everything, and takes an empty variable as not given', () => {
    expect(parseConfig({ SERVER_PORT: '', DATABASE_URL: '' })).toMatchObject({
      SERVER_PORT: 8080,
      SERVER_HOST: '0.0.0.0',
      JWT_EXPIRY: '24h',
    });
    expect(parseConfig({ SERVER_PORT: '' }).DATABASE_URL).toBeUndefined();
  });

  it('lists everything wrong at once', () => {
    const problems = problemsOf({ SERVER_PORT: '70000', JWT_SECRET: 'short', TRUST_PROXY: 'maybe' });
    for (const name of ['SERVER_PORT', 'JWT_SECRET', 'TRUST_PROXY']) expect(problems).toContain(name);
  });

  it('asks for secrets in production with an external database', () => {
    const production = { NODE_ENV: 'production', DB_HOST: 'db.internal' };
    expect(problemsOf(production)).toMatch(/JWT_SECRET.*\n.*ENCRYPTION_KEY/);
    expect(problemsOf({ ...production, JWT_SECRET: good_secret, ENCRYPTION_KEY: good_secret })).toBe('');
    expect(
      problemsOf({ ...production, JWT_SECRET: 'development-secret-development-secret', ENCRYPTION_KEY: good_secret }),
    ).toContain('well-known');
  });
});
