import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientConfig } from './aws-environment';
import { LabAccess } from './lab';

/** The lines of a log group so far, oldest first. An access log is written after the answer: look again until a line is there. */
export async function readAccessLog(lab: LabAccess, account: string, logGroupName: string): Promise<string[]> {
  const client = new CloudWatchLogsClient(clientConfig(lab, account));
  try {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message }) => message ?? '');
  } finally {
    client.destroy();
  }
}
