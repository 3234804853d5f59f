import { LabState } from '../state';
import { describeOrigin, Origin } from './origin';
import { resolvePublicName } from './public-names';
import { Resolution } from './resolution';
import { plainName, resolveInVpc } from './vpc-resolver';

/** How a caller's resolver answers for a name. */
export function resolveName(state: LabState, origin: Origin, asked: string): Resolution {
  const name = plainName(asked);
  const vpc = state.vpcs.find(({ id }) => id === origin.network?.vpcId);
  return vpc === undefined
    ? resolvePublicName(state, name, () => `has no public record that the lab serves, and ${describeOrigin(origin)} is in no VPC`)
    : resolveInVpc(state, vpc, name);
}
