/** A frame of HTTP/2, or the part of its payload that has arrived. */
export interface H2Frame {
  readonly streamId: number;
  readonly isData: boolean;
  readonly payload: Buffer;
}

/** `PRI * HTTP/2.0...`, which a client says before its first frame. */
const PREFACE_BYTES = 24;
/** Length (3), type, flags, stream (4). */
const HEADER_BYTES = 9;
const DATA = 0;

/** Cuts a stream of bytes into frames, over the borders of chunks; payloads are told in the parts they arrive in. */
export function createH2Reader(of: { hasPreface: boolean; onFrame: (frame: H2Frame) => void }): {
  read(chunk: Buffer): void;
} {
  let skip = of.hasPreface ? PREFACE_BYTES : 0;
  let header = Buffer.alloc(0);
  let left = 0;
  let streamId = 0;
  let isData = false;

  function readHeader(chunk: Buffer, at: number): number {
    const wanted = HEADER_BYTES - header.length;
    const part = chunk.subarray(at, at + wanted);
    header = Buffer.concat([header, part]);
    if (header.length < HEADER_BYTES) return part.length;
    left = header.readUIntBE(0, 3);
    isData = header[3] === DATA;
    streamId = header.readUInt32BE(5) & 0x7fffffff;
    header = Buffer.alloc(0);
    if (left === 0) of.onFrame({ streamId, isData, payload: header });
    return part.length;
  }

  return {
    read(chunk) {
      let at = Math.min(skip, chunk.length);
      skip -= at;
      while (at < chunk.length) {
        if (left === 0) {
          at += readHeader(chunk, at);
          continue;
        }
        const payload = chunk.subarray(at, at + left);
        of.onFrame({ streamId, isData, payload });
        left -= payload.length;
        at += payload.length;
      }
    },
  };
}
