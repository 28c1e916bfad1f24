// In a card's place when the server cannot read one of its expressions: what is wrong with it, and the way to mend it.
import { ApiError } from "@runboard/contract";
import { Icon } from "../../ui/icons.tsx";
import { openCardPanel } from "./card-panel.ts";
import { cardKey, type CardSpec } from "./card-spec.ts";

/** Where the request says that an expression is wrong. */
const FIELD = /^body\.sources\[(\d+)\]\.expression/;

export function isUnreadable(error: Error): error is ApiError {
  return error instanceof ApiError && error.fields.some(({ field }) => FIELD.test(field));
}

export function UnreadableExpression({ spec, error }: { readonly spec: CardSpec; readonly error: ApiError }) {
  const problems = error.fields.flatMap(({ field, message }) => {
    const index = Number(FIELD.exec(field)?.[1] ?? NaN);
    const source = spec.sources[index];
    return source && "expression" in source ? [{ index, expression: source.expression, message }] : [];
  });
  return (
    <div className="card-failure" role="alert">
      <Icon name="warning" />
      {problems.map(({ index, expression, message }) => (
        <p key={index}>
          <strong>This expression cannot be read.</strong>
          <br />
          <code>{expression}</code>
          <br />
          {message}
        </p>
      ))}
      {problems.map(({ index, expression }) => (
        <button
          key={index}
          type="button"
          className="button"
          aria-label={`Edit the expression ${expression}`}
          onClick={(event) =>
            openCardPanel({ kind: "expression", card: cardKey(spec), index }, event.currentTarget)
          }
        >
          Edit
        </button>
      ))}
    </div>
  );
}
