import { expect, it } from "vitest";
import { formatDeadline } from "./format.ts";

it("says a deadline as its day, and with the time when it is near", () => {
  const now = new Date(2026, 10, 30, 12).getTime();
  expect(formatDeadline(new Date(2026, 11, 30, 12), now)).toBe("Dec 30, 2026");
  expect(formatDeadline(new Date(2026, 11, 1, 9, 5), now).replace(/\s/g, " ")).toBe("Dec 1, 2026, 9:05 AM");
  expect(formatDeadline("soon", now)).toBe("–");
});
