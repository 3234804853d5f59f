import { once } from 'events';
import type { RequestListener } from 'http';
import { createServer as createHttpsServer } from 'https';
import { AddressInfo, connect, createServer, Server, Socket } from 'net';
import { Worker } from 'worker_threads';
import type { TestCertificate } from './test-certificates';

const LOOPBACK = '127.0.0.1';
const open: (() => Promise<unknown>)[] = [];

/** The port of a server that answers as the listener does. */
export async function httpsServer(certificate: TestCertificate, listener: RequestListener): Promise<number> {
  const server = createHttpsServer({ ...certificate }, listener);
  open.push(async () => { server.closeAllConnections(); await closed(server); });
  return listening(server);
}

/** The port of a server that is left alone with each connection. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => { /* the client went away, which is what is tried */ }));
    onConnection(socket);
  });
  open.push(async () => { sockets.forEach((socket) => socket.destroy()); await closed(server); });
  return listening(server);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return port;
}

/** Node accepts whatever it can, so the thread that listens stands still. */
const STANDING_STILL = `
  const { workerData, parentPort } = require('worker_threads');
  const server = require('net').createServer();
  server.listen({ host: '${LOOPBACK}', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(workerData, 0, 0);
    process.exit();
  });`;

/** The port of a server that never accepts and whose queue is full: the kernel drops what comes next, as a security group does. */
export async function blackHole(): Promise<number> {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(STANDING_STILL, { eval: true, workerData: signal });
  const [port] = await once(worker, 'message') as [number];
  const queue = [connect(port, LOOPBACK), connect(port, LOOPBACK)]; // the kernel queues one more than the backlog
  await Promise.all(queue.map(async (socket) => once(socket, 'connect')));
  open.push(async () => {
    queue.forEach((socket) => socket.on('error', () => { /* reset by the end of the listener */ }).destroy());
    const ended = once(worker, 'exit');
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
    await ended;
  });
  return port;
}

export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map(async (close) => close()));
}

async function listening(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => { server.close(() => resolve()); });
}
