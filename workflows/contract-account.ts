import { contractAsk } from './proxies';

/** Asks how much our own account at the bank holds; run by a Schedule. */
export async function contractAccount(): Promise<{ asked: boolean }> {
  return contractAsk.askContractAccount();
}
