// Asks again for all values on the page: what failed once may be there by now.
import { useQueryClient } from "@tanstack/react-query";
import { valuesKey } from "../data/queries.ts";

export function ReadAgain() {
  const client = useQueryClient();
  return (
    <button
      type="button"
      className="link"
      onClick={() => void client.refetchQueries({ queryKey: valuesKey, type: "active" })}
    >
      Try again
    </button>
  );
}
