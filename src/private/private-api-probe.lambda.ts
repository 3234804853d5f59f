import { callPrivateApi } from './call-private-api';
import type { ProbeReport } from './probe-report';
import { ProbeDefaults, readProbeEvent } from './probe-request';
import { FunctionEnvironment, signProbe } from './sign-probe.lambda';

/** A call that is refused is a report. Only an event that asks for no call is an error. */
export async function handler(event: unknown): Promise<ProbeReport> {
  const request = readProbeEvent(event, defaultsOf(process.env));
  return callPrivateApi(request.sign ? await signProbe(request, process.env) : request);
}

/** What the construct has written down: the environment of the connection, and the time of a call. */
function defaultsOf(environment: FunctionEnvironment): ProbeDefaults {
  const { PRIVATE_API_URL: url, PRIVATE_API_HEADER_NAME: name, PRIVATE_API_HEADER_VALUE: value, PROBE_TIMEOUT_MS: timeoutMs } = environment;
  return { url, headers: name === undefined ? {} : { [name]: value! }, timeoutMs: Number(timeoutMs) };
}
