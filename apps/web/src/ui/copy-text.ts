// Puts text on the clipboard.

/** Whether it worked: a page that is not served from localhost or over https may not. */
export async function copyText(text: string): Promise<boolean> {
  // Missing on insecure origins, whatever the type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    return copyBySelection(text);
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "off-screen";
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way on an insecure origin
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}
