// In the place of cards until their tags are known.
import { FirstLoad } from "../states/first-load.tsx";

interface FirstCardsProps {
  readonly error: Error | null;
  readonly retry: () => void;
}

export function FirstCards({ error, retry }: FirstCardsProps) {
  return (
    <FirstLoad
      error={error}
      errorTitle="The tags could not be read"
      retry={retry}
      className="card-grid first-load"
    >
      {[0, 1, 2, 3, 4, 5].map((slot) => (
        <div key={slot} className="card card-skeleton" />
      ))}
    </FirstLoad>
  );
}
