import { dayText, type Formats } from '../format.ts';
import { type Frame, heightOf, labelStep, middleOf } from './geometry.ts';

const LABEL_WIDTH = 74;

interface DayAxesProps {
  frame: Frame;
  days: readonly string[];
  formats: Formats;
  textOf: (value: number) => string;
}

/** Lines with their values, and as many days below as there is room for. */
export function DayAxes({ frame, days, formats, textOf }: DayAxesProps) {
  const step = labelStep(frame, LABEL_WIDTH);
  return (
    <>
      {frame.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={frame.left}
            x2={frame.width}
            y1={heightOf(frame, tick)}
            y2={heightOf(frame, tick)}
            className={tick === 0 ? 'chart-zero' : 'chart-grid'}
          />
          <text x={frame.left - 8} y={heightOf(frame, tick)} dy="0.32em" textAnchor="end">
            {textOf(tick)}
          </text>
        </g>
      ))}
      {days.map(
        (day, index) =>
          index % step === 0 &&
          middleOf(frame, index) + LABEL_WIDTH / 2 < frame.width + 12 && (
            <text key={day} x={middleOf(frame, index)} y={frame.height - 6} textAnchor="middle">
              {dayText(day, formats, 'short')}
            </text>
          ),
      )}
    </>
  );
}
