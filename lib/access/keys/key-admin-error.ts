/** Something that whoever keeps the keys asked for cannot be done; the message says what can. */
export class KeyAdminError extends Error {
  override readonly name = 'KeyAdminError';
}
