import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { late, retryLate } from "./late.tsx";
import { isAnythingPending } from "./pending.ts";

let root: Root;
let container: HTMLElement;

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  container = document.createElement("div");
  document.body.append(container);
  root = createRoot(container);
});

afterEach(async () => {
  await settle(() => root.unmount());
  container.remove();
});

/** Does it, and lets what follows from it happen. */
async function settle(does: () => void): Promise<void> {
  await act(async () => {
    does();
    await Promise.resolve();
  });
}

function Greeting({ name }: { readonly name: string }) {
  return <p>Hello {name}</p>;
}

it("shows what stands in until the code is here, and no longer", async () => {
  let arrive: (component: typeof Greeting) => void = () => undefined;
  const Late = late<{ readonly name: string }>(
    () => new Promise((resolve) => (arrive = resolve)),
    <i>wait</i>,
  );
  await settle(() => root.render(<Late name="Ada" />));
  expect(container.textContent).toBe("wait");
  expect(isAnythingPending()).toBe(true);
  await settle(() => arrive(Greeting));
  expect(container.textContent).toBe("Hello Ada");
  expect(isAnythingPending()).toBe(false);
});

it("is there at once the second time", async () => {
  let loadCount = 0;
  const Late = late<{ readonly name: string }>(() => {
    loadCount += 1;
    return Promise.resolve(Greeting);
  });
  await settle(() => root.render(<Late name="Ada" />));
  await settle(() => root.render(null));
  await settle(() => root.render(<Late key="second" name="Eve" />));
  expect(container.textContent).toBe("Hello Eve");
  expect(loadCount).toBe(1);
});

it("says that code did not arrive, and asks for it again", async () => {
  let isServerGone = true;
  const Late = late<{ readonly name: string }>(() =>
    isServerGone ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(Greeting),
  );
  await settle(() => root.render(<Late name="Ada" />));
  expect(container.textContent).toContain("could not be loaded");
  isServerGone = false;
  await settle(() => container.querySelector("button")?.click());
  expect(container.textContent).toBe("Hello Ada");
});

it("asks for code that did not arrive by itself when the server is back, and only for that", async () => {
  let isServerGone = true;
  let loadCount = 0;
  const Late = late<{ readonly name: string }>(() => {
    loadCount += 1;
    return isServerGone ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(Greeting);
  });
  await settle(() => root.render(<Late name="Ada" />));
  await settle(retryLate);
  expect(container.textContent).toContain("could not be loaded");
  isServerGone = false;
  await settle(retryLate);
  expect(container.textContent).toBe("Hello Ada");
  await settle(retryLate);
  expect(loadCount).toBe(3);
});
