import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Link {
  /** The database's address by way of this link. */
  readonly url: string;
  /** Passes the next COMMIT on, and cuts the connection instead of bringing the answer back. */
  loseAnswerToNextCommit(): void;
  /** How many answers were lost. */
  lost(): number;
  /** From now on nothing passes in either direction, and nothing is closed. */
  swallow(): void;
  /** Whether this text has gone to the server. */
  hasPassed(text: string): boolean;
  /** From now on connections are cut and refused. */
  cut(): void;
  close(): Promise<void>;
}

/** A TCP link to the database that can fail on purpose. */
export async function linkTo(url: string): Promise<Link> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let loseNext = false;
  let lost = 0;
  let isCut = false;
  let isSwallowing = false;
  let passed = '';

  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    let isLosing = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // both ends are cut on purpose
    }
    client.on('data', (bytes) => {
      if (isSwallowing) return;
      passed += bytes.toString('latin1');
      if (loseNext && bytes.includes('COMMIT')) {
        loseNext = false;
        isLosing = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isLosing) return void client.write(bytes);
      lost += 1; // the server has answered, so it has committed
      client.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    loseAnswerToNextCommit: () => void (loseNext = true),
    lost: () => lost,
    swallow: () => void (isSwallowing = true),
    hasPassed: (text) => passed.includes(text),
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
