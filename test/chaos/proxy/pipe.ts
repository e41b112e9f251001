import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random';
import type { Weather } from './behaviours';

/** One direction of a connection: carries chunks in order, as late and as sliced as the weather says. */
export interface Pipe {
  carry(chunk: Buffer): void;
  /** Passes the end on, behind everything that was carried. */
  end(): void;
}

/** Makes the direction from one socket to the other. Weather is looked at for each chunk anew. */
export function createPipe(of: {
  from: Socket;
  to: Socket;
  random: Random;
  weather: () => Weather;
}): Pipe {
  const { from, to, random, weather } = of;
  let waiting = 0;
  let queue = Promise.resolve();

  function write(chunk: Buffer): void {
    if (to.destroyed || !to.writable) return;
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }

  async function deliver(chunk: Buffer): Promise<void> {
    const { latency, slice, bytesPerSecond } = weather();
    if (latency) await pause(latency.ms + random.next() * latency.jitterMs);
    const size = slice ? Math.max(1, slice.bytes) : chunk.length;
    for (let at = 0; at < chunk.length; at += size) {
      const part = chunk.subarray(at, at + size);
      if (bytesPerSecond) await pause((part.length / bytesPerSecond) * 1000);
      write(part);
      if (slice && at + size < chunk.length) await pause(slice.pauseMs);
    }
  }

  function later(work: () => Promise<void>): void {
    waiting += 1;
    queue = queue.then(work).finally(() => (waiting -= 1));
  }

  return {
    carry(chunk) {
      const { latency, slice, bytesPerSecond } = weather();
      const isFine = !latency && !slice && !bytesPerSecond;
      if (isFine && waiting === 0) write(chunk);
      else later(() => deliver(chunk));
    },
    end() {
      later(async () => {
        const { slowCloseMs } = weather();
        if (slowCloseMs > 0) await pause(slowCloseMs);
        if (!to.destroyed) to.end();
      });
    },
  };
}
