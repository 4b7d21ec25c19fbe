import { expect, it } from "vitest";
import { notByItself } from "./act.ts";
import { ApiError, Unreachable } from "./http.ts";

it("says to do again what nobody answered, and leaves every other failure as it is", () => {
  const away = new Unreachable("Portolan cannot be reached (502). It may be starting", 502, "r-1");
  expect(away.message).toContain("this page tries again by itself");
  expect(() => notByItself(away)).toThrow(new ApiError("Portolan cannot be reached (502). It may be starting. Do this again when it is back.", 502, "unreachable", "r-1"));
  const refused = new ApiError("No", 403, "forbidden", "");
  expect(() => notByItself(refused)).toThrow(refused);
});
