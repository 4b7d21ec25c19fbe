import { expect, it } from "vitest";
import { addGrant, putRole, readText, removeGrant, removeRole, startingText } from "./document.ts";

const TEXT = `# who may what
roles:
  - name: payments-reader # for auditors
    allow: [ catalog.read ]
    scope:
      filter: { kind: component }
grants:
  - subject: people
    role: member
  # agreed with the platform team
  - subject: group:default/audit
    role: payments-reader
`;

it("adds and takes away grants and keeps comments", () => {
  const more = addGrant(TEXT, { subject: "guests", role: "viewer" });
  expect(more).toBe(`${TEXT}  - subject: guests\n    role: viewer\n`);
  expect(removeGrant(more, 2)).toBe(TEXT);
  expect(readText(removeGrant(TEXT, 0))!.grants).toEqual([{ subject: "group:default/audit", role: "payments-reader" }]);
  expect(addGrant("", { subject: "people", role: "viewer" })).toBe("grants:\n  - subject: people\n    role: viewer\n");
  expect(addGrant("roles: []\ngrants: []\n", { subject: "people", role: "viewer" })).toBe("roles: []\ngrants:\n  - subject: people\n    role: viewer\n");
});

it("changes a role where it stands, and its grants follow its name", () => {
  const role = readText(TEXT)!.roles[0]!;
  expect(putRole(TEXT, role, 0)).toBe(TEXT);
  const changed = putRole(TEXT, { ...role, name: "auditor", deny: ["source.*"], scope: { connection: "owns" } }, 0);
  expect(changed).toContain("# for auditors");
  expect(readText(changed)).toEqual({
    roles: [{ ...role, name: "auditor", deny: ["source.*"], scope: { connection: "owns" } }],
    grants: [{ subject: "people", role: "member" }, { subject: "group:default/audit", role: "auditor" }],
  });
  expect(readText(removeRole(TEXT, 0))!.roles).toEqual([]);
  expect(readText(putRole("", { name: "x", allow: ["*"] }))!.roles[0]).toMatchObject({ name: "x", allow: ["*"], scope: undefined });
});

it("reads JSON too, and answers nothing for what is neither", () => {
  expect(readText('{"grants":[{"subject":"people","role":"viewer"}]}')!.grants).toHaveLength(1);
  expect(readText("grants: [")).toBeUndefined();
  expect(readText("- a list")).toBeUndefined();
  expect(readText("")).toEqual({ roles: [], grants: [] });
  const builtin = { version: 0, policy: { roles: [], grants: [{ subject: "people", role: "member" }] } };
  expect(startingText(builtin as never)).toBe("roles: []\ngrants:\n  - subject: people\n    role: member\n");
});
