// The App of the consumer, its neighbour and the outsider: calls the API once and reports what it saw.
const net = require('node:net');

exports.handler = async (event) => {
  const { PRIVATE_API_URL, PRIVATE_API_HEADER_NAME, PRIVATE_API_HEADER_VALUE } = process.env;
  const url = new URL(PRIVATE_API_URL + (event.path ?? '/pets'));
  try {
    await reach(url.hostname);
    const response = await fetch(url, {
      method: event.method ?? 'GET',
      headers: PRIVATE_API_HEADER_NAME ? { [PRIVATE_API_HEADER_NAME]: PRIVATE_API_HEADER_VALUE } : {},
      body: event.body && JSON.stringify(event.body),
    });
    return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.text() };
  } catch (error) {
    const { code, name, message } = error.cause ?? error;
    return { error: `${code ?? name}: ${message}` };
  }
};

// A security group that admits nothing answers nothing: without a limit of its own, fetch would wait for 10 seconds.
const reach = (host) => new Promise((resolve, reject) => {
  const socket = net.connect({ host, port: 443 }, () => finish(resolve));
  const timer = setTimeout(() => finish(reject, Object.assign(new Error(`no connection to ${host} within 2 s`), { code: 'ETIMEDOUT' })), 2000);
  const finish = (settle, value) => {
    clearTimeout(timer);
    socket.destroy();
    settle(value);
  };
  socket.on('error', (error) => finish(reject, error));
});
