import { describe, expect, it } from '@jest/globals';
import { brokenRequestAnswer } from './broken-request.js';

describe('answers to what is no HTTP', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', 431, 'Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'Request Timeout'],
    ['HPE_INVALID_METHOD', 400, 'Bad Request'],
  ])('[B4] %s is %i as problem details', (code, status, title) => {
    const [head = '', body = ''] = brokenRequestAnswer(code).split('\r\n\r\n');
    expect(head).toMatch(`HTTP/1.1 ${status} ${title}\r\n`);
    expect(head).toMatch(`Content-Length: ${body.length}\r\n`);
    expect(head).toMatch('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', title, status });
  });
});
