// What axe finds wrong with the page as it is now.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

type Finding = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"][number];

/** All that is wrong. */
export async function findingsOn(page: Page): Promise<readonly Finding[]> {
  const { violations } = await new AxeBuilder({ page })
    // One page without frames: its own context is enough.
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
  return violations;
}

/** Fails with every serious or critical finding. */
export async function expectAccessible(page: Page): Promise<void> {
  const serious = (await findingsOn(page))
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(serious).toEqual([]);
}
