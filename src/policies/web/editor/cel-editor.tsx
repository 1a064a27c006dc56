import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { tokensOf } from './cel-tokens.ts';
import { type Known, suggestionsAt } from './completions.ts';
import { themeOf } from './editor-theme.ts';

/** Something wrong, and where. */
export interface Underlined {
  from: number;
  to: number;
  message: string;
}

export interface CelEditorProps {
  value: string;
  change: (value: string) => void;
  errors: readonly Underlined[];
  known: Known;
  hint: string;
  /** Ids of what names and describes it. */
  labelled_by: string;
  described_by: string;
}

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor({ state }: EditorView) {
      this.decorations = coloured(state);
    }

    update({ docChanged, state }: ViewUpdate): void {
      if (docChanged) this.decorations = coloured(state);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function coloured({ doc }: EditorState): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { kind, from, to } of tokensOf(doc.toString()))
    builder.add(from, to, Decoration.mark({ class: `cel-${kind}` }));
  return builder.finish();
}

function completed({ state, pos, explicit }: CompletionContext, known: Known): CompletionResult | null {
  const found = suggestionsAt(state.doc.toString(), pos, known);
  if (!found || (!explicit && found.from === pos && state.sliceDoc(pos - 1, pos) !== '.')) return null;
  return {
    from: found.from,
    options: found.items.map(({ label, detail, info, kind, apply }) => ({
      label,
      detail,
      info,
      apply,
      type: kind,
      // What is judged comes before what can be done with it.
      boost: kind === 'function' ? -1 : 0,
    })),
    validFor: /^[\w.-]*$/,
  };
}

/** The part that is wrong; at the very end of the text, what stands before it. */
const shown = ({ from, to, message }: Underlined, length: number) => ({
  from: Math.min(from === to && to >= length ? Math.max(0, length - 1) : from, length),
  to: Math.min(from === to ? to + 1 : to, length),
  severity: 'error' as const,
  message,
});

/** A field for an expression: coloured, with completion, what is wrong underlined. Tab leaves it, as any other field. */
export default function CelEditor(props: CelEditorProps) {
  const holder = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const { value, errors, hint, labelled_by, described_by } = props;

  useEffect(() => {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
    const made = new EditorView({
      parent: holder.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          EditorView.cspNonce.of(nonce),
          themeOf(),
          colours,
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({
            override: [(context) => completed(context, latest.current.known)],
            icons: false,
            activateOnTyping: true,
          }),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          placeholder(hint),
          EditorView.contentAttributes.of({
            'aria-labelledby': labelled_by,
            'aria-describedby': described_by,
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.change(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [hint, labelled_by, described_by]);

  // What the page sets, such as by a template, is taken over; what was typed here is there already.
  useEffect(() => {
    const { current } = view;
    if (!current || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const { current } = view;
    if (!current) return;
    const { length } = current.state.doc;
    current.dispatch(
      setDiagnostics(
        current.state,
        errors.map((error) => shown(error, length)),
      ),
    );
    current.contentDOM.setAttribute('aria-invalid', String(errors.length > 0));
  }, [errors]);

  return <div ref={holder} className="cel-editor" data-invalid={errors.length > 0 || undefined} />;
}
