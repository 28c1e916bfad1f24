// Says that the server is gone, when it is tried again, and that what is on the screen may be old.
import { use } from "react";
import { useLive } from "../data/live-state.ts";
import { LiveContext } from "../data/live-context.ts";
import { useNowMillis } from "../ui/now.ts";

export function ConnectionBanner() {
  const connection = useLive((state) => state.connection);
  return connection.status === "lost" ? <LostBanner retryAtMillis={connection.retryAtMillis} /> : null;
}

function LostBanner({ retryAtMillis }: { readonly retryAtMillis: number }) {
  const { retryNow } = use(LiveContext);
  const nowMillis = useNowMillis();
  const seconds = Math.max(1, Math.ceil((retryAtMillis - nowMillis) / 1000));
  return (
    <div className="banner" role="alert">
      <span>
        The server does not answer; what you see may be old.{" "}
        <span className="banner-wait">Trying again in {seconds} s.</span>
      </span>
      <button type="button" className="button" onClick={retryNow}>
        Try now
      </button>
    </div>
  );
}
