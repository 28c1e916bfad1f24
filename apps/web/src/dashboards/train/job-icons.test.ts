import { expect, it } from "vitest";
import { actionIcons, stateIcons } from "./job-icons.ts";

it("has one meaning for each icon", () => {
  // What is being stopped looks like what was.
  const states = new Set(Object.values(stateIcons));
  expect(states.size).toBe(Object.keys(stateIcons).length - 1);
  const all = [...states, ...Object.values(actionIcons)];
  expect(new Set(all).size).toBe(all.length);
  // It makes another like it, and changes none.
  expect(actionIcons.clone).toBe("copy");
});
