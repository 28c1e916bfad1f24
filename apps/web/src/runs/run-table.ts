// The list of runs as a table: its columns, their widths, and the parts that draw them, which are loaded when the list is first wide enough.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, type ComponentType } from "react";
import { usePreferences } from "../ui/preferences.ts";
import { late } from "../ui/late.tsx";
import { tagsQuery } from "../data/queries.ts";
import { decodeColumns, defaultColumns, hparamNames } from "./run-columns.ts";
import { encodeField, type FieldSources, type RunField } from "./run-field.ts";
import { useHparams, useRunListScope } from "./run-scope.tsx";
import { useFieldSources } from "./run-values.ts";
import {
  nameWidth,
  contentWidth,
  type TableCellsProps,
  type TableColumn,
  type TableHeadProps,
} from "./table-columns.ts";

const root = getRouteApi("__root__");

/** From this width of the list on, in CSS pixels, there are columns. */
export const TABLE_WIDTH = 400;

export interface RunTable {
  readonly Head: ComponentType<TableHeadProps>;
  readonly Cells: ComponentType<TableCellsProps>;
  readonly columns: readonly TableColumn[];
  readonly sources: FieldSources;
  /** Of a row with all its columns, in CSS pixels. */
  readonly minWidth: number;
}

/** Of so many runs the cells are measured. */
const MOST_MEASURED = 200;

const noFields: readonly RunField[] = [];
const Head = late<TableHeadProps>(() => import("./run-table-parts.tsx").then((parts) => parts.TableHead));
const Cells = late<TableCellsProps>(() => import("./run-table-parts.tsx").then((parts) => parts.TableCells));

/** Null while the list is narrow. */
export function useRunTable(isTable: boolean): RunTable | null {
  const { fields } = useRunFields(isTable);
  const { runColumnWidths } = usePreferences();
  const sources = useFieldSources(isTable ? fields : noFields);
  const { matching: ordered } = useRunListScope();
  const columns = useMemo(
    () =>
      fields.map((field): TableColumn => {
        const key = encodeField(field);
        const widthPixels =
          runColumnWidths[key] ?? contentWidth(field, ordered.slice(0, MOST_MEASURED), sources);
        return { field, key, widthPixels };
      }),
    [fields, runColumnWidths, ordered, sources],
  );
  return useMemo(() => {
    if (!isTable) return null;
    const minWidth = columns.reduce((sum, { widthPixels }) => sum + widthPixels, nameWidth(runColumnWidths));
    return { Head, Cells, columns, sources, minWidth };
  }, [isTable, columns, sources, runColumnWidths]);
}

/** The fields of the columns, and the names of all hyperparameters there are. */
export function useRunFields(isWanted: boolean): {
  readonly fields: readonly RunField[];
  readonly hparams: readonly string[];
} {
  const text = root.useSearch({ select: (search) => search.runColumns });
  const hparams = useHparams(isWanted);
  const names = useMemo(() => hparamNames(hparams.values()), [hparams]);
  const { data: tags } = useQuery({ ...tagsQuery("scalar"), enabled: isWanted });
  const fields = useMemo(
    () => decodeColumns(text) ?? defaultColumns(names.differing, tags?.tags.map(({ tag }) => tag) ?? []),
    [text, names, tags],
  );
  return { fields, hparams: names.all };
}
