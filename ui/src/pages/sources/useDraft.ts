// What was typed for a source that is not there yet: kept in this tab until it is added or given up.
import { useState } from "react";

const KEY = "portolan.new-source";

export interface Fields {
  target: string;
  kind: string;
  branch: string;
  name: string;
  schedule: string;
  credential: string;
  people: boolean;
}

const EMPTY: Fields = { target: "", kind: "", branch: "", name: "", schedule: "300", credential: "", people: true };

function read(): Fields {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Partial<Fields> | null) };
  } catch {
    return EMPTY;
  }
}

export function useDraft() {
  const [fields, setFields] = useState(read);
  const change = (patch: Partial<Fields>) => {
    const next = { ...fields, ...patch };
    // An address with a password in it is kept nowhere.
    if (/:\/\/[^/@]*:[^/@]*@/.test(next.target)) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(next));
    setFields(next);
  };
  return { fields, change, forget: () => sessionStorage.removeItem(KEY) };
}
