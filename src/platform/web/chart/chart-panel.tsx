import { ActionIcon, Menu, SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import type { Formats } from '../format.ts';
import { Panel } from '../ui/page.tsx';
import { CostChart } from './cost-chart.tsx';
import { chartPicture, download } from './download.ts';
import type { ChartShape } from './marks.tsx';
import { type ChartData, chartCsv } from './series.ts';

export type PanelShape = ChartShape | 'table';

interface ChartPanelProps {
  title: string;
  note?: ReactNode;
  data: ChartData;
  currency: string;
  formats: Formats;
  shape: PanelShape;
  /** What it can be drawn as. */
  shapes: PanelShape[];
  setShape: (shape: PanelShape) => void;
  /** The same figures as a table. */
  table: ReactNode;
  /** What the chart shows in one sentence, for those who do not see it. */
  summary: string;
  height: number;
  pick?: (name: string) => void;
  /** What stands below the chart or the table. */
  children?: ReactNode;
}

const SHAPE_TITLES: Record<PanelShape, string> = { bars: 'Bars', areas: 'Areas', lines: 'Lines', table: 'Table' };

function Downloads({ title, data, picture }: { title: string; data: ChartData; picture: (() => void) | null }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Keep this chart">
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => download(`${title}.csv`, new Blob([chartCsv(data)], { type: 'text/csv' }))}>
          Figures as CSV
        </Menu.Item>
        <Menu.Item disabled={picture === null} onClick={picture ?? undefined}>
          Picture as PNG
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A chart on its own surface, or its figures as a table, to keep as picture or CSV. */
export function ChartPanel(props: ChartPanelProps) {
  const { title, note, data, currency, formats, shape, shapes, setShape, table, summary, height, pick } = props;
  const chart = useRef<HTMLDivElement>(null);
  const savePicture = async (): Promise<void> => {
    const svg = chart.current?.querySelector<SVGSVGElement>('.chart-surface svg');
    if (svg) download(`${title}.png`, await chartPicture(svg));
  };
  return (
    <Panel
      title={title}
      note={note}
      actions={
        <div className="page-actions">
          <SegmentedControl
            size="xs"
            aria-label="Drawn as"
            data={shapes.map((value) => ({ value, label: SHAPE_TITLES[value] }))}
            value={shape}
            onChange={(value) => setShape(value as PanelShape)}
          />
          <Downloads title={title} data={data} picture={shape === 'table' ? null : () => void savePicture()} />
        </div>
      }
    >
      <div ref={chart}>
        {shape === 'table' ? (
          table
        ) : (
          <CostChart
            shape={shape}
            data={data}
            currency={currency}
            formats={formats}
            height={height}
            summary={summary}
            pick={pick}
          />
        )}
      </div>
      {props.children}
    </Panel>
  );
}
