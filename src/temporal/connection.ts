import { Client, Connection } from '@temporalio/client';

/** Where Temporal is. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  readonly apiKey: string | null;
  readonly tls: boolean;
}

/** A client that connects at its first call, so that a process can start while Temporal is away. */
export function createTemporalClient(config: TemporalConfig): Client {
  const { address, namespace, apiKey, tls } = config;
  const connection = Connection.lazy({ address, ...(apiKey ? { apiKey } : {}), tls });
  return new Client({ connection, namespace });
}
