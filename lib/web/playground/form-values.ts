/** The text of a form's field, trimmed; empty where it has none. */
export function fieldText(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** The file of a form's field as a data URI; undefined where none was chosen. */
export async function fieldFile(data: FormData, name: string): Promise<string | undefined> {
  const file = data.get(name);
  if (!(file instanceof File) || file.size === 0) return undefined;
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file cannot be read.')));
    reader.readAsDataURL(file);
  });
}
