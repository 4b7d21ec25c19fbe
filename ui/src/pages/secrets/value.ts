// What can be a secret's name and value. The server decides again.

const MIN_BYTES = 8;
const MAX_BYTES = 64 * 1024;

/** Why a name cannot be one; empty when it can. */
export function nameFault(name: string, taken: string[]): string {
  if (name === "") return "";
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return "Small letters, digits, - _ and ., at most 63, beginning with a letter or digit";
  return taken.includes(name) ? "There is a secret of this name; open it to replace its value" : "";
}

export const bytesOf = (value: string) => new TextEncoder().encode(value).length;

/** Why a value cannot be one; empty when it can, and before anything was given. */
export function valueFault(value: string): string {
  const bytes = bytesOf(value);
  if (bytes > 0 && bytes < MIN_BYTES) return `At least ${MIN_BYTES} bytes: shorter ones could not be kept out of logs without blotting out ordinary words`;
  return bytes > MAX_BYTES ? "At most 64 KiB" : "";
}

/** What a file holds, without the line break that editors put at its end; a reason when it cannot be a secret. */
export function readFile(bytes: Uint8Array): { value: string; trimmed: boolean } | { fault: string } {
  if (bytes.length > MAX_BYTES) return { fault: "The file is larger than 64 KiB." };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = text.replace(/\r?\n$/, "");
    // The line break after the last line of a key file belongs to it.
    if (value.includes("\n")) return { value: text, trimmed: false };
    return { value, trimmed: value !== text };
  } catch {
    return { fault: "The file is not text. Encode it, in Base64 for example, as whatever uses it expects." };
  }
}
