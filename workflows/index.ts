/** The workflows a worker registers; Temporal needs them from one file. */
export { accountOpening } from './account-opening';
export { payment } from './payment';
export { refund } from './refund';
export { sweep } from './sweep';
