import { afterAll } from 'vitest';

// Files of tests share a process: what one sets of its environment is gone for the next.
const before = { ...process.env };
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
