// Contract tests of the job table, for every driver alike.
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { JobTable, TableRow } from "../jobs/job-table.ts";

/** A new, empty table. */
export interface JobTableFixture {
  /** Opens it; the tests close it before they open it again, but for the one that must fail. */
  open(): Promise<JobTable>;
  /** Removes it, with whatever still has it open closed. */
  dispose(): Promise<void>;
}

export function describeJobTable(name: string, create: () => Promise<JobTableFixture>): void {
  describe(`job table on ${name}`, () => {
    const fixtures: JobTableFixture[] = [];
    const fixture = async () => {
      const made = await create();
      fixtures.push(made);
      return made;
    };
    afterEach(async () => {
      await Promise.all(fixtures.splice(0).map((made) => made.dispose()));
    });
    describeRows(fixture);
    describeAnyChanges(fixture);
    describeOwnership(fixture);
  });
}

function describeRows(fixture: () => Promise<JobTableFixture>): void {
  it("begins empty", async () => {
    const table = await (await fixture()).open();
    expect(await table.listJobs()).toEqual([]);
    expect(await table.listSweeps()).toEqual([]);
    await table.commit({});
    expect(await table.listJobs()).toEqual([]);
  });

  it("keeps rows over restarts, in the order in which they were made, whatever their ids and however often they are replaced", async () => {
    const made = await fixture();
    const table = await made.open();
    await table.commit({ jobs: [row("b", "1"), row("a", "2")], sweeps: [row("b", "sweep")] });
    await table.commit({ jobs: [row("c", "3"), row("b", "4")] });
    await table.close();
    const again = await made.open();
    expect(await again.listJobs()).toEqual([row("b", "4"), row("a", "2"), row("c", "3")]);
    expect(await again.listSweeps()).toEqual([row("b", "sweep")]);
  });

  it("removes rows, and knows no more of them", async () => {
    const made = await fixture();
    const table = await made.open();
    await table.commit({ jobs: ["a", "b", "c"].map((id) => row(id, "1")), sweeps: [row("a", "sweep")] });
    await table.commit({
      jobs: [row("b", "2"), row("d", "2")],
      forgottenJobs: ["c", "a", "nobody", "d"],
      forgottenSweeps: ["a"],
    });
    await table.commit({ jobs: [row("a", "3")] });
    await table.close();
    const again = await made.open();
    expect(await again.listJobs()).toEqual([row("b", "2"), row("a", "3")]);
    expect(await again.listSweeps()).toEqual([]);
  });

  it("does a change whole or not at all", async () => {
    const table = await (await fixture()).open();
    await table.commit({ jobs: [row("a", "1")] });
    const broken = {
      id: "c",
      get record(): string {
        throw new Error("The record cannot be had.");
      },
    };
    await expect(
      table.commit({ jobs: [row("a", "2"), row("b", "2")], sweeps: [broken], forgottenJobs: ["a"] }),
    ).rejects.toMatchObject({ name: "StoreError" });
    expect(await table.listJobs()).toEqual([row("a", "1")]);
    await table.commit({ jobs: [row("b", "3")] });
    expect(await table.listJobs()).toEqual([row("a", "1"), row("b", "3")]);
  });
}

function describeAnyChanges(fixture: () => Promise<JobTableFixture>): void {
  it("equals a map, for any text", async () => {
    const text = fc.string({ unit: "binary" });
    const id = fc.constantFrom("a", "b", "c\0", "ü");
    const rows = fc.array(fc.record({ id, record: text }), { maxLength: 4 });
    const ids = fc.array(id, { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ jobs: rows, sweeps: rows, forgottenJobs: ids, forgottenSweeps: ids }), {
          maxLength: 8,
        }),
        async (changes) => {
          const made = await fixture();
          const table = await made.open();
          const jobs = new Map<string, string>();
          const sweeps = new Map<string, string>();
          for (const change of changes) {
            await table.commit(change);
            for (const { id, record } of change.jobs) jobs.set(id, record);
            for (const { id, record } of change.sweeps) sweeps.set(id, record);
            for (const id of change.forgottenJobs) jobs.delete(id);
            for (const id of change.forgottenSweeps) sweeps.delete(id);
          }
          await table.close();
          const again = await made.open();
          expect(await again.listJobs()).toEqual(Array.from(jobs, ([id, record]) => row(id, record)));
          expect(await again.listSweeps()).toEqual(Array.from(sweeps, ([id, record]) => row(id, record)));
        },
      ),
      { numRuns: 12 },
    );
  });
}

function describeOwnership(fixture: () => Promise<JobTableFixture>): void {
  it("belongs to one at a time", async () => {
    const made = await fixture();
    const table = await made.open();
    await expect(made.open()).rejects.toMatchObject({ name: "StoreError", code: "busy" });
    await table.commit({ jobs: [row("a", "1")] });
    await table.close();
    await expect(table.listJobs()).rejects.toMatchObject({ code: "closed" });
    await table.close();
    const next = await made.open();
    expect(await next.listJobs()).toEqual([row("a", "1")]);
  });
}

function row(id: string, record: string): TableRow {
  return { id, record };
}
