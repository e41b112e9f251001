import type { BalanceInput } from './contract';
import { balanceAsk } from './proxies';

/** One question to the bank about one account. Its workflow id makes it the only one in flight, over all processes. */
export async function balance({ accountId, sandboxFault }: BalanceInput) {
  return balanceAsk.askBalance({ accountId, sandboxFault });
}
