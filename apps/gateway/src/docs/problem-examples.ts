/** An error answer as the gateway gives it; what differs from request to request is made up. */
interface ProblemExample {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  [member: string]: unknown;
}

const example = (status: number, title: string, detail: string, members: object = {}): ProblemExample => ({
  type: 'about:blank',
  title,
  status,
  detail,
  ...members,
});

const TOO_LONG = 'limit must be at most 1000';

/** What the answer of each status looks like, for every route that has no better example of its own. */
export const PROBLEM_EXAMPLES: Readonly<Record<string, ProblemExample>> = {
  '400': example(400, 'Bad Request', 'These parameters cannot be used: limit.', {
    errors: [{ field: 'limit', code: 'out_of_range', message: TOO_LONG }],
  }),
  '401': example(401, 'Unauthorized', 'The key is not known here, or was revoked.'),
  '403': example(403, 'Forbidden', 'The key k7f2 has the scope ingest; this needs read.'),
  '404': example(404, 'Not Found', 'No event 018f3a5e-7c1b-7d2a-9f00-2b1c3d4e5f60 is stored.'),
  '413': example(413, 'Content Too Large', 'The body is larger than 10485760 bytes once decompressed.'),
  '414': example(414, 'URI Too Long', 'A part of the path is longer than any id may be.'),
  '415': example(415, 'Unsupported Media Type', 'This content type is not understood here. Send application/json.'),
  '422': example(422, 'Unprocessable Content', 'The query met a limit: Timeout exceeded. Ask for less.', {
    code: 159,
    name: 'TIMEOUT_EXCEEDED',
  }),
  '429': example(429, 'Too Many Requests', 'The budget of 200000 events is spent. Send again in 7 seconds.'),
  '500': example(
    500,
    'Internal Server Error',
    'Something went wrong on our side. It is logged under 01a21383-3536-76d1-b6f0-23a4edba53d2; nothing of what was ' +
      'acknowledged is lost.',
    { error_id: '01a21383-3536-76d1-b6f0-23a4edba53d2' },
  ),
  '503': example(503, 'Service Unavailable', 'The gateway is stopping; send this again in a moment.'),
};
