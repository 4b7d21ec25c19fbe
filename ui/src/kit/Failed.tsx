// What stands where a page, or a part of one, ended in an error of the interface itself.
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useEffect } from "react";
import { useConnection } from "../api/live.ts";
import { reloadWhenThere } from "../api/reload.ts";
import { ErrorState } from "./States.tsx";

/** How browsers and the loader say that a part of the interface did not come. */
const NOT_FETCHED = /dynamically imported module|importing a module script|preload css/i;

export function Failed({ error, reset }: ErrorComponentProps) {
  if (error instanceof Error && NOT_FETCHED.test(error.message)) return <NotFetched />;
  return <ErrorState title="This page failed" error={error} retry={reset} />;
}

/** The server was away, or another version has taken its place: loading anew helps as soon as it answers. */
function NotFetched() {
  const connection = useConnection();
  useEffect(() => {
    if (connection === "live") void reloadWhenThere();
  }, [connection]);
  return <ErrorState title="This page could not be fetched" error="The server was away at that moment, or another version has taken its place. The page is loaded anew when the server answers." retry={() => void reloadWhenThere(true)} />;
}
