import { expect, it } from "vitest";
import { sameText, signOf } from "./diff-marks.ts";

const nothing = { added: 0, removed: 0, changed: 0, same: 0 };

it("signs operations by what became of them, and scopes by what differs in them", () => {
  const operation = { ...nothing, isOperation: true };
  expect(signOf({ ...operation, kind: "added", added: 1 })).toBe("+");
  expect(signOf({ ...operation, kind: "removed", removed: 1 })).toBe("−");
  expect(signOf({ ...operation, kind: "changed", changed: 1 })).toBe("~");
  expect(signOf({ ...operation, kind: "same", same: 1 })).toBeNull();
  const scope = { ...nothing, isOperation: false };
  expect(signOf({ ...scope, kind: "changed", added: 1204, changed: 2, same: 9 })).toBe("+1,204 ~2");
  expect(signOf({ ...scope, kind: "removed", removed: 3 })).toBe("−3");
  expect(signOf({ ...scope, kind: "same", same: 3 })).toBeNull();
});

it("calls graphs the same, and says where names alone differ", () => {
  const summary = { ...nothing, same: 1204, differenceCount: 0, functionCount: 0 };
  expect(sameText({ ...summary, renamedCount: 0 })).toBe("The two graphs are the same");
  expect(sameText({ ...summary, renamedCount: 12 })).toBe(
    "The two graphs are the same but for names: 12 of 1,204 operations have another",
  );
});
