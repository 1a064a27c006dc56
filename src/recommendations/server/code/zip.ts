import { strToU8, type Zippable, zipSync } from 'fflate';
import type { CodeFile } from '../../core/code/types.ts';

/**
 * A ZIP of `files` below one folder, sorted by path: the same files make the same bytes, whenever and wherever they are
 * packed. Throws when two have the same path.
 */
export function zipOf(folder: string, files: readonly CodeFile[]): Uint8Array {
  const entries = files.map(({ path, content }): [string, Uint8Array] => [`${folder}/${path}`, strToU8(content)]);
  const sorted: Zippable = Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (Object.keys(sorted).length < files.length) throw new Error('Two files of a ZIP have the same path.');
  // ZIP has local times only, from this day on.
  return zipSync(sorted, { mtime: new Date(1980, 0, 1) });
}
