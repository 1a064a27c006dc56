import { Button, CopyButton, Group } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { download } from '../chart/download.ts';
import './text-file.css';

interface TextFileProps {
  /** What is read out for it. */
  title: string;
  /** As it is shown above the text. */
  path: string;
  /** As it is called on disk. */
  file_name: string;
  text: string;
}

/** A text to copy or download. */
export function TextFile({ title, path, file_name, text }: TextFileProps) {
  return (
    <div className="text-file">
      <div className="text-file-head">
        <code>{path}</code>
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
  );
}
