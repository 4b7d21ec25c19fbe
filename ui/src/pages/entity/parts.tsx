// Parts that other folders may bring: the graph, the API renderer, the problem list. Where one is missing, a plain form stands in.
import { lazy, type ComponentType } from "react";

type Modules = Record<string, () => Promise<unknown>>;

export function part<P extends object>(modules: Modules, name: string, standIn: ComponentType<P>): ComponentType<P> {
  const load = Object.values(modules)[0];
  if (!load) return standIn;
  return lazy(async () => {
    const module = (await load()) as Record<string, ComponentType<P> | undefined>;
    return { default: module[name] ?? module.default ?? standIn };
  }) as unknown as ComponentType<P>;
}
