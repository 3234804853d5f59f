import { readAwsSettings } from '../aws-settings';

const COMPLETE = {
  INTEG_CONSUMER_ACCOUNT: '111111111111', INTEG_PROVIDER_ACCOUNT: '222222222222', INTEG_OUTSIDER_ACCOUNT: '333333333333', INTEG_REGION: 'eu-west-1',
};

test('three accounts and a Region are taken as they are', () => {
  expect(readAwsSettings(COMPLETE)).toEqual({
    accounts: { consumer: '111111111111', provider: '222222222222', outsider: '333333333333' }, region: 'eu-west-1', isOneAccount: false,
  });
});

test('one account is taken for all sides, if that is said', () => {
  expect(readAwsSettings({ INTEG_ONE_ACCOUNT: 'true', INTEG_PROVIDER_ACCOUNT: '222222222222', INTEG_REGION: 'us-gov-west-1' })).toEqual({
    accounts: { consumer: '222222222222', provider: '222222222222', outsider: '222222222222' }, region: 'us-gov-west-1', isOneAccount: true,
  });
});

test.each([
  ['an account is missing', { INTEG_OUTSIDER_ACCOUNT: undefined }, ['INTEG_OUTSIDER_ACCOUNT must be the id of the outsider\'s account; it is not set']],
  ['an account is empty', { INTEG_CONSUMER_ACCOUNT: '' }, ['INTEG_CONSUMER_ACCOUNT must be the id of the consumer\'s account; it is not set']],
  ['an account has 11 digits', { INTEG_PROVIDER_ACCOUNT: '22222222222' }, ['INTEG_PROVIDER_ACCOUNT must have 12 digits, got "22222222222"']],
  ['the Region is missing', { INTEG_REGION: undefined }, ['INTEG_REGION must name a Region; it is not set']],
  ['the Region is a zone', { INTEG_REGION: 'eu-west-1a' }, ['INTEG_REGION must be a Region such as "ap-northeast-1", got "eu-west-1a"']],
  ['one account is half said', { INTEG_ONE_ACCOUNT: 'yes' }, ['INTEG_ONE_ACCOUNT must be "true" or not be set, got "yes"']],
  ['two accounts are the same', { INTEG_OUTSIDER_ACCOUNT: '111111111111' }, [
    'the three accounts must differ, got 111111111111, 222222222222, 111111111111; for a single account set INTEG_ONE_ACCOUNT=true, which leaves out what needs more',
  ]],
  ['several things are wrong', { INTEG_CONSUMER_ACCOUNT: 'me', INTEG_REGION: 'Tokyo' }, [
    'INTEG_CONSUMER_ACCOUNT must have 12 digits, got "me"', 'INTEG_REGION must be a Region such as "ap-northeast-1", got "Tokyo"',
  ]],
])('fails where %s', (_, change, problems) => {
  expect(readAwsSettings({ ...COMPLETE, ...change })).toEqual({ problems });
});
