import { describe, expect, it } from '@jest/globals';
import { endSession, keepSession, sessionKey } from './session-cookie.js';

describe('the session cookie', () => {
  it('[E1] gives back the key that it was made of, whatever else the browser sends', () => {
    const pair = keepSession('arg us;=1', false).split(';')[0];
    expect(sessionKey(`theme=dark; ${pair}; x=1`)).toBe('arg us;=1');
  });

  it('[B7] is out of reach of scripts and of other sites, and secure where the page is', () => {
    expect(keepSession('k', true)).toBe('argus_session=k; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict; Secure');
    expect(endSession()).toBe('argus_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict');
  });

  it('[B7] finds no key where there is none', () => {
    for (const cookie of [undefined, '', 'a=b', 'argus_session=', 'argus_session=%zz', 'xargus_session=k']) {
      expect(sessionKey(cookie)).toBeUndefined();
    }
  });
});
