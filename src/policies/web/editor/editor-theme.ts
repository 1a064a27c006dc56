import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** The look of the field, by our tokens: so it follows light and dark by itself. */
export const themeOf = (): Extension =>
  EditorView.theme({
    '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: 'var(--text-small)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': {
      fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
      lineHeight: '1.55',
    },
    '.cm-content': { padding: '8px 0', minHeight: '66px', caretColor: 'var(--ink)' },
    '.cm-line': { padding: '0 10px' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '.cm-placeholder': { color: 'var(--ink-faint)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'var(--accent-soft)',
    },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent)' },
    '.cm-lintRange-error': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--up) 1px',
      textUnderlineOffset: '3px',
      textDecorationSkipInk: 'none',
    },
    '.cm-tooltip': {
      maxWidth: 'min(420px, 92vw)',
      color: 'var(--ink)',
      backgroundColor: 'var(--surface)',
      border: '1px solid var(--line-strong)',
      borderRadius: 'var(--radius-small)',
      boxShadow: 'var(--shadow-float)',
      overflow: 'hidden',
    },
    '.cm-tooltip.cm-tooltip-autocomplete': { overflow: 'visible' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '15em' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', fontSize: 'var(--text-small)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: 'var(--ink)',
      backgroundColor: 'var(--accent-soft)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '650' },
    '.cm-completionDetail': { color: 'var(--ink-muted)', fontStyle: 'normal', fontSize: '0.75rem' },
    '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', fontSize: '0.75rem', overflow: 'hidden' },
    '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--up)', fontSize: 'var(--text-small)' },
  });
