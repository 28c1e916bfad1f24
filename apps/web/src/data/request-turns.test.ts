import { expect, it } from "vitest";
import { RequestTurns, type RequestRank } from "./request-turns.ts";

const never = new AbortController().signal;

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** Lets what was resolved go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("lets few act at once, in the order of asking", async () => {
  const turns = new RequestTurns(() => 2);
  const works = [deferred(), deferred(), deferred(), deferred()];
  const begun: number[] = [];
  const all = works.map(({ promise }, index) =>
    turns.take(async () => {
      begun.push(index);
      await promise;
      return index;
    }, never),
  );
  await settle();
  expect(begun).toEqual([0, 1]);
  works[1]?.resolve();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of works) resolve();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

it("lets pictures go before notes, whenever they ask", async () => {
  const turns = new RequestTurns(() => 1);
  const first = deferred();
  const begun: string[] = [];
  const ask = (name: string, rank: RequestRank) =>
    turns.take(
      () => {
        begun.push(name);
        return name === "picture 1" ? first.promise : Promise.resolve();
      },
      never,
      rank,
    );
  const all = [
    ask("picture 1", "picture"),
    ask("note 1", "note"),
    ask("picture 2", "picture"),
    ask("note 2", "note"),
    ask("picture 3", "picture"),
  ];
  first.resolve();
  await Promise.all(all);
  expect(begun).toEqual(["picture 1", "picture 2", "picture 3", "note 1", "note 2"]);
});

it("goes on after one that fails", async () => {
  const turns = new RequestTurns(() => 1);
  await expect(turns.take(() => Promise.reject(new Error("broken")), never)).rejects.toThrow("broken");
  expect(await turns.take(() => Promise.resolve("next"), never)).toBe("next");
});

it("gives up the turn of what is no longer wanted", async () => {
  const turns = new RequestTurns(() => 1);
  const first = deferred();
  const running = turns.take(() => first.promise, never);
  const unwanted = new AbortController();
  const gone = turns.take(() => expect.fail("it was aborted"), unwanted.signal);
  const last = turns.take(() => Promise.resolve("last"), never);
  unwanted.abort(new Error("unwanted"));
  await expect(gone).rejects.toThrow("unwanted");
  await expect(turns.take(() => Promise.resolve(), unwanted.signal)).rejects.toThrow("unwanted");
  first.resolve();
  await running;
  expect(await last).toBe("last");
});

it("lets more or fewer act as things go", async () => {
  let most = 1;
  const turns = new RequestTurns(() => most);
  const works = [deferred(), deferred(), deferred()];
  const begun: number[] = [];
  const all = works.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }, never),
  );
  await settle();
  expect(begun).toEqual([0]);
  most = 2;
  works[0]?.resolve();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of works) resolve();
  await Promise.all(all);
});
