import { Button, CopyButton, Group, Tabs } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { download } from '../../../platform/web/chart/download.ts';
import type { SetupDocument } from '../../core/providers-contract.ts';

function DocumentView({ title, description, file_name, text }: SetupDocument) {
  return (
    <>
      <p className="document-note">{description}</p>
      <div className="document">
        <div className="document-head">
          <code>{file_name}</code>
          <Group gap="xs">
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button
                  size="compact-xs"
                  variant="default"
                  leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                  onClick={copy}
                >
                  <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
                  <span className="visually-hidden"> {title}</span>
                </Button>
              )}
            </CopyButton>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() => download(file_name, new Blob([text], { type: 'text/plain' }))}
            >
              Download<span className="visually-hidden"> {title}</span>
            </Button>
          </Group>
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
        <pre role="group" tabIndex={0} aria-label={title}>
          {text}
        </pre>
      </div>
    </>
  );
}

/** Documents to copy or download, a tab each. */
export function Documents({ documents }: { documents: SetupDocument[] }) {
  const [first] = documents;
  if (!first) return <p>Nothing has to be prepared.</p>;
  return (
    <Tabs defaultValue={first.id} keepMounted={false}>
      <Tabs.List>
        {documents.map(({ id, title }) => (
          <Tabs.Tab key={id} value={id}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {documents.map((document) => (
        <Tabs.Panel key={document.id} value={document.id} pt="md">
          <DocumentView {...document} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
