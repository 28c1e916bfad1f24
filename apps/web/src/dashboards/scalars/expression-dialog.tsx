// Writes a formula over tags: read while it is typed, with the tags that there are at hand.
import {
  expressionFunctions,
  expressionTags,
  parseExpression,
  type ParsedExpression,
} from "@runboard/analysis";
import type { TagEntry } from "@runboard/contract";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useRunScope } from "../../runs/run-scope.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { useComposeActions } from "./compose-actions.ts";
import { closeCardPanel } from "./card-panel.ts";
import { cardKey, withSource, type CardSpec } from "./card-spec.ts";
import { nextIndex } from "./choice-list.tsx";
import { completionAt, type Completion, type Suggestion } from "./expression-completion.ts";

interface ExpressionDialogProps {
  /** The card that it belongs to; null for a new one. */
  readonly spec: CardSpec | null;
  /** Its place among the card's sources; null for one more. */
  readonly index: number | null;
  readonly tags: readonly TagEntry[];
}

export function ExpressionDialog({ spec, index, tags }: ExpressionDialogProps) {
  const { addCard, grow, replaceCard } = useComposeActions();
  const edited = index === null ? undefined : spec?.sources[index];
  const old = edited && "expression" in edited ? edited.expression : "";
  const [text, setText] = useState(old);
  const parsed = useMemo(() => parse(text, tags), [text, tags]);
  const save = (): void => {
    if (!parsed?.ok) return;
    const added: CardSpec = { sources: [{ expression: text.trim() }], xTag: null };
    closeCardPanel();
    if (spec === null) addCard(added);
    else if (index === null) grow(spec, added);
    else replaceCard(cardKey(spec), withSource(spec, index, { expression: text.trim() }));
  };
  return (
    <Dialog
      title={old === "" ? "New card: expression" : "Edit the expression"}
      className="expression-dialog"
      onClose={closeCardPanel}
    >
      <form
        className="expression-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <ExpressionField text={text} parsed={parsed} tags={tags} onChange={setText} onSave={save} />
        {parsed?.ok ? <Preview parsed={parsed} tags={tags} /> : <HowTo />}
        <div className="expression-end">
          <button type="button" className="button" onClick={closeCardPanel}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={!parsed?.ok}>
            {old === "" ? "Add the card" : "Save"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** null for a text with nothing in it. */
function parse(text: string, tags: readonly TagEntry[]): ParsedExpression | null {
  if (text.trim() === "") return null;
  const names = new Set<string>(tags.map(({ tag }) => tag));
  return parseExpression(text, (name) => names.has(name), names);
}

interface ExpressionFieldProps {
  readonly text: string;
  readonly parsed: ParsedExpression | null;
  readonly tags: readonly TagEntry[];
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

function ExpressionField({ text, parsed, tags, onChange, onSave }: ExpressionFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const names = useMemo(() => tags.map(({ tag }) => tag), [tags]);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [active, setActive] = useState(0);
  const suggest = (next: string, caret: number): void => {
    const found = completionAt(next, caret, names);
    setCompletion(found);
    // A name that is whole is not replaced by accident.
    setActive(found?.isWhole ? -1 : 0);
  };
  const insert = ({ insertion }: Suggestion): void => {
    if (!completion) return;
    const { from, to } = completion;
    const caret = from + insertion.length;
    // The next key may come before the next frame.
    flushSync(() => {
      onChange(text.slice(0, from) + insertion + text.slice(to));
      setCompletion(null);
    });
    input.current?.focus();
    input.current?.setSelectionRange(caret, caret);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const suggestion = completion?.suggestions[active];
    const next = nextIndex(event.key, active, completion?.suggestions.length ?? 0);
    if (next !== null) setActive(next);
    else if (event.key === "Enter" && suggestion) insert(suggestion);
    else if (event.key === "Enter") onSave();
    else if (event.key === "Escape" && completion) setCompletion(null);
    else return;
    event.preventDefault();
  };
  const problem = parsed && !parsed.ok ? parsed : null;
  return (
    <div className="expression-field">
      <label htmlFor={`${id}-input`}>Expression over tags</label>
      <div className="expression-input" data-problem={problem ? "" : undefined}>
        <Mirror ref={mirror} text={text} problem={problem} />
        <input
          ref={(element) => {
            input.current = element;
            // The dialog gives it the focus.
            element?.setAttribute("autofocus", "");
          }}
          id={`${id}-input`}
          type="text"
          role="combobox"
          aria-expanded={completion !== null}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={completion && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          placeholder="loss/valid - loss/train"
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={({ target }) => {
            onChange(target.value);
            suggest(target.value, target.selectionStart ?? target.value.length);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setCompletion(null)}
          onScroll={({ currentTarget }) => {
            if (mirror.current) mirror.current.scrollLeft = currentTarget.scrollLeft;
          }}
        />
        <Suggestions id={id} completion={completion} active={active} onPoint={setActive} onChoose={insert} />
      </div>
      <p id={`${id}-problem`} className="expression-problem" role="status">
        {problem && `${problemPlace(text, problem.from)}: ${problem.message}`}
      </p>
    </div>
  );
}

type Problem = Extract<ParsedExpression, { readonly ok: false }>;

function problemPlace(text: string, from: number): string {
  return from >= text.length ? "At the end" : `At character ${formatCount(from + 1)}`;
}

interface MirrorProps {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly text: string;
  readonly problem: Problem | null;
}

/** Under the field, the same text: what is wrong is marked. */
function Mirror({ ref, text, problem }: MirrorProps) {
  const from = problem?.from ?? text.length;
  const to = problem ? Math.max(problem.to, from + 1) : from;
  return (
    <div ref={ref} className="expression-mirror" aria-hidden="true">
      {text.slice(0, from)}
      {problem && <mark>{text.slice(from, to) || " "}</mark>}
      {text.slice(to)}
    </div>
  );
}

interface SuggestionsProps {
  readonly id: string;
  readonly completion: Completion | null;
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onChoose: (suggestion: Suggestion) => void;
}

function Suggestions({ id, completion, active, onPoint, onChoose }: SuggestionsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <ul
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label="Tags and functions"
      className="expression-suggestions"
      hidden={!completion}
    >
      {completion?.suggestions.map((suggestion, index) => (
        <li
          key={`${suggestion.kind} ${suggestion.name}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="choice"
          data-active={index === active ? "" : undefined}
          onPointerMove={() => onPoint(index)}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
        >
          <span className="path">{suggestion.name}</span>
          {suggestion.kind === "function" && <span className="choice-note">function</span>}
        </li>
      ))}
    </ul>
  );
}

interface PreviewProps {
  readonly parsed: Extract<ParsedExpression, { readonly ok: true }>;
  readonly tags: readonly TagEntry[];
}

function Preview({ parsed, tags }: PreviewProps) {
  const { shown } = useRunScope();
  const used = expressionTags(parsed.expression);
  const runsOf = new Map<string, ReadonlySet<string>>(tags.map(({ tag, runs }) => [tag, new Set(runs)]));
  const complete = [...shown].filter((run) => used.every((tag) => runsOf.get(tag)?.has(run)));
  return (
    <div className="expression-preview" role="status">
      <span>Uses</span>
      {used.map((tag) => (
        <code key={tag}>{tag}</code>
      ))}
      <p data-none={complete.length === 0 ? "" : undefined}>
        {complete.length === 0
          ? `No shown run has ${used.length === 1 ? "it" : "them all"}.`
          : `${formatCount(complete.length)} of ${formatCounted(shown.size, "shown run")} ${complete.length === 1 ? "has" : "have"} ${used.length === 1 ? "it" : "them all"}.`}
      </p>
    </div>
  );
}

function HowTo() {
  return (
    <p className="expression-how-to">
      Tags, numbers, + − * / ^, parentheses, and {expressionFunctions.join(", ")}. Tags are joined at the
      steps that all of them have. Quote a tag with odd characters: <code>`my (odd) tag`</code>
    </p>
  );
}
