import { bandPath, type Frame, heightOf, middleOf } from './geometry.ts';
import type { ChartData, Marker } from './series.ts';

interface OverlayProps {
  data: ChartData;
  frame: Frame;
}

/** The ranges around lines, the first behind the others. */
export const Bands = ({ data, frame }: OverlayProps) =>
  (data.bands ?? []).map(({ name, color, opacity, ...edges }) => (
    <path key={name} d={bandPath(frame, edges)} style={{ fill: color }} fillOpacity={opacity} />
  ));

/** Titles of levels nearer to each other than this would run into each other. */
const TITLE_HEIGHT = 14;

/** Levels from the lowest, each with where its title is: above its line, and above the title below it. */
function titledLevels({ data, frame }: OverlayProps) {
  let free = Number.POSITIVE_INFINITY;
  return (data.levels ?? [])
    .toSorted((one, other) => one.amount - other.amount)
    .map((level) => {
      const y = heightOf(frame, level.amount);
      const title_y = Math.min(y - 4, free);
      free = title_y - TITLE_HEIGHT;
      return { ...level, y, title_y };
    });
}

/** Amounts to hold the series against; their titles stand at the left, where what adds up is still low. */
export function Levels(props: OverlayProps) {
  const levels = titledLevels(props);
  const { left, width } = props.frame;
  return (
    <>
      {levels.map(({ title, color, is_dashed, y }) => (
        <line
          key={title}
          x1={left}
          x2={width}
          y1={y}
          y2={y}
          style={{ stroke: color }}
          strokeWidth="1.25"
          strokeDasharray={is_dashed ? '2 4' : undefined}
        />
      ))}
      {levels.map(({ title, title_y }) => (
        <text key={title} x={left + 6} y={title_y} className="chart-level">
          {title}
        </text>
      ))}
    </>
  );
}

const LABEL_ROOM = 60;

function Today({ marker, x, frame }: { marker: Marker; x: number; frame: Frame }) {
  // Marks of what lies ahead are on the other side.
  const has_room = x - frame.left > LABEL_ROOM;
  return (
    <>
      <line x1={x} x2={x} y1={frame.top} y2={frame.height - frame.bottom} className="chart-today" />
      <text x={has_room ? x - 6 : x + 6} y={frame.top + 8} textAnchor={has_room ? 'end' : 'start'}>
        {marker.title}
      </text>
    </>
  );
}

function Event({ x, frame }: { x: number; frame: Frame }) {
  return (
    <>
      <line x1={x} x2={x} y1={frame.top} y2={frame.height - frame.bottom} className="chart-event-line" />
      <path d={`M${x},${frame.top - 5}l5,5l-5,5l-5,-5z`} className="chart-event" />
    </>
  );
}

/** Days to know of; what a mark means stands in the hover card of its day. */
export function Markers({ data, frame }: OverlayProps) {
  const places = new Map(data.points.map(({ date }, index) => [date, index]));
  return (data.markers ?? []).map((marker) => {
    const index = places.get(marker.date);
    if (index === undefined) return null;
    const x = middleOf(frame, index);
    return (
      <g key={`${marker.kind} ${marker.date} ${marker.title}`}>
        {marker.kind === 'today' ? <Today marker={marker} x={x} frame={frame} /> : <Event x={x} frame={frame} />}
      </g>
    );
  });
}
