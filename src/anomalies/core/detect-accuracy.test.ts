import { describe, expect, it } from 'vitest';
import { judgePanel } from '../../../bench/accuracy/anomaly.ts';
import { figuresOf, type JudgedSeries, judgeSeries, type PlantedEvent } from '../../../bench/accuracy/anomaly-judge.ts';
import { BASE_KINDS, makePanel } from '../../../bench/accuracy/anomaly-panels.ts';

const seriesWith = (events: readonly PlantedEvent[]): JudgedSeries => ({
  tenant: 'T1',
  base: 'flat',
  series: { id: 'T1/S', start: '2024-01-01', values: new Float64Array(400).fill(1) },
  events,
});
const spike: PlantedEvent = { kind: 'spike', start: 150, end: 151, alarm: true };
const drift: PlantedEvent = { kind: 'drift', start: 250, end: 270, alarm: true };

describe('the judge', () => {
  const cases: { name: string; alarms: number[]; delays: (number | null)[]; false_alarms: number[] }[] = [
    { name: 'nothing found', alarms: [], delays: [null, null], false_alarms: [] },
    { name: 'the first alarm counts', alarms: [151, 152, 255, 256], delays: [1, 5], false_alarms: [] },
    { name: 'a day late is found, of a drift seven', alarms: [152, 277], delays: [2, 27], false_alarms: [] },
    { name: 'later is aftermath', alarms: [153, 160, 278, 305], delays: [null, null], false_alarms: [] },
    { name: 'and then false', alarms: [161, 306], delays: [null, null], false_alarms: [161, 306] },
    { name: 'too early is false', alarms: [149], delays: [null, null], false_alarms: [149] },
    { name: 'near ones are one', alarms: [110, 113, 116, 120], delays: [null, null], false_alarms: [110, 120] },
    { name: 'before day 100 nothing counts', alarms: [20, 99], delays: [null, null], false_alarms: [] },
  ];
  it.each(cases)('$name', ({ alarms, delays, false_alarms }) => {
    const verdict = judgeSeries(seriesWith([spike, drift]), alarms);
    expect(verdict.delays.map(({ delay }) => delay)).toEqual(delays);
    expect(verdict.false_alarms).toEqual(false_alarms);
  });

  it('counts month starts and ends outside of events', () => {
    // 2024-05-31, 2024-06-01 and 2024-06-02 are days 151 to 153, in the spike and its aftermath.
    const none = judgeSeries(seriesWith([]), []);
    const verdict = judgeSeries(seriesWith([spike]), [152, 180, 181, 182]);
    expect(none.boundary_days - verdict.boundary_days).toBe(4);
    expect(verdict.boundary_alarms).toBe(3);
  });

  it('takes what must not be found for no event', () => {
    const verdict = judgeSeries(seriesWith([{ kind: 'holiday', start: 150, end: 158, alarm: false }]), [152]);
    expect(verdict.delays).toEqual([]);
    expect(verdict.false_alarms).toEqual([152]);
  });

  it('adds verdicts up', () => {
    const found = judgeSeries(seriesWith([spike]), [150, 300]);
    const missed = judgeSeries(seriesWith([spike]), []);
    expect(figuresOf([found, missed])).toMatchObject({
      events: 2,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      false_alarms: 1,
      false_per_1000: 1000 / 600,
      kinds: { spike: { events: 2, recall: 0.5, mean_delay: 0 } },
    });
  });
});

describe('panels of our own', () => {
  it('are the same for the same seed, and of all kinds', () => {
    const panel = makePanel(31);
    expect(makePanel(31)).toEqual(panel);
    expect(makePanel(32)).not.toEqual(panel);
    expect(new Set(panel.map(({ base }) => base))).toEqual(new Set([...BASE_KINDS, 'new_service', 'new_trivial']));
    expect(panel.every(({ series }) => series.values.length === 400 && series.values.every(Number.isFinite))).toBe(
      true,
    );
  });

  it('are judged as well as we say', () => {
    const figures = [31, 32].map((seed) => figuresOf(judgePanel(makePanel(seed))));
    for (const { f1, recall, false_per_1000, boundary_percent } of figures) {
      expect(f1).toBeGreaterThan(0.88);
      expect(recall).toBeGreaterThan(0.91);
      expect(false_per_1000).toBeLessThan(0.5);
      expect(boundary_percent).toBeLessThan(1);
    }
  });
});
