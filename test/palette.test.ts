import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Color = [number, number, number];

/** The eight series colours of a theme, from the tokens that the pages use. */
function palette(theme: 'light' | 'dark'): Color[] {
  const css = readFileSync(new URL('../src/platform/web/tokens.css', import.meta.url), 'utf8');
  const found = [...css.matchAll(/--series-(\d): #([0-9a-f]{6})/g)].map(
    ([, number, hex]) => [Number(number), hex!] as const,
  );
  const half = theme === 'light' ? found.slice(0, 8) : found.slice(8, 16);
  expect(half.map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  return half.map(([, hex]) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Color);
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const times = (matrix: number[][], [a, b, c]: Color): Color =>
  matrix.map((row) => row[0]! * a + row[1]! * b + row[2]! * c) as Color;

/** Linear RGB as seen with each kind of dichromacy: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISIONS: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** OKLab, in which distances are about as large as they look (Ottosson, 2020). */
function oklab(rgb: Color): Color {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms.map(Math.cbrt) as Color,
  );
}

describe.each(['light', 'dark'] as const)('the eight colours in %s', (theme) => {
  // Two colours 0.02 apart are just told apart side by side; parts of a chart need several times that.
  it.each(Object.keys(VISIONS))('can be told apart with %s vision', (vision) => {
    const seen = palette(theme).map((color) => oklab(times(VISIONS[vision]!, color.map(linear) as Color)));
    const distances = seen.flatMap((a, index) =>
      seen.slice(index + 1).map((b, other) => ({
        pair: `${index + 1} and ${index + 2 + other}`,
        far: Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]),
      })),
    );
    expect(distances.filter(({ far }) => far < 0.08)).toEqual([]);
  });
});
