import { printHcl } from '../hcl.ts';
import { readmeOf } from '../readme.ts';
import type { CodeFile, CodeRequest } from '../types.ts';
import { combine } from './combine.ts';
import { hclFile } from './index.ts';
import { isAlone, type Place, placeKey, providerItems, providerReference, versionItems } from './place.ts';
import { firstStep, removes, secondStep } from './print.ts';

/**
 * The changes of several recommendations as one configuration of Terraform: versions, a provider for each account and
 * region, a file for each change (two steps where something is deleted) and a README, which also names what could not be
 * written. Of two that can't both be made, the first in order is. `without_code` are titles of others that were chosen, but
 * that no code can be made for; the README names them.
 */
export function bulkFiles(requests: readonly CodeRequest[], without_code: readonly string[] = []): CodeFile[] {
  const combined = combine(requests);
  const { parts } = combined;
  const places: Place[] = [...new Map(parts.map(({ place }) => [placeKey(place), place])).values()];
  const readme: CodeFile = { path: 'README.md', language: 'markdown', content: readmeOf(combined, without_code) };
  if (parts.length === 0) return [readme];
  const files = parts.flatMap(({ place, draft, name, requests: about }) => {
    const provider = providerReference(place, isAlone(places, place));
    const second = secondStep(about, draft, provider);
    return [
      hclFile(`${name}.tf`, printHcl(firstStep(about, draft, provider))),
      ...(second.length === 0 ? [] : [hclFile(`delete/${name}.tf`, printHcl(second))]),
    ];
  });
  const removing = parts.some(({ draft }) => removes(draft));
  return [
    readme,
    hclFile('versions.tf', printHcl(versionItems(places, removing))),
    hclFile('providers.tf', printHcl(providerItems(places))),
    ...files,
  ];
}
