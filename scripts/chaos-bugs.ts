import { runJudge } from './chaos';

/** `npm run chaos:bugs [-- --only 1,4]`: plants each bug in a copy, and sees whether the judge catches it. */
void runJudge('bugs/main');
