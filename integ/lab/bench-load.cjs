// The callers of the load figure, in a process of their own: they must not take the data plane's turn.
// usage: node bench-load.cjs <json: { url, hostname, port, localAddress, servername, caFile, callers, seconds }>
const { readFileSync } = require('node:fs');
const { Agent, request } = require('node:https');

const { url, caFile, callers, seconds, ...options } = JSON.parse(process.argv[2]);
const ca = readFileSync(caFile);
const host = new URL(url).host;

const call = () => new Promise((resolve, reject) => {
  // A new agent each time: a new connection, and a full TLS handshake.
  request(url, { ...options, agent: new Agent({ ca }), headers: { host } }, (response) => {
    response.resume();
    response.once('end', () => response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)));
  }).once('error', reject).end();
});

let answers = 0;
const errors = [];
const end = Date.now() + seconds * 1000;
const caller = async () => {
  while (Date.now() < end) {
    await call().then(() => { answers += 1; }, (error) => { errors.push(error.message); });
  }
};
Promise.all(Array.from({ length: callers }, caller)).then(() => {
  process.stdout.write(JSON.stringify({ answers, errors: errors.length, firstError: errors[0] }));
});
