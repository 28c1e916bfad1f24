// In the place of cards until their tags are known.
import { useLive } from "../data/live-state.ts";

interface FirstLoadProps {
  readonly error: Error | null;
  readonly retry: () => void;
}

export function FirstLoad({ error, retry }: FirstLoadProps) {
  const isLost = useLive((state) => state.connection.status === "lost");
  if (error && !isLost)
    return (
      <section className="notice">
        <h2>The tags could not be read</h2>
        <p>{error.message}</p>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </section>
    );
  return (
    <div className="card-grid first-load" aria-label="Loading">
      {[0, 1, 2, 3, 4, 5].map((slot) => (
        <div key={slot} className="card card-skeleton" />
      ))}
    </div>
  );
}
