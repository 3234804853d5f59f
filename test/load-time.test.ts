import { execFileSync } from 'child_process';
import { join } from 'path';

const PROVIDER = `
  const { App, Stack } = require('aws-cdk-lib');
  const apigateway = require('aws-cdk-lib/aws-apigateway');
  const { CrossAccountPrivateApi } = require('./src');
  const app = new App();
  const api = new CrossAccountPrivateApi(new Stack(app, 'Provider'), 'PetStore', { allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'] });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  api.exportHandOver('PetStore');
  app.synth();
  console.log(Object.keys(require.cache).join('\\n'));
`;

test('a provider does not load the EC2 library, which costs more than the rest of the app', () => {
  const loaded = execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', PROVIDER], { cwd: join(__dirname, '..'), encoding: 'utf8' }).split('\n');

  expect(loaded.some((file) => file.includes('/aws-apigateway/lib/'))).toBe(true);
  expect(loaded.filter((file) => file.includes('/aws-ec2/'))).toEqual([]);
});
