import { type Sources, ofSources, second } from './fragments.js';
import type { Question } from './question.js';

export interface TopPagesRow {
  page_url: string;
  views: number;
}

/** Page views per URL after the second `sinceSecond`, most first, ties by URL. */
export const topPages = (ask: { sinceSecond: number; sources: Sources; limit: number }): Question<TopPagesRow> => ({
  name: 'top_pages',
  sql: `
    SELECT page_url, sum(views) AS views
    FROM page_views_15m
    WHERE second > ${second('since')} AND page_url != '' ${ofSources(ask.sources)}
    GROUP BY page_url
    ORDER BY views DESC, page_url
    LIMIT {limit:UInt32}`,
  params: { since: ask.sinceSecond, sources: ask.sources, limit: ask.limit },
});
