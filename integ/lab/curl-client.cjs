'use strict';

/**
 * What stands in for curl where there is none: the options that the lab and its demo use, curl's texts and exit codes
 * (https://curl.se/libcurl/c/libcurl-errors.html). Anything else is refused, as curl refuses an option it does not know.
 */
const { readFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const { parseArgs } = require('node:util');

const OPTIONS = {
  'cacert': { type: 'string' },
  'connect-timeout': { type: 'string' },
  'connect-to': { type: 'string' },
  'data': { type: 'string', short: 'd' },
  'doh-url': { type: 'string' },
  'header': { type: 'string', short: 'H', multiple: true, default: [] },
  'include': { type: 'boolean', short: 'i' },
  'interface': { type: 'string' },
  'max-time': { type: 'string', short: 'm' },
  'noproxy': { type: 'string' },
  'disable': { type: 'boolean', short: 'q' },
  'request': { type: 'string', short: 'X' },
  'show-error': { type: 'boolean', short: 'S' },
  'silent': { type: 'boolean', short: 's' },
};

const CERTIFICATE_CODES = /^(ERR_TLS_CERT_ALTNAME_INVALID|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_)/;

function main() {
  let given;
  try {
    given = parseArgs({ args: process.argv.slice(2), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return fail({}, 2, error.message);
  }
  const { values, positionals: [url] } = given;
  // The lab passes it for names that do not resolve.
  if (values['doh-url'] !== undefined) return fail(values, 6, `Could not resolve host: ${new URL(url).hostname}`);
  return call(values, new URL(url));
}

function call(values, url) {
  const [, , host, port] = values['connect-to'].split(':');
  const { request } = url.protocol === 'http:' ? http : https;
  const headers = Object.fromEntries(values.header.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const outgoing = request({
    host, port, localAddress: values.interface, servername: url.hostname, agent: false,
    ca: readFileSync(values.cacert),
    method: values.request ?? (values.data === undefined ? 'GET' : 'POST'),
    path: `${url.pathname}${url.search}`,
    headers: { 'Host': url.host, 'User-Agent': 'curl', 'Accept': '*/*', ...(values.data !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }), ...headers },
  });
  limitTime(outgoing, values, url);
  outgoing.once('response', (response) => print(response, values));
  outgoing.once('error', (error) => fail(values, error.exitCode ?? (CERTIFICATE_CODES.test(error.code) ? 60 : 7), error.message));
  outgoing.end(values.data);
}

function limitTime(outgoing, values, url) {
  const started = Date.now();
  const give = (seconds, text) => seconds && setTimeout(() => {
    outgoing.destroy(Object.assign(new Error(text.replace('N', String(Date.now() - started))), { exitCode: 28 }));
  }, Number(seconds) * 1000);
  const connecting = give(values['connect-timeout'], `Failed to connect to ${url.hostname} port ${url.port || 443} after N ms: Timeout was reached`);
  const running = give(values['max-time'], 'Operation timed out after N milliseconds');
  outgoing.once('socket', (socket) => socket.once('secureConnect', () => clearTimeout(connecting)));
  outgoing.once('close', () => [connecting, running].forEach((timer) => clearTimeout(timer)));
}

function print(response, { include }) {
  if (include) {
    const pairs = response.rawHeaders.flatMap((name, index) => index % 2 === 0 ? [`${name}: ${response.rawHeaders[index + 1]}\r\n`] : []);
    process.stdout.write(`HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}\r\n${pairs.join('')}\r\n`);
  }
  response.pipe(process.stdout);
}

function fail(values, code, message) {
  if (!values.silent || values['show-error']) process.stderr.write(`curl: (${code}) ${message}\n`);
  process.exitCode = code;
}

main();
