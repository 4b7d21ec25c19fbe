import { expect, it } from "vitest";
import { nameFault, readFile, valueFault } from "./value.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it("says what is wrong with a name", () => {
  expect(nameFault("git-token", ["other"])).toBe("");
  expect(nameFault("Git token", [])).not.toBe("");
  expect(nameFault("a".repeat(63), [])).toBe("");
  expect(nameFault("a".repeat(64), [])).not.toBe("");
  expect(nameFault("git-token", ["git-token"])).toContain("There is a secret");
});

it("counts a value in bytes", () => {
  expect([valueFault(""), valueFault("12345678"), valueFault("€€€")]).toEqual(["", "", ""]);
  expect(valueFault("1234567")).not.toBe("");
  expect(valueFault("x".repeat(64 * 1024))).toBe("");
  expect(valueFault("x".repeat(64 * 1024 + 1))).not.toBe("");
});

it("takes the line break off a token, not off a key of several lines", () => {
  expect(readFile(bytes("token-of-a-host\n"))).toEqual({ value: "token-of-a-host", trimmed: true });
  expect(readFile(bytes("token-of-a-host"))).toEqual({ value: "token-of-a-host", trimmed: false });
  expect(readFile(bytes("-----BEGIN\nabc\n-----END\n"))).toEqual({ value: "-----BEGIN\nabc\n-----END\n", trimmed: false });
  expect(readFile(new Uint8Array([0xff, 0xfe, 0x00]))).toHaveProperty("fault");
});
