/** What the browser could not load of the app: it was not reached, or a newer version has taken its place. */
const missing = new WeakSet<object>();

// The build calls this for every module and style sheet that is loaded later and does not come.
addEventListener('vite:preloadError', (event: Event & { payload?: unknown }) => {
  if (typeof event.payload === 'object' && event.payload !== null) missing.add(event.payload);
});

const SAID =
  'A part of this page could not be loaded: the server cannot be reached, or it has a newer version. Load the page again.';

/** What people are told of an error of a page, and whether only loading the page again can mend it. */
export function pageErrorOf(error: unknown): { error: Error; needs_reload: boolean } {
  if (typeof error === 'object' && error !== null && missing.has(error))
    return { error: new Error(SAID, { cause: error }), needs_reload: true };
  return { error: error instanceof Error ? error : new Error(String(error)), needs_reload: false };
}
