const UTF8 = '; charset=UTF-8';

const contentTypes: [RegExp, string][] = [
  [
    /^(?:JSON|JSONStrings|JSONCompact|JSONCompactStrings|JSONColumns|JSONColumnsWithMetadata|JSONCompactColumns|JSONObjectEachRow)$/,
    `application/json${UTF8}`,
  ],
  [/^(?:JSON\w*EachRow\w*|JSONLines|NDJSON|PrettyJSON\w*)$/, `application/x-ndjson${UTF8}`],
  [/^CSV(?:WithNames\w*)$/, `text/csv${UTF8}; header=present`],
  [/^CSV$/, `text/csv${UTF8}; header=absent`],
  [/^(?:TabSeparated|TSV)\w*$/, `text/tab-separated-values${UTF8}`],
  [/^XML$/, `application/xml${UTF8}`],
  [/^Markdown$/, `text/markdown${UTF8}`],
  [
    /^(?:Native|RowBinary\w*|Parquet|Arrow\w*|ORC|Avro|MsgPack|Protobuf\w*|CapnProto|BSONEachRow|Npy|RawBLOB)$/,
    'application/octet-stream',
  ],
];

/** The media type that a server gives to a result of this format. */
export function contentTypeOf(format: string): string {
  return contentTypes.find(([pattern]) => pattern.test(format))?.[1] ?? `text/plain${UTF8}`;
}
