import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { createServer, IncomingMessage, Server } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { ApiGatewayError, FakeApiGateway, FakeClock } from './fake-api-gateway';

const PROJECT = join(__dirname, '..', '..');
const ASSETS = join(PROJECT, 'assets');
/** What CDK puts around a handler: it answers CloudFormation. */
const WRAPPER = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resource-handlers', 'dist', 'core', 'nodejs-entrypoint-handler', 'index.js');
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };

let gateway: FakeApiGateway;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    serve(request).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: Error) => response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': error.name }).end(JSON.stringify({ message: error.message })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: '222222222222', AWS_SECRET_ACCESS_KEY: 'secret',
  });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** API Gateway's own HTTP API: https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html. Its pages hold one item here. */
async function serve(request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url!, 'http://api-gateway');
  const [, , restApiId, , deploymentId] = url.pathname.split('/');
  const chunks = await request.toArray();
  switch (`${request.method} ${deploymentId === undefined ? 'deployments' : 'deployment'}`) {
    case 'POST deployments': {
      const { description, stageName } = JSON.parse(Buffer.concat(chunks).toString());
      expect(stageName).toBeUndefined();
      return { id: await gateway.create(restApiId, description) };
    }
    case 'GET deployments': {
      const all = [...gateway.deployments.values()];
      const position = Number(url.searchParams.get('position') ?? 0);
      return { ...all.length === 0 ? {} : { item: [all[position]] }, ...position + 1 < all.length ? { position: String(position + 1) } : {} };
    }
    case 'DELETE deployment':
      return gateway.delete(restApiId, deploymentId);
    default:
      throw new ApiGatewayError('BadRequestException', `${request.method} ${request.url}`);
  }
}

test('the handler that ships is bundled from the sources as they are', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'handlers-'));
  try {
    execFileSync(process.execPath, [join(PROJECT, 'scripts', 'bundle-handlers.mjs'), fresh]);
    const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.js$|LICENSE$/.test(file)).sort();

    expect(files(ASSETS)).toEqual(['deployment-selector/index.js', 'private-api-probe/LICENSE', 'private-api-probe/index.js']);
    expect(files(fresh)).toEqual(files(ASSETS));
    for (const file of files(fresh)) {
      expect(readFileSync(join(ASSETS, file), 'utf8')).toBe(readFileSync(join(fresh, file), 'utf8')); // else: npx projen bundle-handlers
    }
  } finally {
    rmSync(fresh, { recursive: true });
  }
});

describe.each([
  ['from its sources', join(PROJECT, 'src', 'private', 'deployment-selector.lambda')],
  ['as it ships', join(ASSETS, 'deployment-selector', 'index.js')],
])('the handler %s', (_name, userHandlerIndex) => {
  let answers: any[];

  beforeEach(() => {
    gateway = new FakeApiGateway(new FakeClock());
    answers = [];
  });

  /** Sends an event through the CDK's wrapper, and returns what CloudFormation is answered. */
  async function send(event: object): Promise<any> {
    const wrapper = jest.requireActual(WRAPPER);
    Object.assign(wrapper.external, {
      userHandlerIndex, log: () => undefined, sendHttpRequest: async (_request: object, body: string) => { answers.push(JSON.parse(body)); },
    });
    await wrapper.handler({
      RequestId: 'r-1', LogicalResourceId: 'Selector', StackId: 'stack', ResponseURL: 'https://cloudformation/answer',
      ResourceProperties: { RestApiId: 'api', NativeDeploymentId: 'd1', Policy: {} },
      ...event,
    }, CONTEXT);
    return answers.at(-1);
  }

  test('makes a deployment, finds it again on a later page, and deletes it', async () => {
    gateway.snapshot();

    expect(await send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'd2' });
    gateway.snapshot();
    expect(await send({ RequestType: 'Create' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'd2' });
    expect(await send({ RequestType: 'Delete', PhysicalResourceId: 'd2' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'd2' });
    expect([...gateway.deployments.keys()]).toEqual(['d1', 'd3']);
  });

  test('works for an API that has no deployment at all', async () => {
    expect(await send({ RequestType: 'Update', PhysicalResourceId: 'gone' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'd1' });
  });

  test('a failed update keeps the id, and says why', async () => {
    gateway.failures.push(new ApiGatewayError('BadRequestException', 'Private REST API doesn\'t have a resource policy attached to it'));

    expect(await send({ RequestType: 'Update', PhysicalResourceId: 'd1' })).toMatchObject({
      Status: 'FAILED', PhysicalResourceId: 'd1', Reason: expect.stringContaining('Private REST API doesn\'t have a resource policy attached to it'),
    });
  });

  test('a stage that still points to the deployment fails its deletion', async () => {
    gateway.stage = gateway.snapshot();

    expect(await send({ RequestType: 'Delete', PhysicalResourceId: gateway.stage })).toMatchObject({
      Status: 'FAILED', Reason: expect.stringContaining('Active stages pointing to this deployment must be moved or deleted'),
    });
  });
});
