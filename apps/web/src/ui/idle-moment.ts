// For what can wait until the browser has nothing better to do.
import { useEffect, useState } from "react";

const LONGEST_WAIT_MILLIS = 3000;

/** False until the browser was idle once after the component came, or a few seconds have passed. */
export function useIdleMoment(): boolean {
  const [hasCome, setCome] = useState(false);
  useEffect(() => {
    // Safari has no idle callbacks, whatever the type says.
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(() => setCome(true), LONGEST_WAIT_MILLIS);
      return () => clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(() => setCome(true), { timeout: LONGEST_WAIT_MILLIS });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return hasCome;
}
