import type { Scim } from "scimlens/slim";
import { CsvReader, Table } from "../directory/csv.ts";
import { looksLikeHar } from "../requests/har.ts";
import type { Form } from "./protocol.ts";

/** How many bytes of a file are looked at to tell what it is. */
export const HEAD = 65_536;

/** What a file is, and how it is written. */
export interface Recognised {
  readonly form: Form;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** What stands between the cells of a table. */
  readonly separator: string;
}

/** Members with simple values, and then one that only a ListResponse has (RFC 7644 §3.4.2). */
const LIST =
  /^\{\s*(?:"[^"]*"\s*:\s*(?:"[^"]*"|-?\d+|\[[^[\]{}]*\])\s*,\s*)*"(?:Resources|totalResults)"\s*:/;

/** Tells what a file is by how it begins; a string says why it is none that can be checked. */
export function recognise(head: Uint8Array, scim: Scim): Recognised | string {
  const [first = 0, second = 0] = head;
  if (head.length === 0) return "The file is empty.";
  if (first === 0x50 && second === 0x4b)
    return "It is a ZIP archive or a workbook. Unpack it, or save the table as CSV.";
  if (first === 0x1f && second === 0x8b) return "It is compressed with gzip. Unpack it first.";
  const encoding = encodingOf(first, second);
  const text = new TextDecoder(encoding).decode(head).trimStart();
  if (text.includes("\0")) return "It is no text.";
  if (text === "") return "There is nothing but white space in it.";
  const told = (form: Form, separator = ","): Recognised => ({ form, encoding, separator });
  if (text.startsWith("[")) return told("array");
  if (looksLikeHar(text)) return told("har");
  if (text.startsWith("{")) return told(LIST.test(text) ? "list" : "rows");
  const separator = separatorOf(text);
  if (namesAttributes(scim, text, separator)) return told("csv", separator);
  return `It begins with \`${beginning(text)}\`, which is neither JSON nor the head of a table that names attributes.`;
}

function encodingOf(first: number, second: number): Recognised["encoding"] {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** Spreadsheets write semicolons where the comma is in numbers. */
function separatorOf(text: string): string {
  const line = headOf(text);
  const times = (separator: string) => line.split(separator).length;
  return [",", ";", "\t"].reduce((best, one) => (times(one) > times(best) ? one : best));
}

function namesAttributes(scim: Scim, text: string, separator: string): boolean {
  const reader = new CsvReader(separator);
  const [row] = [...reader.push(`${headOf(text)}\n`), ...reader.finish()];
  const names = (row?.cells ?? []).filter(cell => cell.trim() !== "");
  return names.length > 0 && new Table(scim, names).unknown.length < names.length;
}

function headOf(text: string): string {
  return /^.*/.exec(text)?.[0] ?? "";
}

function beginning(text: string): string {
  const line = headOf(text).replaceAll("`", "'").trimEnd();
  return line.length > 40 ? `${line.slice(0, 40)} …` : line;
}
