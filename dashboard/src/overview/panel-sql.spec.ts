import { expect, it } from '@jest/globals';
import { panelSql } from './panel-sql.js';

it('[D4] shows the SQL of a panel, narrowed to its source and user, with quotes that hold', () => {
  expect(panelSql('active-users', '')).toBe(
    "SELECT uniqExact(user_id) AS active_users\nFROM events\nWHERE timestamp > now() - INTERVAL 300 SECOND\n  AND user_id != ''",
  );
  expect(panelSql('active-sessions', 'shop', "o'brien\\")).toContain(`user_id = 'o\\'brien\\\\'`);
  expect(panelSql('top-pages', 'shop')).toContain("AND source = 'shop'");
});
