// A thread of its own that fetches and decodes tables: a large answer must not keep the page from drawing its next frame.
import { tableFetcher, type TableAnswer, type TableRequest } from "@runboard/contract";
import { completeTable } from "./complete-table.ts";

/** An id without a request takes the request of that id back. */
export interface TableOrder {
  readonly id: number;
  readonly request?: TableRequest;
}

export type TableDelivery =
  | { readonly id: number; readonly answer: TableAnswer }
  /** Why the server could not be reached, or its answer not be read. */
  | { readonly id: number; readonly failure: string };

const fetchTable = tableFetcher();
const underWay = new Map<number, AbortController>();

self.addEventListener("message", ({ data }: MessageEvent<TableOrder>) => {
  if (data.request) void deliver(data.id, data.request);
  else underWay.get(data.id)?.abort();
});

async function deliver(id: number, request: TableRequest): Promise<void> {
  const controller = new AbortController();
  underWay.set(id, controller);
  try {
    const answer = await fetchTable(request, controller.signal);
    if ("table" in answer) {
      const table = completeTable(answer.table);
      post({ id, answer: { table } }, buffersOf(Object.values(table.columns)));
    } else {
      post({ id, answer }, []);
    }
  } catch (error) {
    if (!controller.signal.aborted)
      post({ id, failure: error instanceof Error ? error.message : String(error) }, []);
  } finally {
    underWay.delete(id);
  }
}

function post(delivery: TableDelivery, transfer: readonly ArrayBuffer[]): void {
  self.postMessage(delivery, { transfer: [...transfer] });
}

/** Each once: columns may share them. */
function buffersOf(columns: readonly { readonly buffer: ArrayBuffer }[]): ArrayBuffer[] {
  return [...new Set(columns.map(({ buffer }) => buffer))];
}
