import { expect, test } from "vitest";
import { nameOf } from "./AddTenant.tsx";
import { readHosts } from "./hosts.ts";

test("a name follows from the title", () => {
  expect(nameOf("Blue Corp & Söhne")).toBe("blue-corp-sohne");
  expect(nameOf("  ")).toBe("");
});

test("hosts are read as people type them", () => {
  expect(readHosts("https://A.example:8443/x, b.example\n a.example")).toEqual(["a.example", "b.example"]);
  expect(readHosts(" ")).toEqual([]);
});
