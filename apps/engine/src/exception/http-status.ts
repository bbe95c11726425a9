/** HTTP statuses by ClickHouse code, the same as `exceptionCodeToHTTPStatus` of a server; all others are 500. */
const codesByStatus: Record<number, readonly number[]> = {
  // REQUIRED_PASSWORD
  401: [194],
  // UNKNOWN_USER, WRONG_PASSWORD, AUTHENTICATION_FAILED, SET_NON_GRANTED_ROLE, ACCESS_DENIED
  403: [192, 193, 516, 512, 497],
  // BAD_ARGUMENTS, what cannot be parsed, wrong columns and types, what is wrong with the syntax tree, SYNTAX_ERROR
  400: [36, 427, 6, 25, 26, 38, 41, 72, 434, 441, 442, 27, 376, 15, 44, 56, 223, 8, 167, 168, 150, 62, 117, 53, 321],
  // UNKNOWN_TABLE, FUNCTION, IDENTIFIER, TYPE, STORAGE, DATABASE, SETTING, sorting, aggregate, FORMAT, engine, query, ROLE
  404: [60, 46, 47, 50, 56, 81, 115, 66, 63, 73, 336, 78, 511],
  // TIMEOUT_EXCEEDED
  408: [159],
  // HTTP_LENGTH_REQUIRED
  411: [381],
  // QUERY_IS_TOO_LARGE
  413: [77],
  // UNSUPPORTED_MEDIA_TYPE
  415: [766],
  // NOT_IMPLEMENTED
  501: [48],
  // SOCKET_TIMEOUT, CANNOT_OPEN_FILE, CANNOT_SCHEDULE_TASK
  503: [209, 76, 439],
};

const statusByCode = new Map<number, number>();
for (const [status, codes] of Object.entries(codesByStatus)) {
  for (const code of codes) if (!statusByCode.has(code)) statusByCode.set(code, Number(status));
}

/** The HTTP status that a server gives to an exception of this code. */
export function httpStatusOf(code: number): number {
  return statusByCode.get(code) ?? 500;
}
