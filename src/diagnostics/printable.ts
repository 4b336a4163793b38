/** What of a user's text may reach a terminal: nothing that moves its cursor, changes its state or reorders its line. */

const controls = /(?![\t\n])\p{Cc}|\p{Cs}|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Tabs and line feeds stay; what cannot be shown becomes a replacement character, one column wide. */
export function printable(text: string): string {
  return text.replace(controls, "\ufffd");
}
