// A password for somebody else to be told: groups of letters and digits that cannot be mistaken for each other.

const SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Four groups of five of 31 signs: 99 bits. */
export function newPassword(random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)): string {
  let text = "";
  while (text.length < 20) {
    // A byte that does not fit a whole number of times is drawn again, so that no sign is likelier than another.
    for (const byte of random(new Uint8Array(32))) if (byte < 248 && text.length < 20) text += SIGNS[byte % SIGNS.length];
  }
  return text.match(/.{5}/g)!.join("-");
}
