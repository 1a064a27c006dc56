// 50 people on the dashboard of the sample company at once.
import { median, quantile, report, signUpWithSample, startServerProcess, temporaryFolder } from './_measure.ts';

const USERS = 50;
const SECONDS = 20;
/** What the dashboard asks for. */
const CALLS = [
  '/auth/me',
  '/costs/freshness',
  '/costs/summary',
  '/costs/trend?group_by=service',
  '/costs/breakdown?dimension=service&limit=10',
  '/costs/breakdown?dimension=account&limit=10',
];

const folder = temporaryFolder();
const server = await startServerProcess(folder.path);
const token = await signUpWithSample(server.url);
const headers = { authorization: `Bearer ${token}` };

const lagOf = async (): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1]);
};
await lagOf();

const times: number[] = [];
let errors = 0;
const until = performance.now() + SECONDS * 1_000;

/** Ranges differ from user to user, so that not everything comes from the cache. */
async function useDashboard(user: number): Promise<void> {
  const end = new Date(Date.now() - 86_400_000 * (user % 20)).toISOString().slice(0, 10);
  const start = new Date(Date.now() - 86_400_000 * (30 + user)).toISOString().slice(0, 10);
  while (performance.now() < until) {
    const began = performance.now();
    const answers = await Promise.all(
      CALLS.map((path) => {
        const range =
          path.startsWith('/costs/') && !path.includes('freshness')
            ? `${path.includes('?') ? '&' : '?'}start=${start}&end=${end}`
            : '';
        return fetch(`${server.url}/api/v1${path}${range}`, { headers }).then(
          async (answer) => (await answer.arrayBuffer(), answer.status),
        );
      }),
    );
    errors += answers.filter((status) => status !== 200).length;
    times.push(performance.now() - began);
  }
}

await Promise.all(Array.from({ length: USERS }, (_, user) => useDashboard(user)));
report('dashboards answered', times.length / SECONDS, 'per second');
report('dashboard, median', median(times), 'ms');
report('dashboard, 99 of 100', quantile(times, 0.99), 'ms');
report('errors', errors, '', { below: 0 });
report('longest block of the event loop', (await lagOf()) * 1_000, 'ms', { below: 100 });
await server.stop();
folder.remove();
