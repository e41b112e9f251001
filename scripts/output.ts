import { prettyFactory } from 'pino-pretty';
import type { AppName } from './app-processes';

const COLOURS: Record<AppName, number> = { sandbox: 33, api: 36, worker: 35 };

/** Prints JSON log lines of several processes as one readable stream, each with its name in front. */
export function createOutput(stream: NodeJS.WriteStream): (name: AppName, line: string) => void {
  const isColoured = stream.isTTY;
  const pretty = prettyFactory({
    colorize: isColoured,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,process',
    singleLine: true,
  });
  return (name, line) => {
    const label = name.padEnd('sandbox'.length);
    const prefix = isColoured ? `\x1b[${COLOURS[name]}m${label}\x1b[0m` : label;
    stream.write(`${prefix} | ${pretty(line).trimEnd()}\n`);
  };
}
