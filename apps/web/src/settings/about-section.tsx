// Which Runboard this is, and what it reads.
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../data/queries.ts";
import { formatBytes, formatCount, formatCounted } from "../ui/format.ts";

export function AboutSection() {
  const { data: status } = useQuery(statusQuery);
  return (
    <section aria-label="About">
      <h3>About</h3>
      {!status ? (
        <p className="setting-note">The server has not answered yet.</p>
      ) : (
        <dl className="facts">
          <Fact name="Version" value={`Runboard ${status.version}`} />
          <Fact name="Log directory" value={status.logdir} />
          <Fact
            name="Read so far"
            value={`${formatCount(status.loading.filesRead)} of ${formatCounted(status.loading.filesTotal, "file")}, ${formatBytes(status.loading.bytesRead)} of ${formatBytes(status.loading.bytesTotal)}`}
          />
          <Fact
            name="Index"
            value={`${formatCounted(status.runCount, "run")} at revision ${formatCount(status.revision)}`}
          />
          {status.readOnly && <Fact name="Access" value="read-only: nothing can be started or changed" />}
        </dl>
      )}
      <p>
        <a href="./api/docs">API of this server</a>
      </p>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="path">{value}</dd>
    </div>
  );
}
