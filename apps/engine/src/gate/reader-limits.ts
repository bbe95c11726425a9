import { refusals } from '../exception/refusals.js';

/** What one query of `reader` may take. A query may ask for less, never for more. */
export const READER_LIMITS: Readonly<Record<string, number>> = {
  max_execution_time: 15,
  max_memory_usage: 1_000_000_000,
  max_result_rows: 100_000,
  max_result_bytes: 100_000_000,
  max_rows_to_read: 2_000_000_000,
  max_threads: 2,
  max_query_size: 262_144,
  max_ast_elements: 20_000,
  max_expanded_ast_elements: 100_000,
  max_ast_depth: 500,
  max_temporary_data_on_disk_size_for_query: 2_000_000_000,
};

/** Settings that are no limits and that `reader` may choose; they say how a result is written, or how a limit ends it. */
const FREE =
  /^(?:output_format_(?:json|csv|tsv|pretty|decimal|bool|native|arrow|parquet|binary)_\w+|date_time_output_format|session_timezone|result_overflow_mode|join_use_nulls|extremes|max_block_size|log_comment|use_uncompressed_cache)$/;
const PLAIN_VALUE = /^[\w .+:/-]{0,64}$/;

/** Formats that write rows and read nothing; others can name files with templates and schemas. */
const FORMATS =
  /^(?:JSON\w*|CSV\w*|TSV\w*|TabSeparated\w*|Pretty\w*|Native|RowBinary|RowBinaryWithNames|RowBinaryWithNamesAndTypes|Values|Vertical|XML|Markdown|Arrow|ArrowStream|Parquet|MsgPack|LineAsString|Null)$/;

/**
 * The settings of a query of `reader`: its own wishes within the limits. Throws 164, as a server does for a setting
 * that a constraint forbids.
 */
export function readerSettings(wishes: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [name, value] of wishes) {
    const limit = READER_LIMITS[name];
    const isLess = limit !== undefined && /^\d+(?:\.\d+)?$/.test(value) && Number(value) > 0 && Number(value) <= limit;
    // What clients send of their own accord and what changes nothing for a reader.
    if (name === 'readonly' && ['1', '2'].includes(value)) continue;
    if (!isLess && !(FREE.test(name) && PLAIN_VALUE.test(value))) {
      throw refusals.readonly(`Cannot modify '${name}' setting in readonly mode`);
    }
    settings.set(name, value);
  }
  for (const [name, limit] of Object.entries(READER_LIMITS)) {
    if (!settings.has(name)) settings.set(name, String(limit));
  }
  return settings;
}

/** Throws 497 for a format that can do more than write rows. */
export function refuseFormat(format: string): void {
  if (!FORMATS.test(format))
    throw refusals.accessDenied(`reader: Not enough privileges. Format ${format} is not allowed`);
}
