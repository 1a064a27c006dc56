// Start and restart of the server, and the weight and paint of the first page.
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../test/support/browser.ts';
import { median, report, signUpWithSample, startServerProcess, temporaryFolder } from './_measure.ts';

const ROUNDS = 5;

async function measureStarts(): Promise<void> {
  const empty: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const folder = temporaryFolder();
    for (const times of [empty, again]) {
      const server = await startServerProcess(folder.path);
      times.push(server.milliseconds);
      await server.stop();
    }
    folder.remove();
  }
  report('empty start to /health', median(empty) / 1_000, 's', { below: 10 });
  report('restart to /health', median(again) / 1_000, 's', { below: 2 });
}

async function measurePage(executablePath: string): Promise<void> {
  const folder = temporaryFolder();
  const server = await startServerProcess(folder.path);
  const token = await signUpWithSample(server.url);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
  const paints: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([{ name: 'finopsmind_session', value: token, url: server.url }]);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(server.url, { waitUntil: 'networkidle' }).catch(() => page.waitForLoadState('load'));
    paints.push(
      await page.evaluate<number>(`new Promise((resolve) =>
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`),
    );
    await context.close();
  }
  report('first page, compressed, with its data', bytes / 1_000, 'kB', { below: 350 });
  report('largest paint of the dashboard', median(paints) / 1_000, 's', { below: 1.5 });
  await browser.close();
  await server.stop();
  folder.remove();
}

await measureStarts();
if (CHROMIUM) await measurePage(CHROMIUM);
else console.log('The page was not measured: there is no Chromium.');
