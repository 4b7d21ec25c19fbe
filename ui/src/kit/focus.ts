// The keyboard is never left nowhere when what had it goes.
import { useEffect, useLayoutEffect, useRef } from "react";

/** The heading that had it went with its page: the next one takes it. */
let owed = false;

function nowhere(): boolean {
  const at = document.activeElement;
  return !at || at === document.body || (at instanceof HTMLButtonElement && at.disabled);
}

/** To what had it before, unless something else has it by now. */
export function focusAgain(element: Element | null) {
  if (nowhere() && element instanceof HTMLElement) element.focus();
}

function focusOn(heading: HTMLElement | null) {
  if (heading) heading.tabIndex = -1;
  focusAgain(heading);
}

/** To the heading of the page, unless something has it. */
export const focusHeading = () => focusOn(document.querySelector<HTMLElement>("#main h1"));

/** For the heading of a page. */
export function useHeading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const mine = heading.current;
    return () => {
      owed = mine !== null && document.activeElement === mine;
    };
  }, []);
  useEffect(() => {
    if (owed) focusOn(heading.current);
    owed = false;
  }, []);
  return heading;
}

/** For a dialog that is there only while it is open: back to what opened it, or to the heading when that is gone too. */
export function useFocusBack() {
  const opener = useRef(document.activeElement);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    clearTimeout(timer.current);
    const from = opener.current;
    return () => {
      timer.current = setTimeout(() => {
        focusAgain(from);
        focusHeading();
      });
    };
  }, []);
}
