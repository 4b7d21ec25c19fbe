// Cards keep their order and what is kept of another version does no harm.
import { expect, it } from "vitest";
import { AS_IT_WAS, known, moved } from "./cards.ts";

const ids = (cards: { id: string }[]) => cards.map(({ id }) => id).join(" ");

it("moves a card to a place, not past the ends", () => {
  expect(ids(moved(AS_IT_WAS, "mine", 0))).toBe("mine figures kinds lifecycles changes sources");
  expect(ids(moved(AS_IT_WAS, "figures", 2))).toBe("kinds lifecycles figures mine changes sources");
  expect(ids(moved(AS_IT_WAS, "sources", 9))).toBe(ids(AS_IT_WAS));
  expect(ids(moved(AS_IT_WAS, "figures", -1))).toBe(ids(AS_IT_WAS));
});

it("leaves out what it does not know and what is there twice", () => {
  expect(known([{ id: "mine", wide: true }, { id: "weather", wide: false }, { id: "mine", wide: false }])).toEqual([{ id: "mine", wide: true }]);
  expect(known(null)).toBe(AS_IT_WAS);
  expect(known([])).toEqual([]);
});
