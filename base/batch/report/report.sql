-- The report: what this returns is written as CSV. This file is yours.
SELECT
  schemaname AS schema,
  relname AS table,
  n_live_tup AS rows,
  pg_total_relation_size(relid) AS bytes
FROM pg_stat_user_tables
ORDER BY bytes DESC, schema, "table";
