// The one place that talks to the server.
import { createClientOver, eventsPath, type Client } from "@runboard/contract";
import { TableThread } from "./table-thread.ts";

/** The server's address with its path prefix, as the page's `<base>` gives it; no slash at the end. */
export const baseUrl = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** What fetches series and curves. */
export const tables = new TableThread(
  () => new Worker(new URL("./table-worker.ts", import.meta.url), { type: "module", name: "tables" }),
);

export const api: Client = createClientOver(tables.fetchTable, { baseUrl });

/** The stream of news, for an EventSource. */
export const eventsUrl = `${baseUrl}${eventsPath}`;
