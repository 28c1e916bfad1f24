export { escapeMarkdown, htmlFromMarkdown, htmlFromText } from "./markdown.ts";
export { pageHtmlFromMarkdown } from "./page-html.ts";
