// Going from one entity that was found in a graph to the next, with Enter. Pure.

/** How often Enter was pressed while this text was looked for. */
export interface Step {
  text: string;
  count: number;
}

export const NO_STEP: Step = { text: "", count: 0 };

export const stepOn = (before: Step, text: string): Step => ({ text, count: before.text === text ? before.count + 1 : 1 });

export interface Hit {
  ref: string;
  /** Its place among the found ones, from 1. */
  number: number;
  /** Another one for each press, also where it leads to the same entity. */
  press: number;
}

export function hitAt(found: Set<string> | undefined, step: Step, text: string): Hit | undefined {
  if (!found?.size || step.count === 0 || step.text !== text) return undefined;
  const at = (step.count - 1) % found.size;
  return { ref: [...found][at]!, number: at + 1, press: step.count };
}
