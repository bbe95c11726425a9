/** The question that each panel asks, as one would ask it oneself: of the raw events, for all or one source. */
export type PanelName = 'active-users' | 'top-pages' | 'active-sessions' | 'timeline' | 'event-types';

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const only = (source: string) => (source ? `\n  AND source = ${quote(source)}` : '');

/** SQL that gives a panel's numbers. `user` is the one that is looked up. */
export function panelSql(panel: PanelName, source: string, user = ''): string {
  const from = (seconds: number) => `FROM events\nWHERE timestamp > now() - INTERVAL ${seconds} SECOND${only(source)}`;
  switch (panel) {
    case 'active-users':
      return `SELECT uniqExact(user_id) AS active_users\n${from(300)}\n  AND user_id != ''`;
    case 'active-sessions':
      return user
        ? `SELECT uniqExact(session_id) AS active_sessions\n${from(300)}\n  AND user_id = ${quote(user)}\n  AND session_id != ''`
        : `SELECT user_id, uniqExact(session_id) AS active_sessions\n${from(300)}\n  AND user_id != '' AND session_id != ''\n` +
            `GROUP BY user_id\nORDER BY active_sessions DESC, user_id\nLIMIT 10`;
    case 'top-pages':
      return (
        `SELECT page_url, count() AS views\n${from(900)}\n  AND name IN ('page_view', 'pageview', 'view')\n  AND page_url != ''\n` +
        `GROUP BY page_url\nORDER BY views DESC, page_url\nLIMIT 5`
      );
    case 'timeline':
      return (
        `SELECT\n  toStartOfMinute(timestamp) AS minute,\n  count() AS events,\n  uniqExactIf(user_id, user_id != '') AS users,\n` +
        `  uniqExactIf(session_id, session_id != '') AS sessions\n${from(3600)}\nGROUP BY minute\nORDER BY minute`
      );
    case 'event-types':
      return `SELECT name, count() AS events\n${from(86_400)}\nGROUP BY name\nORDER BY events DESC, name`;
  }
}
