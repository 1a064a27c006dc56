import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useEver } from '../../platform/web/ui/ever.ts';

const load = () => import('./palette-dialog.tsx');
const PaletteDialog = lazy(async () => ({ default: (await load()).PaletteDialog }));

/** The button and the keys that open the palette. It is loaded when somebody is about to, not with the first page. */
export function Palette() {
  const [opened, setOpened] = useState(false);
  const ever_opened = useEver(opened);
  useHotkeys([['mod+K', () => setOpened(true)]], []);
  return (
    <>
      <button
        type="button"
        className="shell-search"
        onClick={() => setOpened(true)}
        onPointerEnter={() => void load()}
        aria-label="Go to a page"
      >
        <IconSearch size={16} aria-hidden={true} />
        <span>Go to…</span>
        <kbd>Ctrl K</kbd>
      </button>
      {ever_opened && (
        <Suspense>
          <PaletteDialog opened={opened} setOpened={setOpened} />
        </Suspense>
      )}
    </>
  );
}
