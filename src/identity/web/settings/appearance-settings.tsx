import { Radio, Stack, useMantineColorScheme } from '@mantine/core';
import { Panel } from '../../../platform/web/ui/page.tsx';

/** Light, dark, or as the system says; kept in this browser. */
export function AppearanceSettings() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Appearance" note="For this browser.">
      <Radio.Group
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        label="Colours"
      >
        <Stack gap="xs" mt="xs">
          <Radio value="light" label="Light" />
          <Radio value="dark" label="Dark" />
          <Radio value="auto" label="As the system" />
        </Stack>
      </Radio.Group>
    </Panel>
  );
}
