import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

const HOST = '127.32.0.1';
const BACKLOG = 1;

/** Node accepts whatever it can, so the thread that listens stands still. */
const LISTENER = `
  const { workerData, parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ host: '${HOST}', port: 0, backlog: ${BACKLOG} }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(workerData, 0, 0);
    process.exit();
  });`;

/** A listener that never accepts and whose queue is full: the kernel drops the SYNs that come next. */
export class BlackHole {
  public static async open(): Promise<BlackHole> {
    const signal = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(LISTENER, { eval: true, workerData: signal });
    const [port] = await once(worker, 'message') as [number];
    // The kernel queues one more than the backlog.
    const queue = Array.from({ length: BACKLOG + 1 }, () => connect(port, HOST));
    await Promise.all(queue.map(async (socket) => once(socket, 'connect')));
    return new BlackHole(worker, signal, `${HOST}:${port}`, queue);
  }

  private constructor(
    private readonly worker: Worker,
    private readonly signal: Int32Array,
    public readonly address: string,
    private readonly queue: Socket[],
  ) {}

  public async close(): Promise<void> {
    const ended = once(this.worker, 'exit');
    this.queue.forEach((socket) => socket.on('error', () => { /* reset by the listener's end, which is what we want */ }).destroy());
    Atomics.store(this.signal, 0, 1);
    Atomics.notify(this.signal, 0);
    await ended;
  }
}
