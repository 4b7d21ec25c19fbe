// Escape leads back to where the page was opened from, unless something is open that it closes.
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useKeys } from "../../kit/Keys.tsx";

const OPEN = "[aria-modal=true], [aria-haspopup][aria-expanded=true]";

export function useBackKey() {
  const { history } = useRouter();
  const taken = useRef(false);
  useEffect(() => {
    // Before anybody else hears the key: what it closes is gone when the keys of the page hear it.
    const look = () => { taken.current = document.querySelector(OPEN) !== null; };
    window.addEventListener("keydown", look, true);
    return () => window.removeEventListener("keydown", look, true);
  }, []);
  useKeys([{ key: "Escape", what: "Back", run: () => !taken.current && history.canGoBack() && history.back() }]);
}
