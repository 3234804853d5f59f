/** The consumer's app: two networks, one of which is handed over. */
import { App, Stack } from 'aws-cdk-lib';
import { CallingNetwork } from './calling-network';
import { ACCOUNTS, DEFAULT_REGION } from '../../accounts';

const app = new App();
const stack = new Stack(app, 'Network', { env: { account: ACCOUNTS.consumer, region: DEFAULT_REGION } });
const networks = {
  first: new CallingNetwork(stack, 'First', 'first', '10.1.0.0/24'),
  second: new CallingNetwork(stack, 'Second', 'second', '10.2.0.0/24'),
};
networks[app.node.getContext('handedOver') as keyof typeof networks].consumer.exportHandOver('Orders');
