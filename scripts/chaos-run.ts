import { runJudge } from './chaos';

/** `npm run chaos -- --seed S --minutes M [--mode contract|testbed] [--bug N]` */
void runJudge('main');
