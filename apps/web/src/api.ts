// The one place that talks to the server.
import { createClient, eventsPath, type Client } from "@runboard/contract";

/** The server's address with its path prefix, as the page's `<base>` gives it; no slash at the end. */
export const baseUrl = new URL(".", document.baseURI).href.replace(/\/$/, "");

export const api: Client = createClient({ baseUrl });

/** The stream of news, for an EventSource. */
export const eventsUrl = `${baseUrl}${eventsPath}`;
