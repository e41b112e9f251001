import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that must never reach a log, wherever they stand. */
const SECRET_FIELDS = [
  ...['authorization', 'cookie', 'password', 'currentPassword', 'newPassword', 'secret'],
  ...['accessToken', 'AccessToken', 'refreshToken', 'accountNumber', 'Acno', 'birthDate'],
  ...['BrdtBrno', 'finAcno', 'FinAcno', 'holderName', 'Dpnm', 'email', 'clientSecret'],
];

/** One JSON line per message: time in ISO, level as a word, secrets replaced by `[redacted]`. */
export function createLog(
  options: { level: string; process: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: { process: options.process },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
    },
    destination,
  );
}
