import { createContext, type ReactNode, useContext, useId } from 'react';

/** The level of parts' headings: one below that of what they stand in, a page (1) or a side panel (2). */
export const PartLevel = createContext<2 | 3>(3);

interface PartProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of what is told of a recommendation. */
export function Part({ title, note, actions, children }: PartProps) {
  const level = useContext(PartLevel);
  const id = useId();
  const heading = { id, className: 'part-title', children: title };
  return (
    <section className="finding-part" aria-labelledby={id}>
      <div className="finding-part-head">
        <div>
          {level === 2 ? <h2 {...heading} /> : <h3 {...heading} />}
          {note && <p className="quiet">{note}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
