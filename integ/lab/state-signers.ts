/** An access key, and whose it is. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absent for the long-term key of a user. */
  readonly sessionToken?: string;
  /** Seconds since 1970; absent where it does not expire. */
  readonly expires?: number;
  /** Seconds since 1970; absent for long-term keys. */
  readonly issued?: number;
  /** `false` for a user's key that is turned off. */
  readonly active?: boolean;
  readonly account: string;
  /** `arn:…:user/…`, or `arn:…:assumed-role/{role}/{session}`. */
  readonly arn: string;
  /** `AIDA…`, or `AROA…:{session}`. */
  readonly userId: string;
  /** The ARN of its user or role, or of the account's root user; absent for federated users, whom the lab does not decide. */
  readonly owner?: string;
  /** What was passed with AssumeRole; absent where nothing was, so that they limit nothing. */
  readonly sessionPolicies?: IdentityPolicy[];
  /** Session tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A user or a role, with what it may do. */
export interface Identity {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly userName?: string;
  readonly account: string;
  /** Inline and attached ones, for a user also those of its groups. */
  readonly policies: IdentityPolicy[];
  /** Its permissions boundary. */
  readonly boundary?: IdentityPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

export interface IdentityPolicy {
  readonly name: string;
  /** Absent where the emulator does not know the policy: most of those that AWS manages. */
  readonly document?: string;
}
