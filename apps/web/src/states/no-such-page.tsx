// What an address shows that no page has.
import { Link } from "@tanstack/react-router";
import { Notice } from "./notice.tsx";

export function NoSuchPage() {
  return (
    <Notice title="There is no such page">
      <p>
        <Link to="/scalars" search={(search) => search}>
          Go to Scalars
        </Link>
      </p>
    </Notice>
  );
}
