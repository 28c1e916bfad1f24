export {
  escapeMarkdown,
  htmlFromMarkdown,
  htmlFromPlainText,
  htmlFromText,
  MAX_DESCRIPTION_LENGTH,
} from "./markdown.ts";
export { pageHtmlFromMarkdown } from "./page-html.ts";
