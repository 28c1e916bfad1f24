// What the URL says of one dashboard, beside what it says on every one; and how to change it.
import { useSearch as useRouterSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { BoardSearch, boardSearchDefaults } from "./board-search.ts";
import { useChangeView, type ChangeView } from "./change-view.ts";

export interface DashboardSearch<Id extends string, Own extends object> {
  readonly id: Id;
  readonly defaults: Own;
  /** Its part of a search, of whatever somebody wrote into the address. */
  readonly parse: (search: object) => Readonly<Record<Id, Own>>;
  /** All that a search says of it. */
  readonly read: (search: object) => BoardSearch & Own;
  readonly useSearch: () => BoardSearch & Own;
  readonly useChange: () => ChangeView<Own>;
}

/** @param schema has a default for every field, so that no link ever breaks. */
export function dashboardSearch<const Id extends string, Own extends object>(
  id: Id,
  schema: { readonly parse: (own: unknown) => Own },
  defaults: Own,
): DashboardSearch<Id, Own> {
  const own = (search: object): Own => schema.parse((search as Readonly<Record<string, unknown>>)[id] ?? {});
  // Every card asks several times: each search is parsed once.
  const known = new WeakMap<object, BoardSearch & Own>();
  const read = (search: object): BoardSearch & Own => {
    const parsed = known.get(search) ?? { ...BoardSearch.parse(search), ...own(search) };
    known.set(search, parsed);
    return parsed;
  };
  return {
    id,
    defaults,
    parse: (search) => ({ [id]: own(search) }) as Readonly<Record<Id, Own>>,
    read,
    useSearch: () => read(useRouterSearch({ strict: false })),
    useChange: () => {
      const changeView = useChangeView();
      return useCallback<ChangeView<Own>>(
        (change, options) => {
          const isOfBoard = ([name]: readonly [string, unknown]): boolean =>
            Object.hasOwn(boardSearchDefaults, name);
          const entries = Object.entries(change);
          const ownChange = Object.fromEntries(entries.filter((entry) => !isOfBoard(entry)));
          changeView(
            (search) => ({
              ...search,
              ...Object.fromEntries(entries.filter(isOfBoard)),
              [id]: { ...own(search), ...ownChange },
            }),
            options,
          );
        },
        [changeView],
      );
    },
  };
}
