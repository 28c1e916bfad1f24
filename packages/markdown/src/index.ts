export { escapeMarkdown, htmlFromMarkdown } from "./markdown.ts";
export { pageHtmlFromMarkdown } from "./page-html.ts";
