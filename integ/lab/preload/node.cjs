'use strict';

/**
 * Runs inside unmodified functions (`NODE_OPTIONS=--require`): names and connections that are not loopback go the lab's way,
 * from the caller's own source address. Everything ends in `Socket.prototype.connect`: https, http, fetch, tls and net do.
 */
const dns = require('node:dns');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { promisify } = require('node:util');

const { LAB_CONTROL: control, LAB_SOURCE: source } = process.env;
const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\..*|0\.0\.0\.0|::)$/i;
const EXECUTE_API = /\.execute-api\.[a-z0-9-]+\.(vpce\.)?amazonaws\.com(\.cn)?$/i;

const isLocal = (host) => !host || LOOPBACK.test(host);

/** Idle connections of an agent do not keep the process alive. */
const agent = new http.Agent({ keepAlive: true });
const { get } = http;

/** Calls back with an error, or with the status and the document. */
function ask(path, query, callback) {
  const [host, port] = control.split(':');
  const request = get({ host, port, agent, path: `${path}?${new URLSearchParams(query)}` }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => callback(null, response.statusCode, JSON.parse(text)));
  });
  request.on('error', (error) => {
    // The server may close an idle connection just when it is used again: https://nodejs.org/api/http.html#requestreusedsocket
    if (request.reusedSocket && error.code === 'ECONNRESET') return ask(path, query, callback);
    callback(labError(`its control server ${control} must answer, got ${error.message}`));
  });
}

function labError(message) {
  return Object.assign(new Error(`the lab cannot answer: ${message}`), { code: 'ERR_LAB' });
}

/** The shape of Node's own error: https://nodejs.org/api/dns.html#error-codes */
function notFound(syscall, hostname) {
  return Object.assign(new Error(`${syscall} ENOTFOUND ${hostname}`), { errno: -3008, code: 'ENOTFOUND', syscall, hostname });
}

/** IPv4 addresses of a name that is not local. */
function addressesOf(hostname, syscall, callback) {
  ask('/resolve', { source, name: hostname }, (error, status, answer) => {
    if (error) return callback(error);
    if (status === 404) return callback(notFound(syscall, hostname));
    return status === 200 ? callback(null, answer.addresses) : callback(labError(answer.message));
  });
}

function patchLookup() {
  const original = dns.lookup;
  dns.lookup = function lookup(hostname, options, callback = options) {
    const { family, all } = typeof options === 'number' ? { family: options } : { ...(typeof options === 'object' ? options : {}) };
    if (isLocal(hostname) || net.isIP(hostname)) return original.apply(this, arguments);
    if (family === 6 || family === 'IPv6') return process.nextTick(callback, notFound('getaddrinfo', hostname));
    addressesOf(hostname, 'getaddrinfo', (error, addresses) => {
      if (error) return callback(error);
      return all ? callback(null, addresses.map((address) => ({ address, family: 4 }))) : callback(null, addresses[0], 4);
    });
    return {};
  };
  dns.promises.lookup = (hostname, options = {}) => new Promise((resolve, reject) => {
    dns.lookup(hostname, options, (error, address, family) => {
      if (error) return reject(error);
      return resolve(Array.isArray(address) ? address : { address, family });
    });
  });
  dns.lookup[promisify.custom] = dns.promises.lookup;
}

function patchResolve4() {
  const answer = (addresses, options) => options?.ttl ? addresses.map((address) => ({ address, ttl: 60 })) : addresses;
  dns.resolve4 = function resolve4(hostname, options, callback = options) {
    addressesOf(hostname, 'queryA', (error, addresses) => error ? callback(error) : callback(null, answer(addresses, options)));
  };
  dns.promises.resolve4 = (hostname, options) => promisify(dns.resolve4)(hostname, options ?? {});
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, each with a callback, or what `net.connect` makes of them. */
function readArguments(args) {
  const given = Array.isArray(args[0]) ? args[0] : args;
  const callback = given.findLast((each) => typeof each === 'function');
  const [first, second] = given;
  if (typeof first === 'object' && first !== null) return { options: first, callback };
  const isPort = typeof first === 'number' || /^\d+$/.test(first);
  return { options: isPort ? { port: first, host: typeof second === 'string' ? second : undefined } : { path: first }, callback };
}

function patchConnect() {
  const original = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connect(...args) {
    const { options, callback } = readArguments(args);
    if (options.path || isLocal(options.host)) return original.apply(this, args);
    // As the original does at once: what is written meanwhile waits for the connection.
    this.connecting = true;
    const isWanted = () => this.connecting && !this.destroyed;
    findDestination(this, options, (error, destination) => {
      if (!isWanted()) return;
      if (error) this.destroy(error);
      else original.call(this, { ...options, lookup: undefined, localPort: undefined, ...destination }, callback);
    });
    return this;
  };
}

function findDestination(socket, options, callback) {
  if (net.isIP(options.host)) return tryInTurn([options.host], options.port, callback);
  const all = options.autoSelectFamily ?? net.getDefaultAutoSelectFamily?.() ?? true;
  const { family = 0, hints = 0, host } = options;
  return (options.lookup ?? dns.lookup)(host, { family, hints, all }, (error, found, foundFamily) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
    socket.emit('lookup', error, addresses[0], foundFamily ?? 4, host);
    return error ? callback(error) : tryInTurn(addresses, options.port, callback);
  });
}

/** Like Node, the next address is tried where one does not answer; with the last one the client waits. */
function tryInTurn([address, ...others], port, callback) {
  if (isLocal(address)) return callback(null, { host: address });
  return ask('/connect', { source, address, port }, (error, status, answer) => {
    if (error) return callback(error);
    if (status !== 200) return callback(labError(answer.message));
    if (answer.refused && others.length > 0) return tryInTurn(others, port, callback);
    const { host, port: realPort, localAddress } = answer;
    return callback(null, { host, port: realPort, localAddress });
  });
}

/**
 * MiniStack's Node worker replaces `https.request` and sends each *.amazonaws.com to the emulator, which has no VPC endpoints
 * (`patchAwsSdk` in ministack/core/lambda_runtime.py, 1.5.33). Such a replacement keeps the APIs of AWS, and loses execute-api.
 */
function keepExecuteApi() {
  let current = https.request;
  Object.defineProperty(https, 'request', {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (replacement) => {
      const before = current;
      current = divertsAws(replacement)
        ? function request(...args) { return EXECUTE_API.test(hostOf(args)) ? before.apply(https, args) : replacement.apply(this, args); }
        : replacement;
    },
  });
}

const divertsAws = (replacement) => Function.prototype.toString.call(replacement).includes('.amazonaws.com');

/** `request(url[, options])` or `request(options)`. */
function hostOf([input, options]) {
  const url = typeof input === 'string' ? new URL(input) : input;
  const { hostname, host } = { hostname: url?.hostname, host: url?.host, ...(typeof options === 'object' ? options : {}) };
  return String(hostname || host || '').replace(/:\d+$/, '');
}

if (control && source) {
  patchLookup();
  patchResolve4();
  patchConnect();
  keepExecuteApi();
  // `import { lookup } from 'node:dns'` gets what was patched.
  require('node:module').syncBuiltinESMExports();
}
