import type { RequestListener } from 'http';
import type { Socket } from 'net';
import { TestCertificate, testCertificate } from './test-certificates';
import { blackHole, closeServers, freePort, httpsServer, tcpServer } from './test-servers';
import { callPrivateApi } from '../../src/private/call-private-api';
import { ProbeRequest, readProbeEvent } from '../../src/private/probe-request';

const HOST = 'pets.execute-api.ap-northeast-1.amazonaws.test';
const LOOPBACK = '127.0.0.1';
const UNTIL_TIMEOUT_MS = 300;

let certificate: TestCertificate;
beforeAll(async () => { certificate = await testCertificate('CN=*.execute-api, O=Pets', [{ type: 'dns', value: HOST }, { type: 'ip', value: LOOPBACK }]); });
afterEach(closeServers);

/** A call of the server on that port, by its name unless the event says otherwise. */
function requestTo(port: number, event: Record<string, unknown> = {}): ProbeRequest {
  return readProbeEvent({ url: `https://${HOST}:${port}/v1`, ...event }, { headers: {}, timeoutMs: 5000 });
}

async function call(port: number, event?: Record<string, unknown>, addresses = [LOOPBACK]) {
  return callPrivateApi(requestTo(port, event), { ca: certificate.cert, resolve: async () => addresses });
}

const answering = async (listener: RequestListener) => httpsServer(certificate, listener);
const NOTHING_OF_TLS = { authorized: null, protocol: null, subject: null, issuer: null, error: null };
const UNANSWERED = { status: null, errorType: null, headers: {}, body: null, bodyTruncated: false };
const NUMBER = expect.any(Number);

describe('answered', () => {
  test('200: what was seen at each step', async () => {
    const port = await answering((_, response) => response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end('["pets"]'));

    expect(await call(port, { path: '/pets?type=dog' })).toEqual({
      url: `https://${HOST}:${port}/v1/pets?type=dog`,
      method: 'GET',
      summary: 'answered 200',
      outcome: 'answered',
      error: null,
      dns: { addresses: [LOOPBACK], error: null },
      connection: { address: LOOPBACK, error: null },
      tls: { authorized: true, protocol: 'TLSv1.3', subject: '*.execute-api', issuer: '*.execute-api', error: null },
      status: 200,
      errorType: null,
      headers: { 'content-type': 'application/json' },
      body: '["pets"]',
      bodyTruncated: false,
      timing: { dnsMs: NUMBER, connectMs: NUMBER, tlsMs: NUMBER, firstByteMs: NUMBER, totalMs: NUMBER },
    });
  });

  test('403: the type of the error, and its body', async () => {
    const body = '{"Message":"User: anonymous is not authorized"}';
    const port = await answering((_, response) => response.writeHead(403, { 'x-amzn-ErrorType': 'AccessDeniedException', 'x-amzn-requestid': 'r-1' }).end(body));

    expect(await call(port)).toMatchObject({
      outcome: 'answered', error: null, status: 403, errorType: 'AccessDeniedException', body,
      headers: { 'x-amzn-errortype': 'AccessDeniedException', 'x-amzn-requestid': 'r-1' },
    });
  });

  test('a redirection is an answer, and not followed', async () => {
    const port = await answering((_, response) => response.writeHead(302, { location: 'https://example.com/' }).end());

    expect(await call(port)).toMatchObject({ outcome: 'answered', status: 302, headers: { location: 'https://example.com/' }, body: '' });
  });

  test('HEAD has no body', async () => {
    const port = await answering((_, response) => response.writeHead(200, { 'content-length': '8' }).end());

    expect(await call(port, { method: 'HEAD' })).toMatchObject({ outcome: 'answered', status: 200, headers: { 'content-length': '8' }, body: '' });
  });

  test('what is sent: method, path and query, headers, body, and nothing by itself but its end', async () => {
    let text = '';
    const port = await answering(async (request, response) => {
      const { method, url, headers } = request;
      for await (const chunk of request) text += chunk as string;
      response.end(JSON.stringify({ method, url, headers }));
    });
    const { body } = await call(port, { method: 'POST', path: '/pets/a%20b?x=1&x=2', headers: { 'Host': 'other.test', 'X-Api-Key': 'key' }, body: 'ä' });

    expect(JSON.parse(body!)).toEqual({
      method: 'POST', url: '/v1/pets/a%20b?x=1&x=2', headers: { 'host': 'other.test', 'x-api-key': 'key', 'content-length': '2', 'connection': 'close' },
    });
    expect(text).toBe('ä');
  });

  test('by an address: no name is looked up, and none is in the handshake', async () => {
    const port = await answering((_, response) => response.end('here'));
    const report = await callPrivateApi(requestTo(port, { url: `https://${LOOPBACK}:${port}` }), {
      ca: certificate.cert, resolve: async () => { throw new Error('looked up'); },
    });

    expect(report).toMatchObject({ outcome: 'answered', dns: { addresses: [LOOPBACK] }, body: 'here' });
  });

  test('an address that refuses hides the next one no more than it does for other clients', async () => {
    const port = await answering((_, response) => response.end('here'));

    expect(await call(port, {}, ['127.0.0.2', LOOPBACK])).toMatchObject({
      outcome: 'answered', dns: { addresses: ['127.0.0.2', LOOPBACK] }, connection: { address: LOOPBACK, error: null }, body: 'here',
    });
  });

  test.each([
    ['shorter than asked for', 'abcd', 5, 'abcd', false],
    ['as long', 'abcde', 5, 'abcde', false],
    ['longer', 'abcdef', 5, 'abcde', true],
    ['longer, cut in the middle of a character', 'abcdö', 5, 'abcd', true],
    ['not asked for', 'a', 0, '', true],
  ])('a body that is %s', async (_name, sent, maxBodyBytes, body, bodyTruncated) => {
    const port = await answering((_, response) => response.end(sent));

    expect(await call(port, { maxBodyBytes })).toMatchObject({ outcome: 'answered', body, bodyTruncated });
  });

  test('a body without end is not waited for', async () => {
    const port = await answering((_, response) => {
      const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.on('close', () => clearInterval(timer));
    });

    expect(await call(port)).toMatchObject({ outcome: 'answered', body: 'x'.repeat(1024), bodyTruncated: true });
  });
});

describe('dns', () => {
  test('a name that does not exist, asked as any client asks', async () => {
    const name = 'no-such-api.invalid'; // https://www.rfc-editor.org/rfc/rfc6761#section-6.4
    const report = await callPrivateApi(requestTo(443, { url: `https://${name}/` }));
    const { code } = report.error!;
    const error = { code, message: `getaddrinfo ${code} ${name}` };

    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code);
    expect(report).toEqual({
      url: `https://${name}/`, method: 'GET', summary: `dns ${code}`, outcome: 'dns', error,
      dns: { addresses: [], error }, connection: { address: null, error: null }, tls: NOTHING_OF_TLS, ...UNANSWERED,
      timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: NUMBER },
    });
  });

  test('a name that exists, asked as any client asks', async () => {
    const { dns } = await callPrivateApi(requestTo(await freePort(), { url: `https://localhost:${await freePort()}/` }));

    expect(dns.error).toBeNull();
    expect(dns.addresses.filter((address) => !['127.0.0.1', '::1'].includes(address))).toEqual([]);
    expect(dns.addresses).not.toHaveLength(0);
  });

  test('a resolver that does not answer', async () => {
    const report = await callPrivateApi(requestTo(443, { timeoutMs: 50 }), { resolve: async () => new Promise(() => { /* never */ }) });

    expect(report).toMatchObject({ outcome: 'dns', dns: { error: { code: 'ETIMEDOUT', message: expect.stringMatching(/^no answer within \d+ ms$/) } } });
    expect(report.timing.totalMs).toBeGreaterThanOrEqual(49);
  });

  test('an error without a code', async () => {
    const report = await callPrivateApi(requestTo(443), { resolve: async () => { throw new Error('odd'); } });

    expect(report).toMatchObject({ outcome: 'dns', error: { code: 'UNKNOWN', message: 'odd' } });
  });
});

describe('connection', () => {
  test('refused', async () => {
    const port = await freePort();
    const error = { code: 'ECONNREFUSED', message: `connect ECONNREFUSED ${LOOPBACK}:${port}` };

    expect(await call(port)).toMatchObject({
      outcome: 'connection', error, dns: { addresses: [LOOPBACK], error: null }, connection: { address: LOOPBACK, error }, tls: NOTHING_OF_TLS, ...UNANSWERED,
      timing: { dnsMs: NUMBER, connectMs: null },
    });
  });

  test('on the port of HTTPS unless the URL has another one', async () => {
    const report = await callPrivateApi(requestTo(443, { url: `https://${HOST}/` }), { resolve: async () => ['255.255.255.255'] });

    expect(report).toMatchObject({ outcome: 'connection', error: { message: expect.stringContaining(' 255.255.255.255:443') } });
  });

  test('nothing answers, as behind a security group that does not admit the caller', async () => {
    const report = await call(await blackHole(), { timeoutMs: UNTIL_TIMEOUT_MS });

    expect(report).toMatchObject({ outcome: 'connection', connection: { address: LOOPBACK, error: { code: 'ETIMEDOUT' } }, tls: NOTHING_OF_TLS, ...UNANSWERED });
    expect(report.timing.totalMs).toBeGreaterThanOrEqual(UNTIL_TIMEOUT_MS - 1);
    expect(report.timing.totalMs).toBeLessThan(4 * UNTIL_TIMEOUT_MS);
  });

  test('of several addresses each gets its part of the time, and the last one is reported', async () => {
    const report = await call(await blackHole(), { timeoutMs: UNTIL_TIMEOUT_MS }, [LOOPBACK, LOOPBACK, '127.0.0.3']);

    expect(report).toMatchObject({ outcome: 'connection', connection: { address: '127.0.0.3', error: { code: 'ECONNREFUSED' } } });
    expect(report.timing.totalMs).toBeGreaterThanOrEqual(UNTIL_TIMEOUT_MS / 2);
    expect(report.timing.totalMs).toBeLessThan(4 * UNTIL_TIMEOUT_MS);
  });
});

describe('tls', () => {
  test('nobody who is trusted has signed the certificate: nothing is sent', async () => {
    let requests = 0;
    const port = await answering((_, response) => { requests += 1; response.end(); });
    const error = {
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      message: `the certificate of *.execute-api, issued by *.execute-api, must be trusted and name ${HOST}, got DEPTH_ZERO_SELF_SIGNED_CERT`,
    };

    expect(await callPrivateApi(requestTo(port), { resolve: async () => [LOOPBACK] })).toMatchObject({
      outcome: 'tls', error, tls: { authorized: false, protocol: 'TLSv1.3', subject: '*.execute-api', issuer: '*.execute-api', error }, ...UNANSWERED,
      timing: { connectMs: NUMBER, tlsMs: null },
    });
    expect(requests).toBe(0);
  });

  test('the certificate is for other names, and says no name of its own', async () => {
    const other = await testCertificate('O=Other', [{ type: 'dns', value: 'other.test' }]);
    const port = await httpsServer(other, (_, response) => response.end());
    const report = await callPrivateApi(requestTo(port), { ca: other.cert, resolve: async () => [LOOPBACK] });

    expect(report).toMatchObject({ outcome: 'tls', error: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, tls: { authorized: false, subject: null, issuer: null } });
  });

  test.each<[string, string, (socket: Socket) => void]>([
    ['no TLS', 'ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_WRONG_VERSION_NUMBER', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
    ['the end of the connection', 'ECONNRESET', (socket) => socket.once('data', () => socket.destroy())],
    ['nothing', 'ETIMEDOUT', () => { /* and no more */ }],
  ])('%s is answered', async (_name, code, onConnection) => {
    const report = await call(await tcpServer(onConnection), { timeoutMs: UNTIL_TIMEOUT_MS });

    expect(report).toMatchObject({ outcome: 'tls', connection: { error: null }, tls: { ...NOTHING_OF_TLS, error: report.error }, ...UNANSWERED });
    expect(report.error!.code).toMatch(new RegExp(`^(${code})$`));
  });
});

describe('response', () => {
  test('none in time, as from an integration that is slow', async () => {
    const report = await call(await answering(() => { /* later */ }), { timeoutMs: UNTIL_TIMEOUT_MS });

    expect(report).toMatchObject({ outcome: 'response', error: { code: 'ETIMEDOUT' }, tls: { authorized: true, error: null }, ...UNANSWERED, timing: { tlsMs: NUMBER, firstByteMs: null } });
  });

  test('its beginning only: what was there is reported', async () => {
    const report = await call(await answering((_, response) => { response.writeHead(200, { 'content-type': 'text/plain' }).write('begin'); }), { timeoutMs: UNTIL_TIMEOUT_MS });

    expect(report).toMatchObject({
      outcome: 'response', error: { code: 'ETIMEDOUT' }, status: 200, headers: { 'content-type': 'text/plain' }, body: 'begin', bodyTruncated: false, timing: { firstByteMs: NUMBER },
    });
  });

  test('the connection ends instead', async () => {
    expect(await call(await answering((request) => request.socket.destroy()))).toMatchObject({ outcome: 'response', error: { code: 'ECONNRESET' }, ...UNANSWERED });
  });

  test('nothing is left open', async () => {
    let ended!: () => void;
    const end = new Promise<void>((resolve) => { ended = resolve; });
    const port = await answering((request) => request.socket.once('close', ended));
    await call(port, { timeoutMs: UNTIL_TIMEOUT_MS });

    await end;
  });
});
