import { areaPath, bandOf, type Frame, gappedPath, heightOf, linePath, middleOf, stack } from './geometry.ts';
import { Bands, Levels, Markers } from './overlays.tsx';
import type { ChartData } from './series.ts';

export type ChartShape = 'bars' | 'areas' | 'lines';

interface MarksProps {
  shape: ChartShape;
  data: ChartData;
  frame: Frame;
  /** Begins the ids of the patterns for what is not complete. */
  id: string;
  pick?: (name: string) => void;
}

const WIDEST_BAR = 56;
/** So many points in a line run into each other unless it is thin. */
const MANY_POINTS = 300;

/** Stripes in each series' colour, for what is not complete. */
export function Hatches({ id, data }: { id: string; data: ChartData }) {
  return (
    <defs>
      {data.series.map(({ name, color }, index) => (
        <pattern
          key={name}
          id={`${id}-${index}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" style={{ fill: color }} fillOpacity="0.28" />
          <rect width="2.5" height="6" style={{ fill: color }} />
        </pattern>
      ))}
    </defs>
  );
}

function Bars({ data, frame, id, pick }: MarksProps) {
  const width = Math.max(1, Math.min(WIDEST_BAR, bandOf(frame) * 0.76));
  return stack(data.points).map((segments, index) => (
    <g key={data.points[index]?.date}>
      {segments.map((segment, number) => {
        const series = data.series[number];
        if (!segment || !series) return null;
        const [y, end] = [
          heightOf(frame, Math.max(segment.from, segment.to)),
          heightOf(frame, Math.min(segment.from, segment.to)),
        ];
        const can_pick = pick && !series.is_rest;
        return (
          // The legend below has the same choice for the keyboard.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
          <rect
            key={series.name}
            x={middleOf(frame, index) - width / 2}
            y={y}
            width={width}
            height={Math.max(0.5, end - y)}
            className={can_pick ? 'chart-pickable' : undefined}
            style={{ fill: data.points[index]?.incomplete ? `url(#${id}-${number})` : series.color }}
            onClick={can_pick ? () => pick(series.name) : undefined}
          />
        );
      })}
    </g>
  ));
}

function Areas({ data, frame }: MarksProps) {
  const stacked = stack(data.points);
  return data.series.map(({ name, color }, index) => (
    <path key={name} d={areaPath(frame, stacked, index)} style={{ fill: color, stroke: color }} fillOpacity="0.78" />
  ));
}

function Lines({ data, frame }: MarksProps) {
  const path = (index: number, is_broken = false): string =>
    is_broken
      ? gappedPath(
          frame,
          data.points.map((point) => point.values[index] ?? null),
        )
      : linePath(frame, data.points, index);
  return data.series.map(({ name, color, is_dashed, is_broken }, index) => (
    <path
      key={name}
      d={path(index, is_broken)}
      strokeDasharray={is_dashed ? '5 4' : undefined}
      style={{ fill: 'none', stroke: color }}
      strokeWidth={data.points.length > MANY_POINTS ? 1.25 : 2}
      strokeLinejoin="round"
      strokeLinecap="round"
    />
  ));
}

const SHAPES = { bars: Bars, areas: Areas, lines: Lines };

/** The drawn amounts. Areas and lines can't be striped: what is not complete gets a striped ground instead. */
export function Marks(props: MarksProps) {
  const { shape, data, frame, id } = props;
  const Shape = SHAPES[shape];
  return (
    <>
      {shape !== 'bars' &&
        data.points.map(
          (point, index) =>
            point.incomplete && (
              <rect
                key={point.date}
                x={middleOf(frame, index) - bandOf(frame) / 2}
                y={frame.top}
                width={bandOf(frame)}
                height={frame.height - frame.top - frame.bottom}
                fill={`url(#${id}-ground)`}
              />
            ),
        )}
      <Bands data={data} frame={frame} />
      <Shape {...props} />
      <Levels data={data} frame={frame} />
      <Markers data={data} frame={frame} />
    </>
  );
}
