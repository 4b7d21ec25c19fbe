// The last that was known: a question that fails makes nobody forget the answer before it.
import { useEffect, useRef } from "react";

export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  useEffect(() => {
    if (value !== undefined) last.current = value;
  });
  return value ?? last.current;
}
