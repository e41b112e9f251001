import { createServer, type AddressInfo } from 'node:net';
import { createReachProbe } from '../../src/api-probes';

describe('the reach probe of the health page', () => {
  it('resolves when the server takes a connection, and rejects when nobody listens', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const probe = createReachProbe(`amqp://user:secret@127.0.0.1:${port}/vhost`);
    await expect(probe()).resolves.toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    await expect(probe()).rejects.toThrow();
  });
});
