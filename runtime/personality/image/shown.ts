/** Text that came out of a file, fit for a message: what is not printable is escaped, what is long is cut. */
const LONGEST = 200;

export function shown(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(/[^ -~…]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
