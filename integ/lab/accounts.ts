/** The accounts of the reference experiment. The emulator takes a 12-digit access key id for the account. */
export const ACCOUNTS = {
  /** Account A: calls the API from its own VPC. */
  consumer: '111111111111',
  /** Account B: owns the API. */
  provider: '222222222222',
  /** Account C: has an endpoint too, which is on nobody's list. */
  outsider: '333333333333',
} as const;

export const DEFAULT_REGION = 'ap-northeast-1';

/**
 * The secret of each account's root user in the lab, whose access key id is the account. The emulator takes any secret; a call
 * of a private API is verified with this one.
 */
export const ROOT_SECRET = 'lab';
