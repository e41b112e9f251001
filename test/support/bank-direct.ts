import { randomInt } from 'node:crypto';
import { sandboxSettings } from '../../scripts/settings';
import type { BankAdmin, RequestRow } from './bank-admin';

/**
 * Orders money at the bank past our product, as somebody with our texts would, or the bank by mistake: an order it has had,
 * once more under a pair of its own, with another text or from another account where given.
 */
export async function orderDirectly(
  bank: BankAdmin,
  order: RequestRow,
  changes: { readonly text?: string; readonly finAcno?: string } = {},
): Promise<void> {
  const { text, finAcno } = changes;
  const header = {
    ...order.header,
    IsTuno: `X${String(order.header['Tsymd'])}${randomInt(1e10, 1e11 - 1)}`,
    AccessToken: sandboxSettings()['NH_ACCESS_TOKEN'],
  };
  const body = {
    ...order.body,
    ...(finAcno && { FinAcno: finAcno }),
    ...(text && { DractOtlt: text, MractOtlt: text }),
  };
  const response = await fetch(`${bank.url}/${order.api}.nh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Header: header, ...body }),
  });
  const { Header: answer } = (await response.json()) as { Header: Record<string, string> };
  if (answer['Rpcd'] !== '00000') throw new Error(`${order.api}: ${JSON.stringify(answer)}`);
}

/** The order that was executed under a pair. */
export async function orderOf(bank: BankAdmin, isTuno: string): Promise<RequestRow> {
  const requests = await bank.requests();
  const order = requests.find((one) => one.executed && one.header['IsTuno'] === isTuno);
  if (!order) throw new Error(`the bank executed nothing under ${isTuno}`);
  return order;
}
