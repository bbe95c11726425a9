import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { SQLDialect, sql, type SQLNamespace } from '@codemirror/lang-sql';
import { bracketMatching } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { editorTheme } from './editor-theme.js';

/** ClickHouse's words on top of the SQL that CodeMirror knows: what people reach for in these tables. */
const dialect = SQLDialect.define({
  backslashEscapes: true,
  identifierQuotes: '`"',
  keywords:
    'select from where group by order having limit offset as and or not in between like ilike is null distinct with union all ' +
    'join left right inner full cross any asof on using prewhere sample final array case when then else end asc desc interval ' +
    'over partition rows range window show tables describe explain fill step totals second minute hour day week month quarter year',
  builtin:
    'count countIf sum sumIf avg min max any argMax argMin uniq uniqExact uniqExactIf quantile quantiles median topK groupArray ' +
    'groupUniqArray toDate toDateTime toStartOfMinute toStartOfFiveMinutes toStartOfHour toStartOfDay toStartOfWeek ' +
    'toStartOfMonth toStartOfInterval dateDiff now today yesterday toString toUInt32 toInt64 toFloat64 length lower upper ' +
    'domain path replaceAll splitByChar arrayJoin JSONExtractString JSONExtractInt JSONExtractFloat JSONExtractBool ' +
    'JSONHas if multiIf coalesce round concat substring',
  types: 'String UInt8 UInt16 UInt32 UInt64 Int32 Int64 Float64 UUID Date DateTime DateTime64 LowCardinality Array',
});

export interface EditorHandle {
  read: () => string;
  write: (text: string) => void;
  complete: (schema: SQLNamespace) => void;
  destroy: () => void;
}

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  onChange: (text: string) => void;
  onRun: () => void;
}

/**
 * An SQL editor. It lives in a shadow root, where CodeMirror brings its styles as constructed sheets: the `<style>` element
 * that it would put into the page is refused by the content security policy.
 */
export function createEditor({ parent, text, onChange, onRun }: EditorOptions): EditorHandle {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
  const language = new Compartment();
  const run = { key: 'Mod-Enter', run: () => (onRun(), true) };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        // Tab is left alone: it must lead out of the editor for people who use the keyboard.
        keymap.of([run, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false' }),
        placeholder('SELECT …'),
        language.of(sql({ dialect })),
        editorTheme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    read: () => view.state.doc.toString(),
    write: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    complete: (schema) => view.dispatch({ effects: language.reconfigure(sql({ dialect, schema })) }),
    destroy: () => view.destroy(),
  };
}
