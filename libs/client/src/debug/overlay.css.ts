/** Applied by a constructed style sheet, which a strict content security policy allows. */
export const OVERLAY_CSS = `
:host { all: initial; position: fixed; inset: auto 12px 12px auto; z-index: 2147483647; width: min(380px, calc(100vw - 24px));
  font: 13px/1.4 system-ui, sans-serif; color: #1c2330; }
section { background: #fff; border: 1px solid #c9d0dc; border-radius: 10px; box-shadow: 0 8px 30px #0003; overflow: hidden; }
header { display: flex; gap: 8px; align-items: center; padding: 8px 12px; background: #f2f4f8; font-weight: 600; }
header output { margin-left: auto; font-weight: 400; font-variant-numeric: tabular-nums; }
button { font: inherit; color: inherit; border: 1px solid #8e99ab; border-radius: 6px; background: none; padding: 0 8px; cursor: pointer; }
ol { list-style: none; margin: 0; padding: 0; max-height: 40vh; overflow: auto; }
li { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; padding: 6px 12px; border-top: 1px solid #e6e9ef; }
li small { grid-column: 1 / -1; color: #55607a; overflow-wrap: anywhere; }
.accepted { color: #0a6b3d; } .rejected, .dropped { color: #b3261e; } .queued, .waiting { color: #6b5900; }
@media (prefers-color-scheme: dark) {
  :host { color: #e6e9ef; } section { background: #171b23; border-color: #39414f; } header { background: #212733; }
  li { border-color: #2a313d; } li small { color: #a9b3c6; }
  .accepted { color: #62d69c; } .rejected, .dropped { color: #ff9c94; } .queued, .waiting { color: #e5cf6b; }
}`;
