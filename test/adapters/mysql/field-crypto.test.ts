import { createFieldCrypto, type FieldCrypto } from '../../../src/adapters/mysql/field-crypto';

const place = { table: 'accounts', column: 'number_encrypted', rowId: 'acc_1' };
const hashKey = new Uint8Array(32).fill(9);
const oldKey = { id: 'old', key: new Uint8Array(32).fill(1) };
const newKey = { id: 'new', key: new Uint8Array(32).fill(2) };
const ring = (...fieldKeys: (typeof oldKey)[]): FieldCrypto =>
  createFieldCrypto({ fieldKeys, hashKey });

describe('field crypto', () => {
  it('gives back what it was given, and never the same text twice', () => {
    const crypto = ring(newKey);
    const sealed = Array.from({ length: 10_000 }, () => crypto.encrypt('3021234567901', place));
    expect(new Set(sealed).size).toBe(10_000);
    expect(new Set(sealed.map((each) => crypto.decrypt(each, place)))).toEqual(
      new Set(['3021234567901']),
    );
    expect(crypto.decrypt(crypto.encrypt('김하늘', place), place)).toBe('김하늘');
  });

  it('notices any changed character, and what is cut or added', () => {
    const crypto = ring(newKey);
    const sealed = crypto.encrypt('3021234567901', place);
    for (let at = 'new.'.length; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => crypto.decrypt(changed, place)).toThrow(/TAMPERED|MALFORMED/);
    }
    for (const changed of [sealed.slice(0, -1), `${sealed}A`, 'new.', 'new', '', 'new.AAAA']) {
      expect(() => crypto.decrypt(changed, place)).toThrow(/TAMPERED|MALFORMED/);
    }
  });

  it('does not open a text that was moved to another row, column or table', () => {
    const crypto = ring(newKey);
    const sealed = crypto.encrypt('3021234567901', place);
    const elsewhere = { rowId: 'acc_2', column: 'fin_acno_encrypted', table: 'members' };
    for (const [part, value] of Object.entries(elsewhere)) {
      expect(() => crypto.decrypt(sealed, { ...place, [part]: value })).toThrow('TAMPERED');
    }
  });

  it('encrypts with the first key, reads what an older one wrote, and refuses a key it lacks', () => {
    const before = ring(oldKey).encrypt('3021234567901', place);
    const rotated = ring(newKey, oldKey);
    expect(rotated.decrypt(before, place)).toBe('3021234567901');
    const after = rotated.encrypt('3021234567901', place);
    expect(after.startsWith('new.')).toBe(true);
    expect(() => ring(oldKey).decrypt(after, place)).toThrow('UNKNOWN_KEY');
  });

  it('does not put what it could not read into the error', () => {
    const sealed = ring(newKey).encrypt('3021234567901', place);
    expect(() => ring({ ...newKey, key: oldKey.key }).decrypt(sealed, place)).toThrow(
      new Error('TAMPERED: accounts.number_encrypted of acc_1'),
    );
  });

  it('hashes equal values equally, by kind and by key', () => {
    const crypto = ring(newKey);
    const hash = crypto.hash('account-number', '3021234567901');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(ring(oldKey).hash('account-number', '3021234567901')).toBe(hash);
    expect(crypto.hash('fin-acno', '3021234567901')).not.toBe(hash);
    const other = createFieldCrypto({ fieldKeys: [newKey], hashKey: new Uint8Array(32) });
    expect(other.hash('account-number', '3021234567901')).not.toBe(hash);
  });

  it('refuses a ring that is empty, short or ambiguous', () => {
    expect(() => ring()).toThrow('empty');
    expect(() => ring({ id: 'short', key: new Uint8Array(16) })).toThrow('32 bytes');
    expect(() => ring(newKey, { ...oldKey, id: 'new' })).toThrow('one id');
  });
});
