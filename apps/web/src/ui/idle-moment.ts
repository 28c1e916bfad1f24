// For what can wait until the browser has nothing better to do.
import { useEffect, useState } from "react";

const LONGEST_WAIT_MILLIS = 3000;

/** False until the browser was idle once after the component came, or a few seconds have passed. */
export function useIdleMoment(): boolean {
  const [hasCome, setCome] = useState(false);
  useEffect(() => {
    // Safari knows no idle callbacks, whatever the type says.
    const request = window.requestIdleCallback as typeof window.requestIdleCallback | undefined;
    if (!request) {
      const timer = window.setTimeout(() => setCome(true), LONGEST_WAIT_MILLIS);
      return () => window.clearTimeout(timer);
    }
    const handle = request(() => setCome(true), { timeout: LONGEST_WAIT_MILLIS });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return hasCome;
}
