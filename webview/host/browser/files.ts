/** Hands a file to the browser, which puts it where downloads go. */
export function download(name: string, parts: readonly string[], type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([...parts], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Asks for a file; undefined when the person changed their mind. */
export function pickFile(endings: string): Promise<File | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = endings;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}
