import { describe, expect, it } from "vitest";
import { logTickLabels, relativeTickLabels, valueTickLabels, wallTimeTickLabels } from "./tick-labels.ts";
import type { AxisScale, Interval } from "./axis.ts";
import { fitXDomain, fitYDomain } from "./nice-domain.ts";
import { linearTicks, logTicks, stepTicks } from "./ticks.ts";

describe("tick labels of values", () => {
  it("have the digits that tell neighbours apart", () => {
    expect(valueTickLabels([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]).labels).toEqual([
      "0",
      "0.2",
      "0.4",
      "0.6",
      "0.8",
      "1",
    ]);
    expect(valueTickLabels([0, 500, 1000, 1500]).labels).toEqual(["0", "500", "1k", "1.5k"]);
    expect(valueTickLabels([800_000, 1_000_000, 1_200_000]).labels).toEqual(["800k", "1M", "1.2M"]);
    expect(valueTickLabels([999_999, 1_000_000, 1_000_001]).labels).toEqual([
      "999,999",
      "1,000,000",
      "1,000,001",
    ]);
    expect(valueTickLabels([0, 0.00002, 0.00004]).labels).toEqual(["0", "2e-5", "4e-5"]);
    expect(valueTickLabels([0.0001, 0.00012]).labels).toEqual(["1e-4", "1.2e-4"]);
    expect(valueTickLabels([0.0005, 0.001, 0.0015]).labels).toEqual(["0.0005", "0.001", "0.0015"]);
    expect(valueTickLabels([1.94516, 1.94518, 1.9452]).labels).toEqual(["1.94516", "1.94518", "1.9452"]);
    expect(valueTickLabels([-2e18, -1e18, 0]).labels).toEqual(["-2e18", "-1e18", "0"]);
    expect(valueTickLabels([7]).labels).toEqual(["7"]);
    expect(valueTickLabels([0.25]).labels).toEqual(["0.25"]);
    expect(valueTickLabels([]).labels).toEqual([]);
  });

  it("say once what all would repeat", () => {
    const of = (ticks: readonly number[]) => {
      const { labels, offset } = valueTickLabels(ticks);
      return [...labels, offset].join(" ");
    };
    expect(of([0, 0.2, 0.4, 0.6].map((value) => 1.7e9 + value))).toBe("0 0.2 0.4 0.6 +1.7e9");
    expect(of([-0.2, 0, 0.2].map((value) => 1.7e9 + value))).toBe("-0.2 0 0.2 +1.7e9");
    expect(of([0, 2, 4].map((value) => 1.7e15 + value))).toBe("0 2 4 +1.7e15");
    expect(of([0, 2, 4].map((value) => 2 ** 53 + value))).toBe("-8 -6 -4 +9.007199254741e15");
    expect(of([0, 0.1, 0.2].map((value) => -1e6 - 0.2 + value))).toBe("-0.2 -0.1 0 -1e6");
    expect(of([12_345_600, 12_345_700])).toBe("600 700 +1.2345e7");
    expect(of([1_234_567.25])).toBe("0 +1.23456725e6");
    expect(of([1_000_000, 1_000_001])).toBe("1,000,000 1,000,001 ");
  });
});

describe("labels of any domain", () => {
  let seed = 3;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const exponent = (low: number, high: number) => 10 ** (low + random() * (high - low));
  const numberOf = (label: string) => {
    const factor = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[label.at(-1) ?? ""];
    const digits = Number(label.replaceAll(",", "").replace(/[kMGT]$/, ""));
    return factor === undefined ? digits : digits * factor;
  };

  /** That they are distinct and short, and say where their ticks are. */
  function expectReadable(ticks: readonly number[], scale: AxisScale): void {
    const { labels, offset } = scale === "log" ? logTickLabels(ticks, 12) : valueTickLabels(ticks);
    const told = `${String(ticks)} → ${labels.join(" ")} ${offset}`;
    const spoken = ticks.flatMap((tick, i) => (labels[i] ? [{ tick, label: labels[i] }] : []));
    expect(new Set(spoken.map(({ label }) => label)).size, told).toBe(spoken.length);
    for (const { tick, label } of spoken) {
      expect(label.length, told).toBeLessThanOrEqual(10);
      const gap = Math.min(...ticks.filter((other) => other !== tick).map((other) => Math.abs(other - tick)));
      const isNear = Math.abs(numberOf(label) + numberOf(offset) - tick) <= gap / 2;
      expect(isNear, `${label} is ${tick}: ${told}`).toBe(true);
    }
    if (ticks.length > 1) expect(spoken.length, told).toBeGreaterThan(0);
  }

  const extents: Record<string, () => Interval> = {
    "of many sizes": () => {
      const center = (random() - 0.5) * exponent(-10, 14);
      const span = Math.abs(center) * exponent(-9, 0) + exponent(-12, 12);
      return [center - span, center + span];
    },
    "of doubles beside each other": () => {
      const center = (random() - 0.5) * exponent(-300, 300);
      return [center, center + Math.abs(center) * exponent(-17, -9)];
    },
    "around round numbers": () => {
      const center = Math.round((random() - 0.5) * 2000) * 10 ** Math.round(random() * 12);
      const span = exponent(-8, 3);
      return [center - span * random(), center + span];
    },
    "near zero": () => {
      const size = exponent(-323, -290);
      return [random() < 0.5 ? -size * random() : size * random(), size * (1 + random())];
    },
    "as large as doubles go": () => [-random() * 8e307, random() * 8e307],
  };

  it.each(Object.entries(extents))("%s are distinct, short, and where their ticks are", (_, extent) => {
    for (let i = 0; i < 1000; i++) {
      const ascending = extent();
      const domain = fitYDomain(ascending, "linear");
      const ticks = linearTicks(domain, 2 + Math.floor(random() * 12));
      expect(ticks.length, String(ascending)).toBeGreaterThan(0);
      expectReadable(ticks, "linear");
      if (!(ascending[0] > 0)) continue;
      expectReadable(logTicks(fitYDomain(ascending, "log"), 2 + Math.floor(random() * 12)), "log");
    }
  });

  it("of steps are exact", () => {
    for (let i = 0; i < 1000; i++) {
      const start = Math.floor(random() * exponent(0, 15.9));
      const end = Math.min(2 ** 53, start + Math.floor(random() * exponent(0, 6)));
      const ticks = stepTicks(fitXDomain([start, end], "step"), 2 + Math.floor(random() * 8));
      expect(ticks.length, `${start} to ${end}`).toBeGreaterThan(0);
      expectReadable(ticks, "linear");
      const { labels, offset } = valueTickLabels(ticks);
      for (const [at, tick] of ticks.entries()) {
        const exact = BigInt(numberOf(offset)) + BigInt(Math.round(numberOf(labels[at] ?? "")));
        expect(exact, `${tick}: ${labels.join(" ")} ${offset}`).toBe(BigInt(tick));
      }
    }
  });
});

it("labels of log ticks leave room", () => {
  expect(logTickLabels(logTicks([1, 1000], 5), 8).labels.filter((label) => label !== "")).toEqual([
    "1",
    "10",
    "100",
    "1k",
  ]);
  expect(logTickLabels(logTicks([1, 100], 5), 8).labels.filter((label) => label !== "")).toEqual([
    "1",
    "2",
    "5",
    "10",
    "20",
    "50",
    "100",
  ]);
  expect(logTickLabels(logTicks([300, 1000], 5), 8).labels).toEqual([
    "300",
    "400",
    "500",
    "600",
    "700",
    "800",
    "900",
    "1k",
  ]);
  expect(logTickLabels([21, 21.5, 22], 8).labels).toEqual(["21", "21.5", "22"]);
  expect(logTickLabels([1e-6, 1e-3], 8).labels).toEqual(["1e-6", "0.001"]);
});

it("labels of relative times share a unit", () => {
  const hour = 3600;
  expect(relativeTickLabels([0, 0.5 * hour, hour, 1.5 * hour]).labels).toEqual([
    "0",
    "0.5 h",
    "1 h",
    "1.5 h",
  ]);
  expect(relativeTickLabels([0, 900, 1800, 2700, 3600]).labels).toEqual([
    "0",
    "15 min",
    "30 min",
    "45 min",
    "60 min",
  ]);
  expect(relativeTickLabels([0, 15, 30, 45, 60, 75]).labels).toEqual([
    "0",
    "15 s",
    "30 s",
    "45 s",
    "60 s",
    "75 s",
  ]);
  expect(relativeTickLabels([0, 0.2, 0.4]).labels).toEqual(["0", "200 ms", "400 ms"]);
  expect(relativeTickLabels([1, 1.05, 1.1]).labels).toEqual(["1 s", "1.05 s", "1.1 s"]);
  expect(relativeTickLabels([0, 7 * 86_400, 14 * 86_400]).labels).toEqual(["0", "7 d", "14 d"]);
});

describe("labels of wall times", () => {
  it("have labels as coarse as their tick", () => {
    const seconds = (text: string) => new Date(text).getTime() / 1000;
    expect(
      wallTimeTickLabels([
        seconds("2019-01-01T00:00"),
        seconds("2020-05-01T00:00"),
        seconds("2020-01-05T00:00"),
        seconds("2020-01-05T05:00"),
        seconds("2020-01-05T13:23"),
        seconds("2020-01-05T13:23:07"),
        seconds("2020-01-05T13:23:07.250"),
      ]).labels,
    ).toEqual(["2019", "May", "Jan 5", "05:00", "13:23", "13:23:07", ":07.250"]);
  });

  it("tell ticks apart that are closer than a millisecond", () => {
    const ticks = [0, 1, 2, 3].map((count) => 1_795_500_005 + count / 5000);
    expect(wallTimeTickLabels(ticks).labels.slice(1)).toEqual([":05.0002", ":05.0004", ":05.0006"]);
    expect(wallTimeTickLabels([1e18]).labels).toEqual([""]);
  });
});
