// Parts whose code is fetched when they are first shown: what is not needed for the first picture.
import { useEffect, useState, type ComponentType, type ReactNode } from "react";
import { tellPending } from "./pending.ts";

let pendingCount = 0;

tellPending(() => pendingCount > 0);

/** Of parts on the page whose code did not arrive. */
const retries = new Set<() => void>();

/** Asks again for all code that did not arrive: the server answers. */
export function retryLate(): void {
  for (const retry of retries) retry();
}

export interface LatePart<Props> {
  (props: Props): ReactNode;
  /** Fetches the code before it is shown. Not called `preload`: the router would wait for that, and show nothing meanwhile. */
  readonly fetchAhead: () => void;
}

/**
 * The component that `load` gives, mounted once its code is here; `meanwhile` stands in its place until then.
 * Code that does not arrive, because the server is gone, is asked for again on request and by `retryLate`.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ReactNode = null,
): LatePart<Props> {
  let Loaded: ComponentType<Props> | undefined;
  function Late(props: Props) {
    const [state, setState] = useState<"loading" | "ready" | "failed">(Loaded ? "ready" : "loading");
    useEffect(() => {
      if (state !== "loading") return;
      let isGone = false;
      pendingCount += 1;
      void load()
        .then(
          (component) => {
            Loaded = component;
            return "ready" as const;
          },
          () => "failed" as const,
        )
        .then((outcome) => {
          if (!isGone) setState(outcome);
        })
        .finally(() => {
          pendingCount -= 1;
        });
      return () => {
        isGone = true;
      };
    }, [state]);
    useEffect(() => {
      if (state !== "failed") return;
      const retry = () => setState("loading");
      retries.add(retry);
      return () => {
        retries.delete(retry);
      };
    }, [state]);
    if (Loaded) return <Loaded {...props} />;
    return state === "failed" ? <NotLoaded retry={() => setState("loading")} /> : meanwhile;
  }
  const fetchAhead = (): void => {
    // Where it does not arrive, who shows it asks again, and says what is wrong.
    if (!Loaded)
      void load()
        .then((component) => (Loaded = component))
        .catch(() => undefined);
  };
  return Object.assign(Late, { fetchAhead });
}

function NotLoaded({ retry }: { readonly retry: () => void }) {
  return (
    <p className="not-loaded" role="alert">
      This part of the page could not be loaded: the server does not answer.{" "}
      <button type="button" className="link" onClick={retry}>
        Try again
      </button>
    </p>
  );
}
