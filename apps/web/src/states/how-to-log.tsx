// How to log a kind of data, for those who have none of it yet.
import type { KindId } from "@runboard/contract";
import { late } from "../ui/late.tsx";
import type { SnippetTabsProps } from "./snippet-tabs.tsx";

const SnippetTabs = late<SnippetTabsProps>(async () => (await import("./snippet-tabs.tsx")).SnippetTabs);

interface HowToLogProps {
  readonly logdir: string;
  readonly kind?: KindId;
}

export function HowToLog({ logdir, kind = "scalars" }: HowToLogProps) {
  return <SnippetTabs kind={kind} logdir={logdir} />;
}
