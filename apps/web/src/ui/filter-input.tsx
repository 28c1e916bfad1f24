// A filter over names: answers at once while typing, and offers those that were used before.
import { compileFilter } from "./filter.ts";
import { SearchBox } from "./search-box.tsx";

const REST_MILLIS = 150;

interface FilterInputProps {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Filters that were used before, offered while typing. */
  readonly recent: readonly string[];
  /** Called with a filter that was left standing. */
  readonly onUse: (text: string) => void;
}

export function FilterInput({ recent, onUse, ...box }: FilterInputProps) {
  const listId = `${box.id}-recent`;
  return (
    <SearchBox
      {...box}
      list={listId}
      restMillis={REST_MILLIS}
      problemOf={problemOf}
      onUse={(text) => {
        if (text !== "" && problemOf(text) === null) onUse(text);
      }}
    >
      <datalist id={listId}>
        {recent.map((filter) => (
          <option key={filter} value={filter} />
        ))}
      </datalist>
    </SearchBox>
  );
}

function problemOf(text: string): string | null {
  const { problem } = compileFilter(text);
  return problem && `Not a regular expression (${problem.toLowerCase()}): matched as plain text`;
}
