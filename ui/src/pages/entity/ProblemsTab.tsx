// What is wrong with the entity's files.
import { ProblemList } from "../problems/ProblemList.tsx";
import type { TabProps } from "./EntityPage.tsx";

export default function ProblemsTab({ entityRef }: TabProps) {
  return <ProblemList filter={{ entity: entityRef }} />;
}
