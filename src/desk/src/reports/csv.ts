// A report as a file for a spreadsheet.

type Cell = string | number;

/** Quotes what needs it; text that a spreadsheet would take for a formula gets an apostrophe in front. */
function written(cell: Cell): string {
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has the browser keep the rows as a file. */
export function keepCsv(name: string, rows: Cell[][]) {
  const text = rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
  // The mark at the start tells Excel that this is UTF-8.
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
