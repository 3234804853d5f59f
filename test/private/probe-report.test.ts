import { bodyText, emptyReport, ProbeReport, reportedHeaders, summaryOf, toProbeError } from '../../src/private/probe-report';

test('a report has all keys before anything is seen', () => {
  expect(emptyReport({ url: new URL('https://api.test/v1'), method: 'GET' })).toEqual({
    url: 'https://api.test/v1', method: 'GET', summary: '', outcome: 'dns', error: null,
    dns: { addresses: [], error: null },
    connection: { address: null, error: null },
    tls: { authorized: null, protocol: null, subject: null, issuer: null, error: null },
    status: null, errorType: null, headers: {}, body: null, bodyTruncated: false,
    timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
  });
});

test('the headers that say who answered are reported, and no others', () => {
  const told = {
    'content-length': '1', 'content-type': 'text/plain', 'location': '/', 'retry-after': '1', 'www-authenticate': 'x', 'x-amz-apigw-id': 'a',
    'x-amzn-errortype': 'e', 'x-amzn-requestid': 'r', 'x-amzn-trace-id': 't',
  };

  expect(reportedHeaders({ ...told, 'set-cookie': ['a=b'], 'x-api-key': 'secret' })).toEqual(told);
});

test('a body is text, and what is no text is replaced', () => {
  expect(bodyText(Buffer.from('ä'), false)).toBe('ä');
  expect(bodyText(Buffer.from('ä').subarray(0, 1), false)).toBe('\ufffd');
  expect(bodyText(Buffer.from('ä').subarray(0, 1), true)).toBe('');
});

test('an error is its code and its message', () => {
  expect(toProbeError(Object.assign(new Error('gone'), { code: 'ECONNRESET', errno: -104 }))).toEqual({ code: 'ECONNRESET', message: 'gone' });
  expect(toProbeError(new Error('odd'))).toEqual({ code: 'UNKNOWN', message: 'odd' });
});

test.each<[Partial<ProbeReport>, string]>([
  [{ outcome: 'answered', status: 200 }, 'answered 200'],
  [{ outcome: 'answered', status: 403, errorType: 'AccessDeniedException' }, 'answered 403 AccessDeniedException'],
  [{ outcome: 'dns', error: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND api.test' } }, 'dns ENOTFOUND'],
  [{ outcome: 'response', error: { code: 'ETIMEDOUT', message: 'no answer within 5000 ms' }, status: 200 }, 'response ETIMEDOUT'],
])('%j in a line', (seen, expected) => {
  expect(summaryOf({ ...emptyReport({ url: new URL('https://api.test/v1'), method: 'GET' }), ...seen })).toBe(expected);
});
