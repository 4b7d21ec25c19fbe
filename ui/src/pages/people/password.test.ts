import { expect, it } from "vitest";
import { newPassword } from "./password.ts";

it("makes four groups of five signs, without bytes that would favour some", () => {
  let next = 0;
  const counting = (bytes: Uint8Array<ArrayBuffer>) => bytes.map(() => (next === 0 ? (next++, 255) : next++));
  expect(newPassword(counting)).toBe("bcdef-ghjkm-npqrs-tuvwx");
  expect(newPassword()).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
  expect(newPassword()).not.toBe(newPassword());
});
