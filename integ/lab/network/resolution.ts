/** What a resolver answers: IPv4 addresses, or that there is no such name, and why. */
export type Resolution =
  | { readonly addresses: string[] }
  | { readonly notFound: string }
  /** The lab does not know what AWS would answer. */
  | { readonly unsupported: string };
