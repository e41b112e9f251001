/** The workflows a worker registers; Temporal needs them from one file. */
export { accountOpening } from './account-opening';
export { balance } from './balance';
export { contractAccount } from './contract-account';
export { payment } from './payment';
export { reconcileDue, reconciliation } from './reconciliation';
export { refund } from './refund';
export { relay } from './relay';
export { sweep } from './sweep';
