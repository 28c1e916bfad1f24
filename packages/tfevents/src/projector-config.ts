// projector_config.pbtxt: which embeddings a run has and in which files, in protobuf's text format.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { type ProjectorConfig, ProjectorConfigSchema } from "./gen/projector_pb.ts";
import { formatMessageText, parseMessageText } from "./messages.ts";

export type ProjectorConfigResult =
  | { readonly kind: "message"; readonly message: ProjectorConfig }
  | { readonly kind: "malformed"; readonly reason: string };

/** Names and paths are as the file has them: a path may lead anywhere, and whoever opens it must check that. */
export function parseProjectorConfig(text: string): ProjectorConfigResult {
  return parseMessageText(ProjectorConfigSchema, text);
}

export function formatProjectorConfig(config: MessageInitShape<typeof ProjectorConfigSchema>): string {
  return formatMessageText(ProjectorConfigSchema, create(ProjectorConfigSchema, config));
}
