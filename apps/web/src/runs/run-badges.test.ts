import { JobId, Run } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import {
  damageSummary,
  problemText,
  runBadges,
  spokenLine,
  tellsFinished,
  visibleBadges,
} from "./run-badges.ts";

function run(change: Partial<Run>): Run {
  return {
    ...Run.parse({
      run: "a",
      state: "stale",
      startTimeSeconds: 1_700_000_000,
      lastWallTimeSeconds: 1_700_000_100,
      modifiedSeconds: 1_700_000_100,
      fileCount: 1,
      sizeBytes: 10,
      seriesCount: 1,
      pointCount: 1,
      supersededPointCount: 0,
      restartCount: 0,
      findingCount: 0,
      lastStep: null,
      problems: [],
      revision: 1,
    }),
    ...change,
  };
}

const skipped = {
  path: "a/events.out.tfevents.1",
  kind: "skipped",
  skippedRecordCount: 3,
  offsetBytes: 12_345,
  reason: "bad payload checksum",
} as const;
const later = 1_700_000_400_000;

describe("badges of a run", () => {
  it("always tell its state", () => {
    expect(runBadges(run({}), later)).toEqual([
      {
        kind: "stale",
        meaning: "Stale: nothing was written for 5 min, and its writer did not say that it finished",
      },
    ]);
    expect(runBadges(run({ state: "live" }), 1_700_000_100_000)[0]?.meaning).toBe(
      "Live: its files are growing",
    );
    expect(runBadges(run({ state: "finished" }), later)[0]?.meaning).toContain("2023-11-14 22:15:00");
  });

  it("tell restarts and damage before it", () => {
    const badges = runBadges(run({ restartCount: 2, supersededPointCount: 40, problems: [skipped] }), later);
    expect(badges.map(({ kind }) => kind)).toEqual(["damaged", "restarted", "stale"]);
    expect(badges[0]?.meaning).toContain("a/events.out.tfevents.1");
    expect(badges[1]?.meaning).toBe(
      "Went back to an earlier step 2 times. 40 points from before were replaced.",
    );
  });
});

describe("what can be seen of a state", () => {
  const kinds = (state: Run["state"], isTold: boolean) =>
    visibleBadges(runBadges(run({ state }), later), isTold).map(({ kind }) => kind);

  it("is that a run is live, and finished only where that tells it from others", () => {
    expect(kinds("live", false)).toEqual(["live"]);
    expect(kinds("stale", true)).toEqual([]);
    expect(kinds("finished", true)).toEqual(["finished"]);
    expect(kinds("finished", false)).toEqual([]);
    expect(tellsFinished([run({ state: "finished" }), run({ state: "stale" })])).toBe(true);
    expect(tellsFinished([run({ state: "finished" })])).toBe(false);
    expect(tellsFinished([run({}), run({ state: "live" })])).toBe(false);
  });
});

describe("a run that was trained here", () => {
  it("says what its job is doing, and which it is", () => {
    const job = JobId.parse("abcdefgh");
    const role = {
      isPinned: true,
      isBaseline: false,
      job: { job, status: "failed", text: "failed" },
    } as const;
    const badges = runBadges(run({ problems: [skipped] }), later, role);
    expect(badges.map(({ kind }) => kind)).toEqual(["pinned", "job", "damaged", "stale"]);
    expect(badges[1]).toEqual({
      kind: "job",
      job,
      status: "failed",
      meaning: "Trained here by a job: failed",
    });
  });
});

it("what a screen reader says of a run has one full stop between two sentences", () => {
  const badges = runBadges(run({ restartCount: 1, supersededPointCount: 4 }), later);
  expect(
    spokenLine(["train", "Trained here by a job: stopped.", ...badges.map(({ meaning }) => meaning)]),
  ).toBe(
    "train. Trained here by a job: stopped. Went back to an earlier step once. 4 points from before were replaced. Stale: nothing was written for 5 min, and its writer did not say that it finished",
  );
});

describe("a run without data", () => {
  it("says so", () => {
    expect(runBadges(run({ seriesCount: 0 }), later).map(({ kind }) => kind)).toEqual(["empty", "stale"]);
  });
});

describe("damaged files", () => {
  it("are described one by one", () => {
    expect(problemText(skipped)).toBe("3 records skipped, the first at byte 12,345 (bad payload checksum)");
    expect(problemText({ ...skipped, kind: "unreadable", offsetBytes: null, reason: "EACCES" })).toBe(
      "Could not be read (EACCES)",
    );
  });

  it("are counted over the runs", () => {
    expect(damageSummary([run({})])).toBeNull();
    expect(damageSummary([run({ problems: [skipped] }), run({})])).toBe(
      "1 of 2 runs has damaged files: 3 records skipped",
    );
  });

  it("say where nothing more was read, which is more than the records that were skipped", () => {
    const cut = { ...skipped, kind: "corrupt", reason: "bad length checksum" } as const;
    const whole = { ...cut, skippedRecordCount: 0 };
    const unreadable = { ...whole, kind: "unreadable", offsetBytes: null } as const;
    expect(problemText(cut)).toBe(
      "Damaged at byte 12,345: reading ended there (bad length checksum); 3 records skipped before",
    );
    expect(problemText(whole)).toBe("Damaged at byte 12,345: reading ended there (bad length checksum)");
    expect(damageSummary([run({ problems: [cut] }), run({ problems: [whole] })])).toBe(
      "2 of 2 runs have damaged files: 3 records skipped, reading of 2 files ended at damage",
    );
    expect(damageSummary([run({ problems: [unreadable] })])).toBe(
      "1 of 1 run has damaged files: 1 file could not be read",
    );
  });
});
