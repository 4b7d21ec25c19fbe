// A value is found by its reference and by its title, however the words are set apart.
import { expect, it } from "vitest";
import { findValues } from "./facetValues.ts";

const values = ["group:default/team-10", "group:default/equipe", "group:default/care"].map((value) => ({ value, count: 1 }));
const titles = new Map([["group:default/equipe", "Équipe centrale"], ["group:default/care", "Customer care"]]);
const found = (text: string) => findValues(values, text, (value) => titles.get(value) ?? "").map(({ value }) => value.split("/")[1]);

it("finds by name and by title", () => {
  expect(found("team 10")).toEqual(["team-10"]);
  expect(found("EQUIPE C")).toEqual(["equipe"]);
  expect(found("customer")).toEqual(["care"]);
  expect(found("nobody")).toEqual([]);
});

it("finds all for nothing typed", () => expect(found(" - ")).toHaveLength(3));
